package io.twofold.benchmarks;

import io.twofold.benchmarks.redis.Contestant;
import io.twofold.benchmarks.redis.Work;
import org.openjdk.jmh.annotations.Param;

/** A hundred values at once, of 300 B, half of them in the process and half in Redis only. */
public class GetAllMixedBenchmark extends WorkBenchmark {
    /** Who does it. */
    @Param({"HAND_WRITTEN", "TWOFOLD"})
    public Contestant by = Contestant.TWOFOLD;

    @Override
    Work work() {
        return Work.GET_ALL_MIXED;
    }

    @Override
    Contestant contestant() {
        return by;
    }
}
