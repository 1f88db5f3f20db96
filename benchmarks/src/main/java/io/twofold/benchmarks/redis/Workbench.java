package io.twofold.benchmarks.redis;

import io.twofold.CacheStats;
import io.twofold.benchmarks.peers.ComparedCache;
import io.twofold.benchmarks.peers.KryoBytes;
import io.twofold.benchmarks.peers.Making;
import io.twofold.benchmarks.peers.Product;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.EmbeddedRedis;
import io.twofold.testkit.RedisAdmin;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.redisson.config.Config;

/**
 * A Redis of its own, and caches on it that hold what a workload needs. Safe for use by many threads, but for {@link
 * #close}.
 */
public final class Workbench implements AutoCloseable {
    private static final int FILLERS = 16;
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int ATTEMPTS = 5;

    private final EmbeddedRedis redis = EmbeddedRedis.start();
    private final RedisAdmin admin = RedisAdmin.of(redis);
    private final Keys keys = new Keys();
    private final Work work;
    private @Nullable CacheStats before;
    private final Map<Contestant, ComparedCache> caches = new EnumMap<>(Contestant.class);
    private final Map<Contestant, Object> values = new EnumMap<>(Contestant.class);

    /** @param bytes of a value, about, once it is encoded */
    public Workbench(Work work, int bytes, List<Contestant> contestants) {
        this.work = work;
        Product product = Product.of("product:100000", bytes);
        Making plain = plain(redis.uri(), "work");
        try {
            for (Contestant contestant : contestants) {
                Object value = contestant.takesBytes() ? new KryoBytes().encoded(product) : product;
                Making making = work.making(plain, value);
                if (work.isForRedisFirst()) {
                    try (ComparedCache other = contestant.open(making)) {
                        fill(other, value);
                    }
                }
                ComparedCache cache = contestant.open(making);
                caches.put(contestant, cache);
                values.put(contestant, value);
                if (!work.isForRedisFirst()) {
                    fill(cache, value);
                }
                if (work == Work.GET_ALL_L1 || work == Work.GET_ALL_MIXED) {
                    run(contestant, 0, Keys.HUNDREDS); // so that what may stay in the process is there
                }
                if (cache instanceof TwofoldNode twofold) {
                    before = twofold.stats();
                }
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void fill(ComparedCache cache, Object value) {
        ExecutorService fillers = Executors.newFixedThreadPool(FILLERS);
        try {
            CompletableFuture.allOf(Stream.of(keys.all())
                            .map(key -> CompletableFuture.runAsync(() -> cache.put(key, value), fillers))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        } finally {
            fillers.shutdownNow();
        }
    }

    /** What all caches have in common; Redisson with the settings that Twofold recommends, but for its patience. */
    static Making plain(String uri, String name) {
        return new Making(uri, () -> patient(uri), name, 1_000, Duration.ofHours(1));
    }

    /** A machine that is busy with something else for a while must not end a comparison with an error. */
    private static Config patient(String uri) {
        Config config = RedisTier.recommendedConfig(uri);
        config.useSingleServer()
                .setTimeout(PATIENCE_MILLIS)
                .setConnectTimeout(PATIENCE_MILLIS)
                .setRetryAttempts(ATTEMPTS)
                .setPingConnectionInterval(0);
        return config;
    }

    /**
     * Does the work so many times.
     *
     * @param from where in the sequence of keys to begin
     * @return something that depends on every result
     */
    public int run(Contestant contestant, int from, int times) {
        ComparedCache cache = Objects.requireNonNull(caches.get(contestant));
        Object value = Objects.requireNonNull(values.get(contestant));
        int seen = 0;
        for (int i = 0; i < times; i++) {
            seen += work.once(cache, keys, from + i, value);
        }
        return seen;
    }

    /** The processor time that Redis has used so far, in microseconds: all of it, what networking costs included. */
    public double serverMicros() {
        Map<String, String> told = admin.info("cpu");
        return 1e6 * (seconds(told.get("used_cpu_sys")) + seconds(told.get("used_cpu_user")));
    }

    private static double seconds(@Nullable String told) {
        return Double.parseDouble(Objects.requireNonNull(told, "Redis doesn't tell"));
    }

    /**
     * That Twofold did what it was meant to.
     *
     * @throws IllegalStateException if L1 answered reads that were meant for L2, or the other way round
     */
    public void check() {
        CacheStats begun = before;
        if (begun != null && caches.get(Contestant.TWOFOLD) instanceof TwofoldNode twofold) {
            CacheStats now = twofold.stats();
            double hits = now.l1Hits() - begun.l1Hits();
            double reads = hits + now.l1Misses() - begun.l1Misses();
            if (!work.isMeant(reads == 0 ? 0 : hits / reads)) {
                throw new IllegalStateException("L1 answered " + hits + " of " + reads + " reads in " + work
                        + ", so that this measured something else");
            }
        }
    }

    @Override
    public void close() {
        caches.values().forEach(ComparedCache::close);
        admin.close();
        redis.close();
    }
}
