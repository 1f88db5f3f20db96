package io.twofold.benchmarks.peers;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.map.MapLoader;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.codec.Kryo5Codec;

/**
 * Redisson's local cached map: one hash in Redis, and what was used last in each process. Nodes tell each other which
 * keys to drop. Its entries in Redis have no time to live. A missing value is read through its own loader.
 */
public final class RedissonLocalCachedMap implements ComparedCache {
    private final RedissonClient client;
    private final RLocalCachedMap<String, Object> map;

    /** One with a client of its own. */
    public RedissonLocalCachedMap(Making making) {
        client = Clients.redisson(making, new Kryo5Codec());
        LocalCachedMapOptions<String, Object> options = LocalCachedMapOptions.<String, Object>name(making.name())
                .cacheSize(Math.max(1, making.room())) // 0 would be no limit
                .evictionPolicy(LocalCachedMapOptions.EvictionPolicy.LRU)
                .syncStrategy(LocalCachedMapOptions.SyncStrategy.INVALIDATE)
                .timeToLive(making.ttl());
        Function<String, Object> loads = making.loader();
        if (loads != null) {
            options.loader(new MapLoader<>() {
                @Override
                public Object load(String key) {
                    return loads.apply(key);
                }

                @Override
                public Iterable<String> loadAllKeys() {
                    return List.of();
                }
            });
        }
        map = client.getLocalCachedMap(options);
    }

    @Override
    public @Nullable Object get(String key) {
        return map.get(key);
    }

    @Override
    public Map<String, Object> getAll(Set<String> keys) {
        return map.getAll(keys);
    }

    @Override
    public void put(String key, Object value) {
        map.fastPut(key, value);
    }

    @Override
    public void invalidate(String key) {
        map.fastRemove(key);
    }

    @Override
    public boolean isHeldHere(String key) {
        return map.getCachedMap().containsKey(key);
    }

    @Override
    public void close() {
        map.destroy();
        Clients.end(client);
    }
}
