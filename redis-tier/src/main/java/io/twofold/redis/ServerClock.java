package io.twofold.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The time of the servers on which the shards lie, as far as their last answers tell. Off by at most the round trip of
 * that answer, and what the two clocks have drifted since; ahead rather than behind, so that nothing is kept too long.
 */
final class ServerClock {
    private static final long UNKNOWN = Long.MIN_VALUE;
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** How far each shard's server is ahead of this process's monotonic clock, in milliseconds. */
    private final AtomicLongArray ahead;

    ServerClock(int shards) {
        ahead = new AtomicLongArray(shards);
        for (int shard = 0; shard < shards; shard++) {
            ahead.set(shard, UNKNOWN);
        }
    }

    /**
     * A server has told its time.
     *
     * @param sentAt the monotonic time at which it was asked, in nanoseconds
     */
    void told(int shard, long serverMillis, long sentAt) {
        ahead.set(shard, serverMillis + 1 - ourMillis(sentAt));
    }

    boolean isKnown(int shard) {
        return ahead.get(shard) != UNKNOWN;
    }

    /** The time of a shard's server, in its milliseconds, at a monotonic time. It must be known. */
    long millis(int shard, long nanoTime) {
        return ourMillis(nanoTime) + ahead.get(shard);
    }

    /** Rounded down on both sides of zero, wherever this process's clock began. */
    private static long ourMillis(long nanoTime) {
        return Math.floorDiv(nanoTime, NANOS);
    }
}
