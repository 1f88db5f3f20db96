package io.twofold;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A named cache of two tiers: entries are served from this process (L1), else from the remote tier that the
 * fleet shares (L2), else loaded from the source.
 *
 * <p>Safe for use by many threads. Keys and values are never null; values must not be changed after they
 * were given to the cache, since this process hands out the same object again. Every method throws {@link
 * NullPointerException} for a null argument and {@link IllegalStateException} once the cache's manager is
 * closed. A method that has to wait throws {@link CacheInterruptedException} if its thread is interrupted.
 * Trouble with the remote tier never reaches the caller: reads go on without it.
 *
 * @param <K> the type of the keys; {@code equals}, {@code hashCode} and the key codec must agree
 * @param <V> the type of the values
 * @see AsyncTieredCache
 */
public interface TieredCache<K, V> {
    /** The name of the cache in its manager. */
    String name();

    /**
     * The value of a key, loaded by the cache's own loader if no tier holds it.
     *
     * <p>A hit in L1 costs a lookup and no allocation, lock or system call; a hit in L2 one round trip. Of
     * all who ask for a missing key at once, in the whole fleet, one loads it.
     *
     * @return the value, or null if the loader returned null
     * @throws IllegalStateException if the cache was built without a loader
     */
    @Nullable
    V get(K key);

    /**
     * As {@link #get(Object)}, with a loader of the caller's. If a load of the key is already under way, its
     * result is shared, whichever loader runs it.
     *
     * @return the value, or null if the loader returned null
     */
    @Nullable
    V get(K key, CacheLoader<? super K, ? extends V> loader);

    /** As {@link #get(Object, CacheLoader)}, with a loader that says more of the entry. */
    @Nullable
    V get(K key, ContextLoader<? super K, V> loader);

    /**
     * As {@link #get(Object)}, with the caller's own timeouts, and tells whether the value is past its time to live.
     *
     * @throws LoadTimeoutException if neither the value nor one to fall back on came in time
     * @throws IllegalStateException if the cache was built without a loader
     */
    Cached<V> read(K key, ReadOptions options);

    /**
     * The value of a key if a tier holds it. Never loads, never waits for a load; at most one round trip.
     *
     * @return the value, or null if no tier holds it
     */
    @Nullable
    V getIfPresent(K key);

    /**
     * The values of several keys, those missing in both tiers loaded by the cache's loader, or by one call of its bulk
     * loader if it has one. L2 is asked for all of them in one round trip (for each server involved).
     *
     * @return the keys that have a value, in the order given; unmodifiable
     * @throws PartialLoadException if the loads of some keys failed, with the values of the others. If all failed for
     *     the same reason, that is thrown itself.
     * @throws IllegalStateException if the cache was built without a loader
     */
    Map<K, V> getAll(Iterable<? extends K> keys);

    /**
     * Caches a value in both tiers, and has every other node drop the one it holds. The last put in the
     * order of the remote tier wins. One round trip.
     *
     * <p>With {@code write=through}, changes the source first, through the cache's {@link CacheWriter}, while the key
     * is guarded. The caches take the value only if no other write, put, invalidation or clear of the key came in
     * between; else they hold nothing of it, so that they never hold what the source doesn't. What the writer throws
     * is thrown here as it was. Two round trips.
     *
     * <p>With {@code write=behind}, returns once the remote tier (and as many replicas as {@code l2.replicas} says)
     * holds the value, where every read finds it; the cache's {@link BatchWriter} writes it to the source later. Values
     * of a key are written in their order, each at least once unless a newer one came first. One round trip, shared by
     * puts that are made at the same time. This process drops its own copy rather than keep the value.
     *
     * @throws RemoteTierException with {@code write=behind}, if the remote tier hasn't acknowledged it: it may hold the
     *     value or not
     * @throws WriteBacklogException with {@code write=behind}, if there was no room for it
     * @return {@link Delivery#PENDING} if the remote tier hasn't acknowledged it; with {@code write=through} the
     *     source has changed all the same, unless {@code l2.unacknowledged=error} and the beginning isn't
     *     acknowledged: then a {@link RemoteTierException} is thrown and the writer not called
     * @throws io.twofold.spi.CodecException if the value can't be encoded or is too large; both tiers then
     *     hold no value for the key
     */
    Delivery put(K key, V value);

    /**
     * As {@link #put(Object, Object)}, with tags.
     *
     * @param tags each 1 to 256 characters, at most 32, or 31 in a tenant's view
     */
    Delivery put(K key, V value, Collection<String> tags);

    /**
     * As {@link #put(Object, Object)} for several keys. With {@code write=through} one call of the writer for all of
     * them; if it throws, the caches hold nothing of any of them. Round trips: those of a put, side by side.
     *
     * @return {@link Delivery#PENDING} if any of them is pending
     */
    Delivery putAll(Map<? extends K, ? extends V> values);

