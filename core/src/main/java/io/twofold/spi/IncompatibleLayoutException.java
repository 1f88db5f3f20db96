package io.twofold.spi;

/** What stands in the remote tier was written by a library, or by nodes, that this one can't work with. */
public final class IncompatibleLayoutException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message that names both sides and says what to do. */
    public IncompatibleLayoutException(String message) {
        super(message);
    }

    /**
     * Makes sure that a node writes as its fleet does: one that doesn't write behind would not find what the source
     * doesn't have yet.
     *
     * @param here whether this node writes behind
     * @param fleet whether the first node of the fleet did
     * @throws IncompatibleLayoutException if they differ
     */
    public static void unlessSame(boolean here, boolean fleet) {
        if (here != fleet) {
            throw new IncompatibleLayoutException("this node's spec says " + write(here)
                    + ", but the fleet uses " + write(fleet)
                    + "; give every node the same, or choose another namespace or cache name");
        }
    }

    private static String write(boolean behind) {
        return behind ? "write=behind" : "write=aside or write=through";
    }
}
