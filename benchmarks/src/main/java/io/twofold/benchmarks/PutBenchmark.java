package io.twofold.benchmarks;

import io.twofold.benchmarks.redis.Contestant;
import io.twofold.benchmarks.redis.Work;
import org.openjdk.jmh.annotations.Param;

/** A put of 300 B, for a bare client SET. */
public class PutBenchmark extends WorkBenchmark {
    /** Who does it. */
    @Param({"REDISSON", "TWOFOLD", "LETTUCE", "HAND_WRITTEN", "LOCAL_CACHED_MAP", "JETCACHE", "JETCACHE_LETTUCE"})
    public Contestant by = Contestant.TWOFOLD;

    @Override
    Work work() {
        return Work.PUT;
    }

    @Override
    Contestant contestant() {
        return by;
    }
}
