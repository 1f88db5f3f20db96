package io.twofold.policy;

import java.time.Duration;

/**
 * How long an entry lives in each tier.
 *
 * @param ttlNanos the longest that an entry lives in L2, in nanoseconds
 * @param l1TtlNanos the longest that it lives in L1, in nanoseconds, at most {@code ttlNanos}
 * @param absentTtlNanos the longest that an entry lives that says that there is no value; 0 if there are none such
 * @param jitter the largest part, 0 to 1, by which a lifetime is shortened at random, so that entries made
 *     together don't expire together
 */
public record Lifetime(long ttlNanos, long l1TtlNanos, long absentTtlNanos, double jitter) {
    /** Of durations. */
    public static Lifetime of(Duration ttl, Duration l1Ttl, Duration absentTtl, double jitter) {
        return new Lifetime(ttl.toNanos(), l1Ttl.toNanos(), absentTtl.toNanos(), jitter);
    }

    /**
     * The time to live of a new entry in L2, in whole milliseconds, at least 1.
     *
     * @param fraction a random number, 0 to 1
     */
    public long ttlMillis(double fraction) {
        return Math.max(1, shortened(ttlNanos, fraction) / 1_000_000);
    }

    /** As {@link #ttlMillis}, of an entry that says that there is no value. */
    public long absentTtlMillis(double fraction) {
        return Math.max(1, shortened(absentTtlNanos, fraction) / 1_000_000);
    }

    /** Whether it is remembered that there is no value. */
    public boolean keepsAbsent() {
        return absentTtlNanos > 0;
    }

    /**
     * How long an entry may live in L1.
     *
     * @param remainingMillis what remains of its life in L2
     * @param fraction a random number, 0 to 1
     * @return nanoseconds
     */
    public long l1Nanos(long remainingMillis, double fraction) {
        long remaining = remainingMillis * 1_000_000;
        // without a life of its own in L1, an entry's life there is the one it has in L2, which is jittered already
        return l1TtlNanos < ttlNanos ? Math.min(shortened(l1TtlNanos, fraction), remaining) : remaining;
    }

    private long shortened(long nanos, double fraction) {
        return nanos - (long) (nanos * jitter * fraction);
    }
}
