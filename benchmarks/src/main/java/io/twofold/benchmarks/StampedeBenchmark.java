package io.twofold.benchmarks;

import io.twofold.benchmarks.redis.Contestant;
import io.twofold.benchmarks.redis.Stampede;
import io.twofold.testkit.EmbeddedRedis;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
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

/** Four nodes of 64 threads ask for one cold key, whose load takes 50 ms, until the last has its answer. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 20)
@Fork(2)
public class StampedeBenchmark {
    /** Who is asked. */
    @Param({"TWOFOLD", "CAFFEINE", "SPRING", "HAND_WRITTEN", "LOCAL_CACHED_MAP", "JETCACHE", "JETCACHE_PROTECTED"})
    public Contestant by = Contestant.TWOFOLD;

    private @Nullable EmbeddedRedis redis;
    private @Nullable Stampede nodes;

    /** How often the key was loaded. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Loads {
        /** In an iteration. */
        public int loads;
    }

    /** Starts a Redis and the nodes. */
    @Setup(Level.Trial)
    public void open() {
        EmbeddedRedis started = EmbeddedRedis.start();
        redis = started;
        nodes = new Stampede(by, started.uri());
    }

    /** Ends them. */
    @TearDown(Level.Trial)
    public void close() {
        if (nodes != null) {
            nodes.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    /** One key. */
    @Benchmark
    public long ask(Loads counted) throws InterruptedException {
        Stampede opened = nodes;
        if (opened == null) {
            throw new IllegalStateException("not set up");
        }
        Stampede.Outcome outcome = opened.run();
        counted.loads += outcome.loads();
        return outcome.nanos();
    }
}
