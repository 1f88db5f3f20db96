package io.twofold.benchmarks.peers;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.redisson.api.BatchOptions;
import org.redisson.api.RBatch;
import org.redisson.api.RBucket;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.Codec;
import org.redisson.client.codec.StringCodec;
import org.redisson.codec.Kryo5Codec;

/**
 * Bare Redisson, without anything in the process: buckets, and a topic that hears which keys were dropped. A miss is
 * GET, load and SET; an invalidation DEL and PUBLISH, one after the other.
 */
public final class RedissonBuckets implements ComparedCache {
    private final RedissonClient client;
    private final Making making;
    private final String topicName;
    private final RTopic topic;
    private final boolean together;

    private RedissonBuckets(Making making, Codec codec, boolean together) {
        this.together = together;
        this.making = making;
        this.client = Clients.redisson(making, codec);
        this.topicName = making.name() + ":dropped";
        this.topic = client.getTopic(topicName, StringCodec.INSTANCE);
        topic.addListener(String.class, (channel, key) -> {}); // as a node that holds nothing would hear it
    }

    /** With objects as values. */
    public static RedissonBuckets kryo(Making making) {
        return new RedissonBuckets(making, new Kryo5Codec(), false);
    }

    /** With objects as values, and with DEL and PUBLISH sent together, as a batch: one round trip. */
    public static RedissonBuckets batching(Making making) {
        return new RedissonBuckets(making, new Kryo5Codec(), true);
    }

    /** With bytes as values, which nothing decodes. */
    public static RedissonBuckets bytes(Making making) {
        return new RedissonBuckets(making, ByteArrayCodec.INSTANCE, false);
    }

    @Override
    public @Nullable Object get(String key) {
        RBucket<Object> bucket = client.getBucket(named(key));
        Object found = bucket.get();
        Function<String, Object> loader = making.loader();
        if (found == null && loader != null) {
            found = loader.apply(key);
            bucket.set(found, making.ttl());
        }
        return found;
    }

    private String named(String key) {
        return making.name() + ":" + key;
    }

    @Override
    public Map<String, Object> getAll(Set<String> keys) {
        String[] names = new String[keys.size()];
        int next = 0;
        for (String key : keys) {
            names[next++] = named(key);
        }
        return client.getBuckets().get(names);
    }

    @Override
    public void put(String key, Object value) {
        client.getBucket(named(key)).set(value, making.ttl());
    }

    @Override
    public void invalidate(String key) {
        if (together) {
            invalidateTogether(key);
            return;
        }
        client.getBucket(named(key)).delete();
        topic.publish(key);
    }

    private void invalidateTogether(String key) {
        RBatch batch = client.createBatch(BatchOptions.defaults());
        var unusedDelete = batch.getBucket(named(key)).deleteAsync();
        var unusedPublish = batch.getTopic(topicName, StringCodec.INSTANCE).publishAsync(key);
        batch.execute();
    }

    @Override
    public boolean isHeldHere(String key) {
        return false;
    }

    @Override
    public void close() {
        Clients.end(client);
    }
}
