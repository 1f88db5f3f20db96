package io.twofold.policy;

/**
 * For how long a value is kept past its time to live in case its load fails, and how often that is tried again.
 *
 * @param windowNanos how long it is kept, in nanoseconds; 0 for not at all
 * @param retryNanos after how long the first failed load is tried again
 * @param maxRetryNanos after how long at most
 */
public record FailSafe(long windowNanos, long retryNanos, long maxRetryNanos) {
    /** For not at all. */
    public static final FailSafe OFF = new FailSafe(0, 1, 1);

    private static final int MOST_DOUBLINGS = 30;

    /** Whether values are kept. */
    public boolean isOn() {
        return windowNanos > 0;
    }

    /** How long a value is kept, in whole milliseconds. */
    public long windowMillis() {
        return windowNanos / 1_000_000;
    }

    /**
     * How long to wait after a failure: twice as long each time, and up to a quarter less, so that nodes whose loads
     * failed together don't try again together.
     *
     * @param failures how many there were in a row, at least 1
     * @param fraction a random number, 0 to 1
     * @return nanoseconds
     */
    public long backoffNanos(int failures, double fraction) {
        long doubled = retryNanos << Math.min(failures - 1, MOST_DOUBLINGS);
        long capped = doubled < retryNanos ? maxRetryNanos : Math.min(doubled, maxRetryNanos);
        return Math.max(1, capped - (long) (capped * fraction / 4));
    }
}
