package io.twofold.internal;

/** The remote tier was not asked, since it doesn't answer. Made once: it tells of no place and no cause. */
final class BreakerOpenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("StaticAssignmentOfThrowable") // it has no stack trace that could mislead
    static final BreakerOpenException INSTANCE = new BreakerOpenException();

    private BreakerOpenException() {
        super(
                "the remote tier doesn't answer, and isn't asked until a heartbeat finds that it does",
                null,
                false,
                false);
    }
}
