package io.twofold.benchmarks;

import io.twofold.benchmarks.redis.Contestant;
import io.twofold.benchmarks.redis.Work;
import org.openjdk.jmh.annotations.Param;

/** A hundred values at once, all of them in the process. */
public class GetAllL1Benchmark extends WorkBenchmark {
    /** Who does it. */
    @Param({"CAFFEINE", "TWOFOLD", "SPRING", "LOCAL_CACHED_MAP", "JETCACHE"})
    public Contestant by = Contestant.TWOFOLD;

    @Override
    Work work() {
        return Work.GET_ALL_L1;
    }

    @Override
    Contestant contestant() {
        return by;
    }
}
