package io.twofold.benchmarks.redis;

import io.twofold.CacheBuilder;
import io.twofold.CacheStats;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.benchmarks.peers.ComparedCache;
import io.twofold.benchmarks.peers.Making;
import io.twofold.benchmarks.peers.Product;
import io.twofold.redis.RedisTier;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.redisson.config.Config;

/** Twofold, as the others that it is compared with: a manager, a client and a cache of its own. */
public final class TwofoldNode implements ComparedCache {
    private static final int HEAVIEST = 1_000_000;
    /** Nothing that this measures is to be cut short on a busy machine; no default costs less. */
    private static final String PATIENT = "maxStaleness=1m, l2.timeout=10s, load.hardTimeout=1m, ";

    private final Twofold twofold;
    private final TieredCache<String, Product> cache;
    private final boolean loads;

    /** One node, with Redisson settings as the others have them. */
    public TwofoldNode(Making making) {
        Config config = making.redisson().get();
        twofold = Twofold.builder()
                .namespace("shop")
                .remote(RedisTier.connect(config))
                .build();
        CacheBuilder<String, Product> builder = twofold.cache(making.name(), String.class, Product.class)
                .spec(PATIENT + "ttl=" + making.ttl().toSeconds() + "s, " + bound(making));
        @Nullable Predicate<String> kept = making.kept();
        if (kept != null) {
            builder.weigher((key, value) -> kept.test(key) ? 1 : 2 * HEAVIEST); // never stays
        }
        Function<String, Object> loader = making.loader();
        loads = loader != null;
        if (loader != null) {
            builder.loader((String key) -> (Product) loader.apply(key));
        }
        cache = builder.build();
    }

    /** A bound of the weight costs more than one of the size, so only for what needs it. */
    private static String bound(Making making) {
        return making.kept() == null
                ? "l1.maximumSize=" + making.room()
                : "l1.maximumWeight=" + Math.min(HEAVIEST, making.room());
    }

    @Override
    public @Nullable Object get(String key) {
        return loads ? cache.get(key) : cache.getIfPresent(key);
    }

    @Override
    public Map<String, Object> getAll(Set<String> keys) {
        return Collections.unmodifiableMap(cache.getAll(keys));
    }

    @Override
    public void put(String key, Object value) {
        var unused = cache.put(key, (Product) value);
    }

    @Override
    public void invalidate(String key) {
        var unused = cache.invalidate(key);
    }

    /** Whether L1 holds anything: asked only of caches of one key. Nothing but a count says it without a use of the entry. */
    @Override
    public boolean isHeldHere(String key) {
        return cache.stats().l1Size() > 0;
    }

    /** What the cache has counted. */
    CacheStats stats() {
        return cache.stats();
    }

    @Override
    public void close() {
        twofold.close();
    }
}
