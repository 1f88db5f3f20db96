package io.twofold;

import java.util.Collection;
import java.util.Map;

/**
 * Changes the source, for a cache with {@code write=through}. Called on the cache's executor, while the keys are
 * guarded: nothing is cached under them. It must have changed the source for good, committed if there are
 * transactions, when it returns; if it throws, the caller sees just what it threw, and the caches hold nothing of
 * these keys. Safe for use by many threads. It may block, but not use the same keys of the same cache.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface CacheWriter<K, V> {
    /** Has the source hold this value under this key. */
    void write(K key, V value) throws Exception;

    /** Has the source hold nothing under this key. */
    void delete(K key) throws Exception;

    /**
     * Has the source hold these values, in one statement or batch if it can. Unless overridden, one after the other.
     *
     * @param values at least one; unmodifiable, in the order in which they were given
     */
    default void writeAll(Map<K, V> values) throws Exception {
        for (Map.Entry<K, V> each : values.entrySet()) {
            write(each.getKey(), each.getValue());
        }
    }

    /**
     * Has the source hold nothing under these keys. Unless overridden, one after the other.
     *
     * @param keys at least one, none twice; unmodifiable
     */
    default void deleteAll(Collection<K> keys) throws Exception {
        for (K key : keys) {
            delete(key);
        }
    }
}
