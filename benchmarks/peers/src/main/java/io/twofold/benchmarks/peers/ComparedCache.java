package io.twofold.benchmarks.peers;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One node's use of a cache, the same for all that are compared. What a cache doesn't do by itself is done as its
 * users would do it by hand. Safe for use by many threads.
 */
public interface ComparedCache extends AutoCloseable {
    /**
     * The value of a key. If no tier holds it, it is loaded and cached in every tier, where the cache was made with a
     * loader.
     *
     * @return null if no tier holds it and there is no loader
     */
    @Nullable
    Object get(String key);

    /** The values of those keys that the cache holds; one that loads them all if there is a loader may do so. */
    Map<String, Object> getAll(Set<String> keys);

    /** Caches a value in every tier, for the time to live. */
    void put(String key, Object value);

    /** Drops a key from every tier, and tells the other nodes where the cache has others. */
    void invalidate(String key);

    /** Whether this process holds a key in its own memory, without asking Redis. */
    boolean isHeldHere(String key);

    /** Ends the cache and the client that it made. Idempotent where the client's own end is. */
    @Override
    void close();
}
