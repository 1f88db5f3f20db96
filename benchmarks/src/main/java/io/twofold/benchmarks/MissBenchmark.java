package io.twofold.benchmarks;

import io.twofold.benchmarks.redis.Contestant;
import io.twofold.benchmarks.redis.Work;
import org.openjdk.jmh.annotations.Param;

/** A cold miss of 300 B, whose load returns at once; for a bare client GET, and SET with a time to live. */
public class MissBenchmark extends WorkBenchmark {
    /** Who does it. */
    @Param({"REDISSON", "TWOFOLD", "LETTUCE", "HAND_WRITTEN", "LOCAL_CACHED_MAP", "JETCACHE", "JETCACHE_LETTUCE"})
    public Contestant by = Contestant.TWOFOLD;

    @Override
    Work work() {
        return Work.MISS;
    }

    @Override
    Contestant contestant() {
        return by;
    }
}
