package io.twofold.spi;

/**
 * Time, and what is to happen later. The only source of either in Twofold, so that tests can hold it in
 * their hands.
 */
public interface TimeSource {
    /** Monotonic nanoseconds with an arbitrary origin, as {@link System#nanoTime()}. */
    long nanoTime();

    /**
     * As {@link #nanoTime()}, but may lag behind it by up to {@link #coarseLagNanos()}, and costs no more
     * than a memory read. Never ahead.
     */
    long coarseNanoTime();

    /** How far the coarse time may ordinarily lag, in nanoseconds. */
    long coarseLagNanos();

    /** Milliseconds since 1970 by this machine's clock. For people to read; nothing is decided by it. */
    long epochMillis();

    /**
     * Runs a short task later, once.
     *
     * @param task must not block
     * @param delayNanos how long from now, in nanoseconds
     * @return call it to cancel the task, if it has not begun
     */
    Runnable schedule(Runnable task, long delayNanos);
}
