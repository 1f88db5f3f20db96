package io.twofold.examples.fleet;

/** The command line is wrong; the message says what and what is allowed. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
