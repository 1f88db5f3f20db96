package io.twofold.benchmarks.peers;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.caffeine.CaffeineCacheManager;

/** Spring's cache over Caffeine, as {@code @Cacheable(sync = true)} uses it. No Redis, one node. */
public final class SpringCaffeine implements ComparedCache {
    private final Cache cache;
    private final @Nullable Function<String, Object> loader;

    /** An empty one. */
    public SpringCaffeine(Making making) {
        CaffeineCacheManager manager = new CaffeineCacheManager(making.name());
        manager.setCaffeine(Caffeine.newBuilder()
                .maximumSize(making.room())
                .expireAfterWrite(making.ttl())
                .recordStats());
        Cache made = manager.getCache(making.name());
        if (made == null) {
            throw new IllegalStateException("Spring's manager made no cache");
        }
        cache = made;
        loader = making.loader();
    }

    @Override
    public @Nullable Object get(String key) {
        Function<String, Object> loads = loader;
        if (loads != null) {
            return cache.get(key, () -> loads.apply(key));
        }
        Cache.ValueWrapper found = cache.get(key);
        return found == null ? null : found.get();
    }

    /** Spring's interface has no bulk read. */
    @Override
    public Map<String, Object> getAll(Set<String> keys) {
        Map<String, Object> found = new LinkedHashMap<>(2 * keys.size());
        for (String key : keys) {
            Object value = get(key);
            if (value != null) {
                found.put(key, value);
            }
        }
        return found;
    }

    @Override
    public void put(String key, Object value) {
        cache.put(key, value);
    }

    @Override
    public void invalidate(String key) {
        cache.evict(key);
    }

    @Override
    public boolean isHeldHere(String key) {
        return cache.get(key) != null;
    }

    @Override
    public void close() {
        cache.clear();
    }
}
