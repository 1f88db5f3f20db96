package io.twofold;

/**
 * Changes the source, for a cache with {@code write=behind}. Called on the cache's executor, for one batch of a shard
 * at a time, for several shards side by side; so it must be safe for use by many threads. It may block.
 *
 * <p>When it returns, the source must have all of the batch for good. When it throws, none of it counts as written, and
 * each write is tried alone. Either way the same version may come again, from this node or another, and after a newer
 * one if a node was paused in between: write only what is newer than the source's own version.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface BatchWriter<K, V> {
    /** Has the source hold what the batch says. */
    void write(WriteBatch<K, V> batch) throws Exception;
}
