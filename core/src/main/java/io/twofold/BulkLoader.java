package io.twofold;

import java.util.Map;
import java.util.Set;

/**
 * Loads the values of many keys at once.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface BulkLoader<K, V> {
    /**
     * Loads values. May be called by several threads at once, but in the whole fleet for a key by one at a time.
     *
     * @param keys at least one; unmodifiable
     * @return the values; a key that isn't in it has none
     * @throws PartialLoadException to say that some keys failed, and which values were loaded nevertheless
     * @throws Exception whatever else goes wrong; every one of the keys has then failed with it
     */
    Map<K, V> loadAll(Set<K> keys) throws Exception;
}
