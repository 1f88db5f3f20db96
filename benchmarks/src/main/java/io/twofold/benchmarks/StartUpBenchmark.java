package io.twofold.benchmarks;

import io.twofold.benchmarks.redis.Contestant;
import io.twofold.benchmarks.redis.StartUp;
import io.twofold.testkit.EmbeddedRedis;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Builds a cache and its client, reads a value that Redis holds, and ends them again; {@code lab.jar compare STARTUP}
 * leaves the end out.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 10)
@Fork(2)
public class StartUpBenchmark {
    /** Who does it. */
    @Param({"HAND_WRITTEN_ALONE", "TWOFOLD", "HAND_WRITTEN", "LOCAL_CACHED_MAP", "JETCACHE", "JETCACHE_LETTUCE"})
    public Contestant by = Contestant.TWOFOLD;

    private @Nullable EmbeddedRedis redis;
    private @Nullable StartUp start;

    /** Starts a Redis that holds the value. */
    @Setup(Level.Trial)
    public void open() {
        EmbeddedRedis started = EmbeddedRedis.start();
        redis = started;
        start = new StartUp(by, started.uri());
    }

    /** Ends it. */
    @TearDown(Level.Trial)
    public void close() {
        if (start != null) {
            start.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    /** From nothing to a hit. */
    @Benchmark
    public long start() {
        StartUp opened = start;
        if (opened == null) {
            throw new IllegalStateException("not set up");
        }
        return opened.run();
    }
}
