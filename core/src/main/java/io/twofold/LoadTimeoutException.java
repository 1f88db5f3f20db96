package io.twofold;

/**
 * A value didn't come in the time that the spec's {@code load.hardTimeout}, or the caller, allows, and there was none to
 * fall back on.
 */
public final class LoadTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Says what took how long. */
    public LoadTimeoutException(String message) {
        super(message);
    }
}
