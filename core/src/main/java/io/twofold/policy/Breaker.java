package io.twofold.policy;

/**
 * Decides when somebody who doesn't answer isn't asked any more, and when again.
 *
 * <pre>
 *   closed --failures in a row, or a heartbeat unanswered--> open --a heartbeat answered--> closed
 *   closed, open --a heartbeat answered, though not as it must be to be believed--> open, but answering
 * </pre>
 *
 * <p>Whoever doesn't answer a heartbeat is away: its next answer closes the breaker at once. Whoever answers heartbeats
 * but fails operations is in trouble and given a rest: no answer closes the breaker before the pause is over. No
 * operation is ever used to try; heartbeats are asked anyway, and nobody waits for them.
 *
 * <p>Safe for use by many threads; while all is well, asking and reporting an answer cost a memory read each.
 */
public final class Breaker {
    private final int mostFailures;
    private final long pauseNanos;
    private volatile int failures;
    private volatile State state = State.CLOSED;
    private long closableAt;

    private enum State {
        CLOSED,
        /** Not to be asked for what must be believed. */
        ANSWERING,
        OPEN
    }

    /**
     * A closed one.
     *
     * @param mostFailures opens it, when they come in a row
     * @param pauseNanos how long it stays open at least once failures opened it, in nanoseconds
     */
    public Breaker(int mostFailures, long pauseNanos) {
        this.mostFailures = mostFailures;
        this.pauseNanos = pauseNanos;
    }

    /** Whether nobody is to be asked but by a heartbeat. */
    public boolean isOpen() {
        return state != State.CLOSED;
    }

    /** Whether somebody answers, even if not so that much of it may be believed. */
    public boolean isAnswering() {
        return state != State.OPEN;
    }

    /** An operation was answered. */
    public void answered() {
        if (failures != 0) {
            forget();
        }
    }

    private synchronized void forget() {
        failures = 0;
    }

    /**
     * An operation was not answered.
     *
     * @param now the monotonic time, in nanoseconds
     * @return whether that opened it
     */
    public synchronized boolean failed(long now) {
        if (state == State.OPEN) {
            return false; // begun before it opened
        }
        failures++;
        return failures >= mostFailures && open(State.OPEN, now + pauseNanos);
    }

    /**
     * A heartbeat was not answered.
     *
     * @param now the monotonic time, in nanoseconds
     * @return whether that opened it
     */
    public synchronized boolean silent(long now) {
        return open(State.OPEN, now);
    }

    /**
     * A heartbeat was answered, though not as it must be to be believed.
     *
     * @param sentAt the monotonic time at which it was sent, in nanoseconds
     * @return whether that opened it
     */
    public synchronized boolean unconfirmed(long sentAt) {
        if (state == State.OPEN && sentAt - closableAt < 0) {
            return false;
        }
        failures = 0;
        return open(State.ANSWERING, sentAt);
    }

    /** @return whether it was closed */
    private boolean open(State next, long until) {
        boolean wasClosed = state == State.CLOSED;
        closableAt = until;
        state = next;
        return wasClosed;
    }

    /**
     * A heartbeat was answered.
     *
     * @param sentAt the monotonic time at which it was sent, in nanoseconds
     * @return whether that closed it
     */
    public synchronized boolean heard(long sentAt) {
        if (state == State.CLOSED || sentAt - closableAt < 0) {
            return false;
        }
        failures = 0;
        state = State.CLOSED;
        return true;
    }
}
