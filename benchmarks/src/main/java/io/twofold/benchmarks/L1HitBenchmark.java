package io.twofold.benchmarks;

import io.twofold.benchmarks.compare.KeySequence;
import io.twofold.benchmarks.compare.L1Caches;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.cache.Cache;

/**
 * A hit in L1, with a real Redis behind it, beside a hit in a bare Caffeine cache of the same size that expires after
 * write and records its statistics. For a ratio that holds on a busy machine use {@code lab.jar compare L1}, which
 * takes turns.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class L1HitBenchmark {
    private static final int SEQUENCE = 1 << 16;

    /** In which order the keys are asked for. */
    @Param({"ZIPF", "SEQUENTIAL"})
    public KeySequence keys = KeySequence.ZIPF;

    private final L1Caches caches = new L1Caches();
    private String[] sequence = {};

    /** Where a thread is among the keys. */
    @State(Scope.Thread)
    public static class Cursor {
        private int next;
    }

    /** Draws the keys. */
    @Setup
    public void draw() {
        sequence = caches.sequence(keys, SEQUENCE);
    }

    /** Ends what was started. */
    @TearDown
    public void close() {
        caches.close();
    }

    private String next(Cursor cursor) {
        return sequence[cursor.next++ & SEQUENCE - 1];
    }

    /** The base. */
    @Benchmark
    public @Nullable String caffeineGetIfPresent(Cursor cursor) {
        return caches.caffeine.getIfPresent(next(cursor));
    }

    /** The base with a loader. */
    @Benchmark
    public String caffeineGetWithFunction(Cursor cursor) {
        return caches.caffeine.get(next(cursor), caches.function);
    }

    /** The base with futures. */
    @Benchmark
    public CompletableFuture<String> caffeineGetAsync(Cursor cursor) {
        return caches.asyncCaffeine.get(next(cursor));
    }

    /** What users of Spring have. */
    @Benchmark
    public Cache.@Nullable ValueWrapper springGet(Cursor cursor) {
        return caches.spring.get(next(cursor));
    }

    /** With the cache's loader. */
    @Benchmark
    public @Nullable String twofoldGet(Cursor cursor) {
        return caches.tiered.get(next(cursor));
    }

    /** With the caller's loader. */
    @Benchmark
    public @Nullable String twofoldGetWithLoader(Cursor cursor) {
        return caches.tiered.get(next(cursor), caches.loader);
    }

    /** Of a tenant. */
    @Benchmark
    public @Nullable String twofoldGetOfTenant(Cursor cursor) {
        return caches.scoped.get(next(cursor));
    }

    /** With a future. */
    @Benchmark
    public CompletableFuture<@Nullable String> twofoldGetAsync(Cursor cursor) {
        return caches.async.get(next(cursor));
    }
}
