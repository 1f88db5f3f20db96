package io.twofold.benchmarks.redis;

import io.twofold.benchmarks.peers.ComparedCache;
import io.twofold.benchmarks.peers.KryoBytes;
import io.twofold.benchmarks.peers.Making;
import io.twofold.benchmarks.peers.Product;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.EmbeddedRedis;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A Redis of its own, and caches on it that hold what a workload needs. Safe for use by many threads, but for {@link
 * #close}.
 */
public final class Workbench implements AutoCloseable {
    private final EmbeddedRedis redis = EmbeddedRedis.start();
    private final Keys keys = new Keys();
    private final Work work;
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
                if (work.isOfRedisOnly()) {
                    try (ComparedCache other = contestant.open(making)) {
                        fill(other, value);
                    }
                }
                ComparedCache cache = contestant.open(making);
                caches.put(contestant, cache);
                values.put(contestant, value);
                if (!work.isOfRedisOnly()) {
                    fill(cache, value);
                }
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void fill(ComparedCache cache, Object value) {
        for (String key : keys.all()) {
            cache.put(key, value);
        }
    }

    /** What all caches have in common; Redisson with the settings that Twofold recommends. */
    static Making plain(String uri, String name) {
        return new Making(uri, () -> RedisTier.recommendedConfig(uri), name, 1_000, Duration.ofHours(1));
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

    /**
     * That Twofold did what it was meant to.
     *
     * @throws IllegalStateException if L1 answered reads that were meant for L2, or the other way round
     */
    public void check() {
        if (caches.get(Contestant.TWOFOLD) instanceof TwofoldNode twofold && !work.isMeant(twofold.l1HitRate())) {
            throw new IllegalStateException("L1 answered " + twofold.l1HitRate() + " of the reads in " + work
                    + ", so that this measured something else");
        }
    }

    @Override
    public void close() {
        caches.values().forEach(ComparedCache::close);
        redis.close();
    }
}
