package io.twofold;

import org.jspecify.annotations.Nullable;

/**
 * A {@link CacheLoader} that says more of the entry than its value.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface ContextLoader<K, V> {
    /**
     * Loads one value; as {@link CacheLoader#load}.
     *
     * @param key never null
     * @param context takes what else there is to say; never null
     */
    @Nullable
    V load(K key, LoadContext context) throws Exception;

    /** A loader that has nothing more to say. */
    static <K, V> ContextLoader<K, V> of(CacheLoader<K, V> loader) {
        return (key, context) -> loader.load(key);
    }
}
