package io.twofold;

import org.jspecify.annotations.Nullable;

/**
 * A loader that knows the value that it is to replace, and says more of the entry than its value.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @see CacheLoader
 */
@FunctionalInterface
public interface ContextLoader<K, V> {
    /**
     * Loads one value; as {@link CacheLoader#load(Object)}.
     *
     * @param key never null
     * @param context takes what else there is to say; never null
     */
    @Nullable
    V load(K key, LoadContext<V> context) throws Exception;
}
