package io.twofold.benchmarks;

import io.twofold.benchmarks.redis.Contestant;
import io.twofold.benchmarks.redis.Work;
import org.openjdk.jmh.annotations.Param;

/** An invalidation until it is acknowledged, for a bare client DEL and PUBLISH. */
public class InvalidateBenchmark extends WorkBenchmark {
    /** Who does it. */
    @Param({
        "REDISSON",
        "TWOFOLD",
        "REDISSON_BATCH",
        "LETTUCE",
        "HAND_WRITTEN",
        "LOCAL_CACHED_MAP",
        "JETCACHE",
        "JETCACHE_LETTUCE"
    })
    public Contestant by = Contestant.TWOFOLD;

    @Override
    Work work() {
        return Work.INVALIDATE;
    }

    @Override
    Contestant contestant() {
        return by;
    }
}
