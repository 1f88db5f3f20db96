package io.twofold.benchmarks.peers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RBucket;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.codec.Kryo5Codec;

/**
 * What one writes when one writes it by hand: Caffeine in front of Redisson's buckets, and a topic that tells the other
 * nodes what to drop. It knows nothing of races between a load and a write.
 */
public final class HandWritten implements ComparedCache {
    private static final int HEAVIEST = 1_000_000;

    private final String self = UUID.randomUUID().toString();
    private final Making making;
    private final RedissonClient client;
    private final @Nullable RTopic topic;
    private final Cache<String, Object> cache;

    /** One of several nodes. */
    public HandWritten(Making making) {
        this(making, true);
    }

    private HandWritten(Making making, boolean listens) {
        this.making = making;
        this.client = Clients.redisson(making, new Kryo5Codec());
        @Nullable Predicate<String> kept = making.kept();
        this.cache = Caffeine.newBuilder()
                .maximumWeight(Math.min(making.room(), HEAVIEST))
                .weigher((String key, Object value) -> kept == null || kept.test(key) ? 1 : 2 * HEAVIEST) // never stays
                .expireAfterWrite(making.ttl())
                .build();
        this.topic = listens ? client.getTopic(making.name() + ":dropped", StringCodec.INSTANCE) : null;
        if (topic != null) {
            topic.addListener(String.class, (channel, message) -> {
                if (!message.startsWith(self)) {
                    cache.invalidate(message.substring(self.length()));
                }
            });
        }
    }

    /** One that is alone, and so needs no topic. */
    public static HandWritten alone(Making making) {
        return new HandWritten(making, false);
    }

    private String named(String key) {
        return making.name() + ":" + key;
    }

    private void tell(String key) {
        if (topic != null) {
            topic.publish(self + key);
        }
    }

    @Override
    public @Nullable Object get(String key) {
        Object found = cache.getIfPresent(key);
        if (found != null) {
            return found;
        }
        RBucket<Object> bucket = client.getBucket(named(key));
        found = bucket.get();
        Function<String, Object> loader = making.loader();
        if (found == null && loader != null) {
            found = loader.apply(key);
            bucket.set(found, making.ttl());
        }
        if (found != null) {
            cache.put(key, found);
        }
        return found;
    }

    @Override
    public Map<String, Object> getAll(Set<String> keys) {
        Map<String, Object> all = new HashMap<>(cache.getAllPresent(keys));
        List<String> missing = new ArrayList<>();
        for (String key : keys) {
            if (!all.containsKey(key)) {
                missing.add(named(key));
            }
        }
        if (!missing.isEmpty()) {
            Map<String, Object> found = client.getBuckets().get(missing.toArray(String[]::new));
            int prefix = named("").length();
            found.forEach((name, value) -> {
                String key = name.substring(prefix);
                cache.put(key, value);
                all.put(key, value);
            });
        }
        return all;
    }

    @Override
    public void put(String key, Object value) {
        client.getBucket(named(key)).set(value, making.ttl());
        tell(key);
        cache.put(key, value);
    }

    @Override
    public void invalidate(String key) {
        client.getBucket(named(key)).delete();
        cache.invalidate(key);
        tell(key);
    }

    @Override
    public boolean isHeldHere(String key) {
        return cache.asMap().containsKey(key);
    }

    @Override
    public void close() {
        Clients.end(client);
    }
}
