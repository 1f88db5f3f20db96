package io.twofold.benchmarks;

import io.twofold.benchmarks.redis.Contestant;
import io.twofold.benchmarks.redis.Work;
import io.twofold.benchmarks.redis.Workbench;
import io.twofold.testkit.EmbeddedRedis;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One workload with a real Redis. Threads: {@code -t}. For ratios that hold on a busy machine use {@code lab.jar
 * compare}, which takes turns.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2) // until the JIT is quiet
@Measurement(iterations = 5, time = 1)
@Fork(2)
public abstract class WorkBenchmark {
    private @Nullable EmbeddedRedis redis;
    private @Nullable Workbench bench;

    /** Where a thread is among the keys. */
    @State(Scope.Thread)
    public static class Cursor {
        private int next = ThreadLocalRandom.current().nextInt(1 << 20);
    }

    abstract Work work();

    abstract Contestant contestant();

    /** About so many for each value. */
    int bytes() {
        return 300;
    }

    /** Starts a Redis and fills what is measured. */
    @Setup(Level.Trial)
    public void open() {
        EmbeddedRedis started = EmbeddedRedis.start();
        redis = started;
        bench = new Workbench(started.uri(), work(), bytes(), contestant());
    }

    /** Ends them. */
    @TearDown(Level.Trial)
    public void close() {
        Workbench opened = bench;
        if (opened != null) {
            opened.check();
            opened.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    /** The work, once. */
    @Benchmark
    public int work(Cursor cursor) {
        Workbench opened = bench;
        return opened == null ? 0 : opened.run(cursor.next++, 1);
    }
}
