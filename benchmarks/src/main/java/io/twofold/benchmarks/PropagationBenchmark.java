package io.twofold.benchmarks;

import io.twofold.benchmarks.redis.Propagation;
import io.twofold.benchmarks.redis.Route;
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
 * An invalidation until the other node no longer serves the value, as {@link Propagation} measures it, and the hand-over
 * to and from the thread that watches the other node, which {@code lab.jar compare PROPAGATION} leaves out.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2) // until the JIT is quiet
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PropagationBenchmark {
    /** By which way. */
    @Param
    public Route route = Route.TWOFOLD;

    private @Nullable EmbeddedRedis redis;
    private @Nullable Propagation nodes;

    /** Starts a Redis and two nodes. */
    @Setup(Level.Trial)
    public void open() {
        EmbeddedRedis started = EmbeddedRedis.start();
        redis = started;
        nodes = route.open(started.uri());
    }

    /** Has the other node hold the value. */
    @Setup(Level.Invocation)
    public void hold() {
        opened().prepare();
    }

    /** Ends them. */
    @TearDown(Level.Trial)
    public void close() {
        opened().close();
        if (redis != null) {
            redis.close();
        }
    }

    /** One write. */
    @Benchmark
    public long invalidate() throws InterruptedException {
        return opened().measure();
    }

    private Propagation opened() {
        Propagation opened = nodes;
        if (opened == null) {
            throw new IllegalStateException("not set up");
        }
        return opened;
    }
}
