package io.twofold.benchmarks;

import io.twofold.benchmarks.redis.Contestant;
import io.twofold.benchmarks.redis.Work;
import org.openjdk.jmh.annotations.Param;

/** A hit of a value that Redis holds and the process has no room for. */
public class L2HitBenchmark extends WorkBenchmark {
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

    /** About so many for each value. */
    @Param({"100", "1024", "10240"})
    public int size = 1024;

    @Override
    int bytes() {
        return size;
    }

    @Override
    Work work() {
        return Work.L2_HIT;
    }

    @Override
    Contestant contestant() {
        return by;
    }
}
