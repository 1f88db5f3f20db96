package io.twofold;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous form of {@link TieredCache}; each method promises what its namesake there does, and never
 * blocks.
 *
 * <p>Futures complete on the cache's executor or on the calling thread, never on a thread of the remote
 * tier's client. Each caller has a future of its own: cancelling or completing it does nothing to the load
 * or to others who wait for it. A loader's exception is the future's, not wrapped in another.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface AsyncTieredCache<K, V> {
    /** The name of the cache in its manager. */
    String name();

    /** See {@link TieredCache#get(Object)}. */
    CompletableFuture<@Nullable V> get(K key);

    /** See {@link TieredCache#get(Object, CacheLoader)}. */
    CompletableFuture<@Nullable V> get(K key, CacheLoader<? super K, ? extends V> loader);

    /** See {@link TieredCache#get(Object, ContextLoader)}. */
    CompletableFuture<@Nullable V> get(K key, ContextLoader<? super K, V> loader);

    /** See {@link TieredCache#read}. */
    CompletableFuture<Cached<V>> read(K key, ReadOptions options);

    /** See {@link TieredCache#getIfPresent}. */
    CompletableFuture<@Nullable V> getIfPresent(K key);

    /** See {@link TieredCache#getAll}. */
    CompletableFuture<Map<K, V>> getAll(Iterable<? extends K> keys);

    /** See {@link TieredCache#put(Object, Object)}. */
    CompletableFuture<Delivery> put(K key, V value);

    /** See {@link TieredCache#put(Object, Object, Collection)}. */
    CompletableFuture<Delivery> put(K key, V value, Collection<String> tags);

    /** See {@link TieredCache#putAll}. */
    CompletableFuture<Delivery> putAll(Map<? extends K, ? extends V> values);

    /** See {@link TieredCache#remove}. */
    CompletableFuture<Delivery> remove(K key);

    /** See {@link TieredCache#removeAll}. */
    CompletableFuture<Delivery> removeAll(Iterable<? extends K> keys);

    /**
     * See {@link TieredCache#write}.
     *
     * @param action begins the change of the source; run on the cache's executor once the write has begun. The write
     *     ends when its stage has completed.
     */
    <R extends @Nullable Object> CompletableFuture<R> write(
            K key, Supplier<? extends CompletionStage<? extends R>> action);

    /** See {@link TieredCache#beginWrite}. */
    CompletableFuture<OngoingWrite> beginWrite(Iterable<? extends K> keys);

    /** See {@link TieredCache#flush}. */
    CompletableFuture<FlushReport> flush(Duration atMost);

    /** See {@link TieredCache#invalidate}. */
    CompletableFuture<Delivery> invalidate(K key);

    /** See {@link TieredCache#invalidateAll}. */
    CompletableFuture<Delivery> invalidateAll(Iterable<? extends K> keys);

    /** See {@link TieredCache#expire}. */
    CompletableFuture<Delivery> expire(K key);

    /** See {@link TieredCache#invalidateTag}. */
    CompletableFuture<Delivery> invalidateTag(String tag);

    /** See {@link TieredCache#clear}. */
    CompletableFuture<Delivery> clear();

    /** See {@link TieredCache#refresh}. */
    CompletableFuture<@Nullable V> refresh(K key);

    /** See {@link TieredCache#scoped}. */
    AsyncTieredCache<K, V> scoped(String tenant);

    /** See {@link TieredCache#stats}. */
    CacheStats stats();

    /** See {@link TieredCache#explain}. */
    CompletableFuture<Explanation> explain(K key);

    /** The same cache with methods that wait. */
    TieredCache<K, V> sync();
}
