package io.twofold.benchmarks.peers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A bare Caffeine cache of a bounded size that expires after write and records its statistics. No Redis, one node. */
public final class CaffeineOnly implements ComparedCache {
    private final Cache<String, Object> cache;
    private final @Nullable Function<String, Object> loader;

    /** An empty one. */
    public CaffeineOnly(Making making) {
        cache = Caffeine.newBuilder()
                .maximumSize(making.room())
                .expireAfterWrite(making.ttl())
                .recordStats()
                .build();
        loader = making.loader();
    }

    @Override
    public @Nullable Object get(String key) {
        return loader == null ? cache.getIfPresent(key) : cache.get(key, loader);
    }

    @Override
    public Map<String, Object> getAll(Set<String> keys) {
        return cache.getAllPresent(keys);
    }

    @Override
    public void put(String key, Object value) {
        cache.put(key, value);
    }

    @Override
    public void invalidate(String key) {
        cache.invalidate(key);
    }

    @Override
    public boolean isHeldHere(String key) {
        return cache.asMap().containsKey(key);
    }

    @Override
    public void close() {
        cache.invalidateAll();
    }
}
