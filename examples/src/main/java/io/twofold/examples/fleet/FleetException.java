package io.twofold.examples.fleet;

/** The run can't go on; the message is for the user. */
final class FleetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FleetException(String message) {
        super(message);
    }

    FleetException(String message, Throwable cause) {
        super(message, cause);
    }
}
