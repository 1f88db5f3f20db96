package io.twofold.internal;

import io.twofold.AsyncTieredCache;
import io.twofold.CacheInterruptedException;
import io.twofold.CacheLoader;
import io.twofold.CacheStats;
import io.twofold.Cached;
import io.twofold.ContextLoader;
import io.twofold.DeadLetters;
import io.twofold.Delivery;
import io.twofold.Explanation;
import io.twofold.FlushReport;
import io.twofold.OngoingWrite;
import io.twofold.ReadOptions;
import io.twofold.TieredCache;
import io.twofold.WriteAction;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The synchronous view: an L1 hit is answered at once, everything else waits for the engine's future. */
record BlockingView<K, V>(Engine<K, V> engine, @Nullable String tenant) implements TieredCache<K, V> {
    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public @Nullable V get(K key) {
        Entry<V> entry = engine.hit(tenant, Objects.requireNonNull(key, "key"), null);
        return entry != null ? entry.value : engine.await(tenant, key, engine.source());
    }

    @Override
    public @Nullable V get(K key, CacheLoader<? super K, ? extends V> loader) {
        return getWith(key, loader);
    }

    @Override
    public @Nullable V get(K key, ContextLoader<? super K, V> loader) {
        return getWith(key, loader);
    }

    private @Nullable V getWith(K key, Object loader) {
        Objects.requireNonNull(loader, "loader");
        Entry<V> entry = engine.hit(tenant, Objects.requireNonNull(key, "key"), loader);
        return entry != null ? entry.value : engine.await(tenant, key, engine.source(loader));
    }

    @Override
    public Cached<V> read(K key, ReadOptions options) {
        Objects.requireNonNull(options, "options");
        return await(engine.read(tenant, Objects.requireNonNull(key, "key"), engine.source(), options));
    }

    @Override
    public @Nullable V getIfPresent(K key) {
        Entry<V> entry = engine.hit(tenant, Objects.requireNonNull(key, "key"), null);
        return entry != null ? entry.value : engine.awaitPeek(tenant, key);
    }

    @Override
    public Map<K, V> getAll(Iterable<? extends K> keys) {
        return engine.awaitAll(tenant, Objects.requireNonNull(keys, "keys"));
    }

    @Override
    public Delivery put(K key, V value) {
        return put(key, value, List.of());
    }

    @Override
    public Delivery put(K key, V value, Collection<String> tags) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        return await(engine.put(tenant, Map.of(key, value), tags));
    }

    @Override
    public Delivery putAll(Map<? extends K, ? extends V> values) {
        return await(engine.put(tenant, Objects.requireNonNull(values, "values"), List.of()));
    }

    @Override
    public Delivery remove(K key) {
        return await(engine.remove(tenant, List.of(Objects.requireNonNull(key, "key"))));
    }

    @Override
    public Delivery removeAll(Iterable<? extends K> keys) {
        return await(engine.remove(tenant, Objects.requireNonNull(keys, "keys")));
    }

    @Override
    public <R extends @Nullable Object, X extends Exception> R write(K key, WriteAction<R, X> action) throws X {
        Objects.requireNonNull(action, "action");
        OngoingWrite write = beginWrite(List.of(Objects.requireNonNull(key, "key")));
        try {
            return action.run();
        } finally {
            Futures.awaitUnlessInterrupted(write.endAsync());
        }
    }

    @Override
    public OngoingWrite beginWrite(Iterable<? extends K> keys) {
        CompletableFuture<OngoingWrite> begun = engine.beginWrite(tenant, Objects.requireNonNull(keys, "keys"));
        try {
            return await(begun);
        } catch (CacheInterruptedException e) {
            var unused = begun.thenAccept(write -> {
                var unusedEnd = write.endAsync(); // nobody else can
            });
            throw e;
        }
    }

    @Override
    public FlushReport flush(Duration atMost) {
        return await(engine.flush(Objects.requireNonNull(atMost, "atMost")));
    }

    @Override
    public DeadLetters<K, V> deadLetters() {
        return engine.deadLetters();
    }

    @Override
    public Delivery invalidate(K key) {
        return await(engine.invalidate(tenant, List.of(Objects.requireNonNull(key, "key"))));
    }

    @Override
    public Delivery invalidateAll(Iterable<? extends K> keys) {
        return await(engine.invalidate(tenant, Objects.requireNonNull(keys, "keys")));
    }

    @Override
    public Delivery expire(K key) {
        return await(engine.expire(tenant, List.of(Objects.requireNonNull(key, "key"))));
    }

    @Override
    public Delivery invalidateTag(String tag) {
        return await(engine.invalidateTag(tenant, tag));
    }

    @Override
    public Delivery clear() {
        return await(engine.clear(tenant));
    }

    @Override
    public @Nullable V refresh(K key) {
        return await(engine.refresh(tenant, Objects.requireNonNull(key, "key")));
    }

    @Override
    public TieredCache<K, V> scoped(String newTenant) {
        return new BlockingView<>(engine, Tenants.checked(newTenant));
    }

    @Override
    public Explanation explain(K key) {
        return await(engine.explain(tenant, Objects.requireNonNull(key, "key")));
    }

    @Override
    public CacheStats stats() {
        return engine.stats();
    }

    @Override
    public AsyncTieredCache<K, V> async() {
        return new AsyncView<>(engine, tenant);
    }

    @Override
    public String toString() {
        return "TieredCache[" + name() + (tenant == null ? "]" : ", tenant " + tenant + "]");
    }

    private <T extends @Nullable Object> T await(CompletableFuture<T> future) {
        return Futures.await(future, engine.name());
    }
}