    /**
     * Drops a key as {@link #invalidate} does. With {@code write=through} or {@code write=behind}, deletes it from the source too, as {@link
     * #put(Object, Object)} would change it.
     */
    Delivery remove(K key);

    /** As {@link #remove} for several keys, with one call of the writer for all of them. */
    Delivery removeAll(Iterable<? extends K> keys);

    /**
     * Changes the source, and keeps the cache right whatever happens meanwhile: as {@link #beginWrite} with this key,
     * the action on the calling thread, and the end, also if the action throws. A process that dies in between leaves
     * nothing stale behind. Two round trips.
     *
     * @return what the action returns, once it has, whether the end was acknowledged or not
     * @throws X just what the action throws
     * @throws RemoteTierException if the beginning isn't acknowledged and the spec says {@code
     *     l2.unacknowledged=error}; the action isn't run then
     */
    <R extends @Nullable Object, X extends Exception> R write(K key, WriteAction<R, X> action) throws X;

    /**
     * Begins a write of some keys, which the caller ends after the transaction that changes the source. Until then
     * nothing is cached under them, on any node. Several writes of a key may overlap. One round trip for each shard
     * among the keys, side by side.
     *
     * <pre>{@code
     * try (OngoingWrite write = products.beginWrite(List.of(id))) {
     *     transactions.execute(status -> database.update(id, price));
     * }
     * }</pre>
     *
     * @throws RemoteTierException if that isn't acknowledged and the spec says {@code l2.unacknowledged=error}
     * @throws IllegalStateException if the cache writes behind: what waits for the source would undo the change
     */
    OngoingWrite beginWrite(Iterable<? extends K> keys);

    /**
     * Has what waits for the source ({@code write=behind}) be written without delay, and waits until all that waited
     * when this was called is written or set aside, whichever node does it. Of every tenant. Returns at once for a cache
     * where nothing ever waits.
     *
     * @param atMost how long to wait
     * @return what is left after that time
     */
    FlushReport flush(Duration atMost);

    /**
     * The values that the source refused.
     *
     * @throws IllegalStateException if the cache doesn't write behind
     */
    DeadLetters<K, V> deadLetters();

    /**
     * Drops a key from every tier of every node. Call it after the source has changed: nothing loaded before
     * this call is served by this process after it returns, nor elsewhere later than {@code maxStaleness}
     * after it was acknowledged. One round trip.
     */
    Delivery invalidate(K key);

    /**
     * As {@link #invalidate(Object)} for several keys; one round trip for each shard among them, or for each
     * thousand keys of a shard, side by side.
     *
     * @return {@link Delivery#PENDING} if any of them is pending
     */
    Delivery invalidateAll(Iterable<? extends K> keys);

    /**
     * Ends the life of a key's entry in every tier of every node, for a value that is no longer the newest but isn't
     * wrong: the next read loads it anew, and falls back on it if the load fails or takes too long, where the spec has
     * a {@code failSafe} window. Without one, and in an outage of the remote tier elsewhere, the same as {@link
     * #invalidate(Object)}. One round trip.
     */
    Delivery expire(K key);

    /**
     * Drops every entry that has this tag, of this view's tenant, from every tier of every node. One round trip for
     * each shard, side by side, however many entries there are; loads in flight that are about to attach the tag are
     * fenced.
     *
     * @param tag 1 to 256 characters
     * @return {@link Delivery#PENDING} if any shard is pending
     */
    Delivery invalidateTag(String tag);

    /**
     * Drops everything that this view holds, in every tier of every node: of a tenant's view, what is that tenant's,
     * else what is anybody's. One round trip for each shard, side by side, however many entries there are.
     *
     * @return {@link Delivery#PENDING} if any shard is pending
     */
    Delivery clear();

    /**
     * Loads a key anew with the cache's loader. The old value stays readable until the new one replaces it in
     * both tiers; other nodes then take the new one. If the fleet is already refreshing or loading the key,
     * waits for that instead.
     *
     * @return the new value, or null if the loader returned null, in which case the old value is dropped
     * @throws IllegalStateException if the cache was built without a loader
     */
    @Nullable
    V refresh(K key);

    /**
     * A view of this cache whose keys can never meet those of another tenant, nor those of the cache itself,
     * whatever characters tenant or key consist of. Bounds, statistics and loader are shared. Cheap; may
     * be made for each request. A view of a view replaces the tenant.
     *
     * @param tenant 1 to 256 characters
     */
    TieredCache<K, V> scoped(String tenant);

    /** What this node's use of the cache has counted so far. */
    CacheStats stats();

    /**
     * What each tier holds of a key as this node sees it, what the next read here would do, and why. Touches nothing:
     * loads and caches nothing, takes no lease, is no use of the entry. At most one round trip; without an answer of
     * the remote tier the explanation says so.
     */
    Explanation explain(K key);

    /** The same cache with stages for results. */
    AsyncTieredCache<K, V> async();
}
