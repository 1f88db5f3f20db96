package io.twofold.benchmarks.compare;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.EmbeddedRedis;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Few keys that are read all the time and whose entries are short-lived, so that each is due for a refresh every half of
 * its life, and some hit finds that. The refresh goes on behind it, in Twofold's case through a real Redis. A hit
 * in bare Caffeine with {@code refreshAfterWrite} beside it.
 */
public final class RefreshDueCaches implements AutoCloseable {
    /** How many keys there are, all in L1. */
    public static final int KEYS = 1 << 10;

    private static final int MAXIMUM_SIZE = KEYS * 5 / 4;
    private static final int LIFE_SECONDS = 4;

    private final EmbeddedRedis redis = EmbeddedRedis.start();
    private final Twofold twofold = Twofold.builder()
            .namespace("benchmark")
            .remote(RedisTier.connect(redis.uri()))
            .build();
    /** Twofold. */
    public final TieredCache<String, String> tiered = twofold.cache("l1-refresh", String.class, String.class)
            .spec("ttl=" + LIFE_SECONDS + "s, jitter=20%, refresh.after=50%, refresh.beta=0, refresh.parallel=64,"
                    + " maxStaleness=1m, l2.timeout=10s, l1.maximumSize=" + MAXIMUM_SIZE)
            .loader(RefreshDueCaches::load)
            .build();
    /** The base. */
    public final LoadingCache<String, String> caffeine = Caffeine.newBuilder()
            .maximumSize(MAXIMUM_SIZE)
            .expireAfterWrite(LIFE_SECONDS, TimeUnit.SECONDS)
            .refreshAfterWrite(LIFE_SECONDS / 2, TimeUnit.SECONDS)
            .recordStats()
            .build(RefreshDueCaches::load);

    private final String[] keys = new String[KEYS];

    /** Starts a Redis and fills both. */
    public RefreshDueCaches() {
        Arrays.setAll(keys, i -> "product:" + (100_000 + i));
        tiered.getAll(List.of(keys));
        var unused = caffeine.getAll(List.of(keys));
    }

    private static String load(String key) {
        return "value of " + key;
    }

    /** So many keys, popular ones often. The count is a power of two. */
    public String[] sequence(int count) {
        return Arrays.stream(KeySequence.ZIPF.draw(count, KEYS))
                .mapToObj(i -> keys[i])
                .toArray(String[]::new);
    }

    @Override
    public void close() {
        twofold.close();
        redis.close();
    }
}
