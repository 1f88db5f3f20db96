package io.twofold.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How long an operation may take, all its calls and all its waiting together. */
final class TimeLimit {
    /** Which part of the limit is too little to reckon with: a call's own settings cost more than they are worth. */
    private static final int LITTLE = 16;

    private final long nanos;

    TimeLimit(Duration limit) {
        this.nanos = limit.toNanos();
    }

    /** Whether a call that is made so late may take as long as one that is made at once, or nearly. */
    boolean isHardlyTouched(long passedNanos) {
        return passedNanos < nanos / LITTLE;
    }

    /** How long a call that is made so late may take, in milliseconds, one that has begun counted whole; 0 if it is too late. */
    long leftMillis(long passedNanos) {
        long left = Math.max(0, nanos - passedNanos);
        return TimeUnit.NANOSECONDS.toMillis(left + TimeUnit.MILLISECONDS.toNanos(1) - 1);
    }

    /** What an operation fails with that is too late. */
    TimeoutException exceeded() {
        return new TimeoutException("no answer within l2.timeout=" + TimeUnit.NANOSECONDS.toMillis(nanos) + "ms");
    }
}
