package io.twofold.benchmarks;

import io.twofold.benchmarks.compare.RefreshDueCaches;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Hits in L1 while entries are refreshed behind them. For ratios use {@code lab.jar compare L1}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class L1RefreshDueBenchmark {
    private static final int SEQUENCE = 1 << 16;

    private final RefreshDueCaches caches = new RefreshDueCaches();
    private final String[] sequence = caches.sequence(SEQUENCE);

    /** Where a thread is among the keys. */
    @State(Scope.Thread)
    public static class Cursor {
        private int next;
    }

    /** Ends what was started. */
    @TearDown
    public void close() {
        caches.close();
    }

    /** The base. */
    @Benchmark
    public @Nullable String caffeineGet(Cursor cursor) {
        return caches.caffeine.get(sequence[cursor.next++ & SEQUENCE - 1]);
    }

    /** Twofold. */
    @Benchmark
    public @Nullable String twofoldGet(Cursor cursor) {
        return caches.tiered.get(sequence[cursor.next++ & SEQUENCE - 1]);
    }
}
