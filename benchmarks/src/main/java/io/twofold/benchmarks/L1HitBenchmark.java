package io.twofold.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.twofold.CacheLoader;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.EmbeddedRedis;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A hit in L1, with a real Redis behind it, beside a hit in a bare Caffeine cache that expires after write and
 * records its statistics. Both are more than half full and are asked for their keys in turn.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class L1HitBenchmark {
    private static final int MAXIMUM_SIZE = 1 << 15;
    private static final int ENTRIES = 3 * MAXIMUM_SIZE / 4;

    private final EmbeddedRedis redis = EmbeddedRedis.start();
    private final Twofold twofold = Twofold.builder()
            .namespace("benchmark")
            .remote(RedisTier.connect(redis.uri()))
            .build();
    private final TieredCache<Long, String> tiered = twofold.cache("l1-hit", Long.class, String.class)
            .spec("ttl=1h, l1.maximumSize=" + MAXIMUM_SIZE + ", maxStaleness=5s, l2.timeout=10s")
            .loader(L1HitBenchmark::load)
            .build();
    private final Cache<Long, String> caffeine = Caffeine.newBuilder()
            .maximumSize(MAXIMUM_SIZE)
            .expireAfterWrite(1, TimeUnit.HOURS)
            .recordStats()
            .build();
    private final CacheLoader<Long, String> loader = L1HitBenchmark::load;
    private final Function<Long, String> function = L1HitBenchmark::load;
    private final Long[] keys = new Long[ENTRIES];

    private static String load(Long key) {
        return "value " + key;
    }

    /** Where a thread is among the keys. */
    @State(Scope.Thread)
    public static class Cursor {
        private int next;

        int next() {
            next = next + 1 == ENTRIES ? 0 : next + 1;
            return next;
        }
    }

    /** Fills both, and waits until L1 answers for every key. */
    @Setup
    public void fill() {
        for (int i = 0; i < ENTRIES; i++) {
            keys[i] = (long) i;
            caffeine.put(keys[i], load(keys[i]));
            tiered.get(keys[i]);
        }
        long before = tiered.stats().l1Hits();
        for (Long key : keys) {
            tiered.get(key);
        }
        long missed = ENTRIES - (tiered.stats().l1Hits() - before);
        if (missed > 0) {
            throw new IllegalStateException(missed + " keys are not in L1, so that this would measure something else");
        }
    }

    /** Ends what was started. */
    @TearDown
    public void close() {
        twofold.close();
        redis.close();
    }

    /** The base. */
    @Benchmark
    public @Nullable String caffeineGetIfPresent(Cursor cursor) {
        return caffeine.getIfPresent(keys[cursor.next()]);
    }

    /** The base with a loader. */
    @Benchmark
    public String caffeineGetWithFunction(Cursor cursor) {
        return caffeine.get(keys[cursor.next()], function);
    }

    /** With the cache's loader. */
    @Benchmark
    public @Nullable String twofoldGet(Cursor cursor) {
        return tiered.get(keys[cursor.next()]);
    }

    /** With the caller's loader. */
    @Benchmark
    public @Nullable String twofoldGetWithLoader(Cursor cursor) {
        return tiered.get(keys[cursor.next()], loader);
    }
}
