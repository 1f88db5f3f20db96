package io.twofold;

import org.jspecify.annotations.Nullable;

/**
 * Loads the value of a key from its source, the database behind the cache.
 *
 * <p>Called on the cache's executor, never while a lock of the cache is held; it may block and may use
 * other caches. At most one load of a key is under way in the fleet while the remote tier can be reached,
 * one for each node otherwise.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface CacheLoader<K, V> {
    /**
     * Loads one value.
     *
     * @param key never null
     * @return the value, or null if the source has none: the caller gets null, and that is cached only if the spec
     *     sets {@code absentTtl}
     * @throws Exception whatever went wrong; it reaches everyone who waits for this load as it was thrown,
     *     and nothing is cached. Unless there is a value to fall back on: see {@code failSafe} in the spec.
     */
    @Nullable
    V load(K key) throws Exception;
}
