package io.twofold;

/**
 * A cache's spec is wrong. The message names the cache (if it is known), the setting, the value, and what is
 * allowed.
 */
public final class CacheSpecException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** With a message that says what to do. */
    public CacheSpecException(String message) {
        super(message);
    }
}
