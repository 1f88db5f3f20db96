package io.twofold;

/**
 * The calling thread was interrupted while it waited for a cache. Its interrupt flag is set again. The work
 * it waited for goes on for the others who wait.
 */
public final class CacheInterruptedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message that names the cache and the cause. */
    public CacheInterruptedException(String message, InterruptedException cause) {
        super(message, cause);
    }
}
