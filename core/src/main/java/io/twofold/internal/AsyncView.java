package io.twofold.internal;

import io.twofold.AsyncTieredCache;
import io.twofold.CacheLoader;
import io.twofold.CacheStats;
import io.twofold.Cached;
import io.twofold.ContextLoader;
import io.twofold.Delivery;
import io.twofold.Explanation;
import io.twofold.FlushReport;
import io.twofold.OngoingWrite;
import io.twofold.ReadOptions;
import io.twofold.TieredCache;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The asynchronous view: hands each caller a future of its own. */
record AsyncView<K, V>(Engine<K, V> engine, @Nullable String tenant) implements AsyncTieredCache<K, V> {
    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public CompletableFuture<@Nullable V> get(K key) {
        Entry<V> entry = engine.hit(tenant, Objects.requireNonNull(key, "key"), null);
        return entry != null ? Futures.done(entry.value) : engine.read(tenant, key, engine.source());
    }

    @Override
    public CompletableFuture<@Nullable V> get(K key, CacheLoader<? super K, ? extends V> loader) {
        return getWith(key, loader);
    }

    @Override
    public CompletableFuture<@Nullable V> get(K key, ContextLoader<? super K, V> loader) {
        return getWith(key, loader);
    }

    private CompletableFuture<@Nullable V> getWith(K key, Object loader) {
        Objects.requireNonNull(loader, "loader");
        Entry<V> entry = engine.hit(tenant, Objects.requireNonNull(key, "key"), loader);
        return entry != null ? Futures.done(entry.value) : engine.read(tenant, key, engine.source(loader));
    }

    @Override
    public CompletableFuture<Cached<V>> read(K key, ReadOptions options) {
        Objects.requireNonNull(options, "options");
        return onExecutor(engine.read(tenant, Objects.requireNonNull(key, "key"), engine.source(), options));
    }

    @Override
    public CompletableFuture<@Nullable V> getIfPresent(K key) {
        Entry<V> entry = engine.hit(tenant, Objects.requireNonNull(key, "key"), null);
        return entry != null ? Futures.done(entry.value) : Futures.own(engine.peek(tenant, key));
    }

    @Override
    public CompletableFuture<Map<K, V>> getAll(Iterable<? extends K> keys) {
        return onExecutor(engine.readAll(tenant, Objects.requireNonNull(keys, "keys")));
    }

    @Override
    public CompletableFuture<Delivery> put(K key, V value) {
        return put(key, value, List.of());
    }

    @Override
    public CompletableFuture<Delivery> put(K key, V value, Collection<String> tags) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        return onExecutor(engine.put(tenant, Map.of(key, value), tags));
    }

    @Override
    public CompletableFuture<Delivery> putAll(Map<? extends K, ? extends V> values) {
        return onExecutor(engine.put(tenant, Objects.requireNonNull(values, "values"), List.of()));
    }

    @Override
    public CompletableFuture<Delivery> remove(K key) {
        return onExecutor(engine.remove(tenant, List.of(Objects.requireNonNull(key, "key"))));
    }

    @Override
    public CompletableFuture<Delivery> removeAll(Iterable<? extends K> keys) {
        return onExecutor(engine.remove(tenant, Objects.requireNonNull(keys, "keys")));
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> write(
            K key, Supplier<? extends CompletionStage<? extends R>> action) {
        Objects.requireNonNull(action, "action");
        CompletableFuture<R> result = new CompletableFuture<>();
        var unused = beginWrite(List.of(Objects.requireNonNull(key, "key"))).whenComplete((write, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else {
                runWithin(write, action, result);
            }
        });
        return result;
    }

    private static <R extends @Nullable Object> void runWithin(
            OngoingWrite write, Supplier<? extends CompletionStage<? extends R>> action, CompletableFuture<R> result) {
        CompletionStage<? extends R> acted;
        try {
            acted = action.get();
        } catch (Throwable thrown) { // it is the caller's to see, whatever it is
            acted = CompletableFuture.failedFuture(thrown);
        }
        var unused = acted.whenComplete((value, failure) -> {
            var unusedEnd = write.endAsync().whenComplete((delivery, none) -> {
                if (failure != null) {
                    result.completeExceptionally(failure);
                } else {
                    result.complete(value);
                }
            });
        });
    }

    @Override
    public CompletableFuture<OngoingWrite> beginWrite(Iterable<? extends K> keys) {
        return onExecutor(engine.beginWrite(tenant, Objects.requireNonNull(keys, "keys")));
    }

    @Override
    public CompletableFuture<FlushReport> flush(Duration atMost) {
        return onExecutor(engine.flush(Objects.requireNonNull(atMost, "atMost")));
    }

    @Override
    public CompletableFuture<Delivery> invalidate(K key) {
        return onExecutor(engine.invalidate(tenant, List.of(Objects.requireNonNull(key, "key"))));
    }

    @Override
    public CompletableFuture<Delivery> invalidateAll(Iterable<? extends K> keys) {
        return onExecutor(engine.invalidate(tenant, Objects.requireNonNull(keys, "keys")));
    }

    @Override
    public CompletableFuture<Delivery> expire(K key) {
        return onExecutor(engine.expire(tenant, List.of(Objects.requireNonNull(key, "key"))));
    }

    @Override
    public CompletableFuture<Delivery> invalidateTag(String tag) {
        return onExecutor(engine.invalidateTag(tenant, tag));
    }

    @Override
    public CompletableFuture<Delivery> clear() {
        return onExecutor(engine.clear(tenant));
    }

    @Override
    public CompletableFuture<@Nullable V> refresh(K key) {
        return onExecutor(engine.refresh(tenant, Objects.requireNonNull(key, "key")));
    }

    @Override
    public AsyncTieredCache<K, V> scoped(String newTenant) {
        return new AsyncView<>(engine, Tenants.checked(newTenant));
    }

    @Override
    public CompletableFuture<Explanation> explain(K key) {
        return Futures.own(engine.explain(tenant, Objects.requireNonNull(key, "key")));
    }

    @Override
    public CacheStats stats() {
        return engine.stats();
    }

    @Override
    public TieredCache<K, V> sync() {
        return new BlockingView<>(engine, tenant);
    }

    @Override
    public String toString() {
        return "AsyncTieredCache[" + name() + (tenant == null ? "]" : ", tenant " + tenant + "]");
    }

    private <T extends @Nullable Object> CompletableFuture<T> onExecutor(CompletableFuture<T> future) {
        return Futures.ownOn(future, engine.executor());
    }
}
