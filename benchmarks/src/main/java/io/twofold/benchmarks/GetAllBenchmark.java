package io.twofold.benchmarks;

import io.twofold.benchmarks.redis.Contestant;
import io.twofold.benchmarks.redis.Work;
import org.openjdk.jmh.annotations.Param;

/** A hundred values at once, of 300 B, all of them in Redis only. */
public class GetAllBenchmark extends WorkBenchmark {
    /** Who does it. */
    @Param({
        "REDISSON",
        "TWOFOLD",
        "LETTUCE",
        "REDISSON_BYTES",
        "LETTUCE_BYTES",
        "LOCAL_CACHED_MAP",
        "JETCACHE",
        "JETCACHE_LETTUCE"
    })
    public Contestant by = Contestant.TWOFOLD;

    @Override
    Work work() {
        return Work.GET_ALL_L2;
    }

    @Override
    Contestant contestant() {
        return by;
    }
}
