package io.twofold.benchmarks.redis;

import io.twofold.CacheStats;
import io.twofold.benchmarks.peers.ComparedCache;
import io.twofold.benchmarks.peers.KryoBytes;
import io.twofold.benchmarks.peers.Making;
import io.twofold.benchmarks.peers.Product;
import io.twofold.redis.RedisTier;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.redisson.config.Config;

/** A cache that holds what a workload needs. Safe for use by many threads, but for {@link #close}. */
public final class Workbench implements AutoCloseable {
    private static final int FILLERS = 16;
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int ATTEMPTS = 5;

    private final Keys keys = new Keys();
    private final Work work;
    private final Object value;
    private final ComparedCache cache;
    private @Nullable CacheStats before;

    /**
     * Makes the cache and fills it.
     *
     * @param uri of Redis
     * @param bytes of a value, about, once it is encoded
     */
    public Workbench(String uri, Work work, int bytes, Contestant contestant) {
        this.work = work;
        Product product = Product.of("product:100000", bytes);
        this.value = contestant.takesBytes() ? new KryoBytes().encoded(product) : product;
        Making making = work.making(plain(uri, "work"), value);
        if (work.isForRedisFirst()) {
            try (ComparedCache other = contestant.open(making)) {
                fill(other);
            }
        }
        this.cache = contestant.open(making);
        try {
            begin();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void begin() {
        if (!work.isForRedisFirst()) {
            fill(cache);
        }
        if (work == Work.GET_ALL_L1 || work == Work.GET_ALL_MIXED) {
            run(0, Keys.HUNDREDS); // so that what may stay in the process is there
        }
        if (cache instanceof TwofoldNode twofold) {
            before = twofold.stats();
        }
    }

    private void fill(ComparedCache filled) {
        ExecutorService fillers = Executors.newFixedThreadPool(FILLERS);
        try {
            CompletableFuture.allOf(Stream.of(keys.all())
                            .map(key -> CompletableFuture.runAsync(() -> filled.put(key, value), fillers))
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
    public int run(int from, int times) {
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
        CacheStats begun = before;
        if (begun != null && cache instanceof TwofoldNode twofold) {
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
        cache.close();
    }
}
