package io.twofold;

/** A put was refused since as many keys wait for the source as {@code write.backlog} allows. Nothing has changed. */
public final class WriteBacklogException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message that names the cache and what to do. */
    public WriteBacklogException(String message) {
        super(message);
    }
}
