package io.twofold.testkit.simulation;

import java.util.concurrent.TimeUnit;

/** The times that a simulated cache goes by, in nanoseconds, and its spec, which says the same. */
final class Times {
    private static final String SPEC = "jitter=10%, l2.shards=2, l2.logLength=10, maxStaleness=600ms, heartbeat=150ms,"
            + " l2.timeout=100ms, l2.lease=300ms, l2.guard=300ms, l2.breaker.pause=150ms";
    static final int SHARDS = 2;
    static final int LOG_LENGTH = 10;
    static final long MAX_STALENESS = TimeUnit.MILLISECONDS.toNanos(600);
    static final long TIMEOUT = TimeUnit.MILLISECONDS.toNanos(100);
    static final long GUARD = TimeUnit.MILLISECONDS.toNanos(300);
    /** A time to live, which begins when a load ends that may have begun long before. */
    static final long LONGEST_LIFE = TimeUnit.SECONDS.toNanos(17);
    /** How long it may take until somebody finds that the server has lost something. */
    static final long LONGEST_RECOVERY = TimeUnit.SECONDS.toNanos(5);
    /** How long after the last fault everything is as if there had been none. */
    static final long RECOVERY = TimeUnit.MILLISECONDS.toNanos(1_500);

    private static final String LONG_LIVED = "ttl=10s, refresh.after=100%, " + SPEC;
    private static final String SHORT_LIVED =
            "ttl=3s, failSafe=5s, failSafe.retry=200ms, load.softTimeout=100ms, " + SPEC;

    private Times() {}

    /**
     * Entries that are only ever loaded when somebody waits for them, or that are refreshed, and kept past their life.
     * What is removed behind is remembered to be absent, or not.
     */
    static String spec(long seed, Profile.Puts puts) {
        return (seed % 2 == 0 ? SHORT_LIVED : LONG_LIVED)
                + switch (puts) {
                    case ASIDE -> "";
                    case THROUGH -> ", write=through";
                    case BEHIND ->
                        ", write=behind, write.delay=40ms, write.batch=3, write.lease=400ms, write.backoff=300ms,"
                                + " write.noEviction=on, write.attempts=" + BehindHistory.ATTEMPTS
                                + (seed % 16 == 3 ? ", absentTtl=5s" : "");
                };
    }
}
