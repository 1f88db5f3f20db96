package io.twofold.benchmarks.compare;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.twofold.AsyncTieredCache;
import io.twofold.CacheLoader;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.EmbeddedRedis;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.springframework.cache.caffeine.CaffeineCache;

/**
 * The same entries in L1 of a Twofold cache with a real Redis behind it, and in bare Caffeine caches of the same size
 * that expire after write. All are 80% full, since Caffeine doesn't track reads below half, and count their hits.
 */
public final class L1Caches implements AutoCloseable {
    /** How many keys there are, all in L1. */
    public static final int KEYS = 1 << 14;

    private static final int MAXIMUM_SIZE = KEYS * 5 / 4;
    private static final int AT_ONCE = 512;

    private final EmbeddedRedis redis = EmbeddedRedis.start();
    private final Twofold twofold = Twofold.builder()
            .namespace("benchmark")
            .remote(RedisTier.connect(redis.uri()))
            .build();
    /** Twofold. */
    public final TieredCache<String, String> tiered = twofold.cache("l1-hit", String.class, String.class)
            .spec("ttl=1h, l1.maximumSize=" + MAXIMUM_SIZE + ", maxStaleness=1m, l2.timeout=10s")
            .loader(L1Caches::load)
            .build();
    /** The same for a tenant's keys. */
    public final TieredCache<String, String> scoped;
    /** The same with futures. */
    public final AsyncTieredCache<String, String> async = tiered.async();
    /** The base. */
    public final Cache<String, String> caffeine = bare().build();
    /** The base without expiry. */
    public final Cache<String, String> unexpiring =
            Caffeine.newBuilder().maximumSize(MAXIMUM_SIZE).recordStats().build();
    /** Spring's cache over another such. */
    public final CaffeineCache spring = new CaffeineCache("l1-hit", bare().build());
    /** The base with futures. */
    public final AsyncLoadingCache<String, String> asyncCaffeine = bare().buildAsync(L1Caches::load);
    /** The caller's loader, for Twofold. */
    public final CacheLoader<String, String> loader = L1Caches::load;
    /** The caller's loader, for Caffeine. */
    public final Function<String, String> function = L1Caches::load;

    private final TieredCache<String, String> ofTenant = twofold.cache("l1-tenant", String.class, String.class)
            .spec("ttl=1h, l1.maximumSize=" + MAXIMUM_SIZE + ", maxStaleness=1m, l2.timeout=10s")
            .loader(L1Caches::load)
            .build();

    private final String[] keys = new String[KEYS];

    /** Starts a Redis and fills all of them. */
    public L1Caches() {
        scoped = ofTenant.scoped("tenant");
        Arrays.setAll(keys, i -> "product:" + (100_000 + i));
        for (String key : keys) {
            caffeine.put(key, load(key));
            unexpiring.put(key, load(key));
            spring.put(key, load(key));
            asyncCaffeine.get(key).join();
        }
        fill(tiered);
        fill(scoped);
    }

    private static Caffeine<Object, Object> bare() {
        return Caffeine.newBuilder()
                .maximumSize(MAXIMUM_SIZE)
                .expireAfterWrite(1, TimeUnit.HOURS)
                .recordStats();
    }

    private static String load(String key) {
        return "value of " + key;
    }

    /** On a machine that is busy with something else some may not be in L1 at once. */
    private void fill(TieredCache<String, String> cache) {
        long missed = KEYS;
        for (int i = 0; i < 10 && missed > 0; i++) {
            missed = missedAfterFilling(cache);
        }
        if (missed > 0) {
            throw new IllegalStateException(missed + " keys are not in L1, so that this would measure something else");
        }
    }

    private long missedAfterFilling(TieredCache<String, String> cache) {
        for (int i = 0; i < KEYS; i += AT_ONCE) {
            cache.getAll(List.of(keys).subList(i, i + AT_ONCE));
        }
        long before = cache.stats().l1Hits();
        for (String key : keys) {
            cache.get(key);
        }
        return KEYS - (cache.stats().l1Hits() - before);
    }

    /** So many keys in an order. The count is a power of two. */
    public String[] sequence(KeySequence order, int count) {
        return Arrays.stream(order.draw(count, KEYS)).mapToObj(i -> keys[i]).toArray(String[]::new);
    }

    @Override
    public void close() {
        twofold.close();
        redis.close();
    }
}
