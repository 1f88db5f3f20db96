package io.twofold.spi;

/** What stands in the remote tier was written by a version of the library that this one can't work with. */
public final class IncompatibleLayoutException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message that names both versions and says what to do. */
    public IncompatibleLayoutException(String message) {
        super(message);
    }
}
