package io.twofold;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link BatchWriter} is to write, of one shard of one cache.
 *
 * @param cache the name of the cache
 * @param shard the shard; batches of one shard come one after the other
 * @param fencingToken grows whenever another node takes over the shard. A node that was paused may still write a batch
 *     after another took over; a source that refuses a token smaller than one it has seen for this cache and shard is
 *     safe from that, as is one that compares versions.
 * @param writes at least one, the longest waiting first; none of a key twice
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public record WriteBatch<K, V>(String cache, int shard, long fencingToken, List<Write<K, V>> writes) {
    public WriteBatch {
        writes = List.copyOf(writes);
    }

    /**
     * The newest value of a key.
     *
     * @param tenant whose key it is; null for nobody's
     * @param key the key
     * @param value the value; null if the key is to be deleted
     * @param version larger than that of every earlier value of the key
     * @param attempts how often it was tried alone, and failed
     */
    public record Write<K, V>(
            @Nullable String tenant, K key, @Nullable V value, long version, int attempts) {
        /** Whether the key is to be deleted. */
        public boolean isDelete() {
            return value == null;
        }
    }
}
