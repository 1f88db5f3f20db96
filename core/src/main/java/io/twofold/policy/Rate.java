package io.twofold.policy;

/** Admits so many a second, evenly; what wasn't used counts for a tenth of a second. Safe for use by many threads. */
public final class Rate {
    private static final long SECOND = 1_000_000_000;
    private static final long CREDIT = SECOND / 10;

    private final long interval;
    private long nextAt;

    /**
     * With its credit unused.
     *
     * @param perSecond how many are admitted, at least 1
     * @param now the monotonic time, in nanoseconds
     */
    public Rate(long perSecond, long now) {
        this.interval = SECOND / perSecond;
        this.nextAt = now - CREDIT;
    }

    /**
     * Whether one more is admitted.
     *
     * @param now the monotonic time, in nanoseconds
     */
    public synchronized boolean admits(long now) {
        long from = nextAt - (now - CREDIT) < 0 ? now - CREDIT : nextAt;
        if (from - now > 0) {
            return false;
        }
        nextAt = from + interval;
        return true;
    }
}
