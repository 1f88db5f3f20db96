package io.twofold.internal;

import io.twofold.BulkLoader;
import io.twofold.LoadContext;
import io.twofold.PartialLoadException;
import io.twofold.spi.TimeSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs the user's loaders, on the cache's executor, and measures them.
 */
final class LoadRunner {
    private final Executor executor;
    private final TimeSource time;
    private final Counters counters;

    LoadRunner(Executor executor, TimeSource time, Counters counters) {
        this.executor = executor;
        this.time = time;
        this.counters = counters;
    }

    /**
     * A loader with its key.
     *
     * @param <V> the type of the value
     */
    @FunctionalInterface
    interface Load<V> {
        @Nullable
        V run(LoadContext<V> context) throws Exception;
    }

    /** A loader to be run for the key of a tenant, or of nobody. */
    <V> Loading<V> loading(Load<V> load, @Nullable String tenant) {
        return previous -> run(load, new Conversation<>(tenant, previous));
    }

    private <V> CompletableFuture<Loaded<V>> run(Load<V> load, Conversation<V> conversation) {
        CompletableFuture<Loaded<V>> result = new CompletableFuture<>();
        execute(() -> runNow(load, conversation, result), result);
        return result;
    }

    private void execute(Runnable run, CompletableFuture<?> result) {
        try {
            executor.execute(run);
        } catch (RuntimeException | Error e) { // the user's executor may be full, or there may be no more threads
            result.completeExceptionally(e);
        }
    }

    private <V> void runNow(Load<V> load, Conversation<V> conversation, CompletableFuture<Loaded<V>> result) {
        long startedAt = time.nanoTime();
        try {
            V value = load.run(conversation);
            long cost = time.nanoTime() - startedAt;
            counters.loads.increment();
            counters.loadNanos.add(cost);
            result.complete(new Loaded<>(value, startedAt, cost, conversation.said(value)));
        } catch (Throwable thrown) { // it is the caller's to see, whatever it is
            counters.loadFailures.increment();
            counters.loadNanos.add(time.nanoTime() - startedAt);
            result.completeExceptionally(thrown);
        }
    }

    /** Loads many keys of a tenant, or of nobody, with one call, and completes the future of each. */
    <K, V> void runAll(BulkLoader<K, V> loader, @Nullable String tenant, Map<K, CompletableFuture<Loaded<V>>> results) {
        List<String> tags = new Tags(tenant).ids();
        CompletableFuture<Void> refused = new CompletableFuture<>();
        var unused = refused.exceptionally(e -> {
            results.values().forEach(result -> result.completeExceptionally(e));
            return null;
        });
        execute(() -> runAllNow(loader, tags, results), refused);
    }

    private <K, V> void runAllNow(
            BulkLoader<K, V> loader, List<String> tags, Map<K, CompletableFuture<Loaded<V>>> results) {
        long startedAt = time.nanoTime();
        Set<K> keys = Collections.unmodifiableSet(results.keySet());
        Map<K, V> values = Map.of();
        Map<Object, Throwable> failures = new LinkedHashMap<>();
        try {
            values = loader.loadAll(keys);
        } catch (PartialLoadException partial) {
            values = cast(partial.values());
            failures.putAll(partial.failures());
        } catch (Throwable thrown) { // it is the caller's to see, whatever it is
            keys.forEach(key -> failures.put(key, thrown));
        }
        long cost = time.nanoTime() - startedAt;
        counters.bulkLoads.increment();
        counters.loadNanos.add(cost);
        // what the whole call cost is what one more key would
        Loaded.Said said = new Loaded.Said(tags, 0, null, false);
        for (Map.Entry<K, CompletableFuture<Loaded<V>>> each : results.entrySet()) {
            Throwable failure = failures.get(each.getKey());
            if (failure != null) {
                counters.loadFailures.increment();
                each.getValue().completeExceptionally(failure);
            } else {
                counters.loads.increment();
                each.getValue().complete(new Loaded<>(values.get(each.getKey()), startedAt, cost, said));
            }
        }
    }

    @SuppressWarnings("unchecked") // the user's own bulk loader made them
    private static <K, V> Map<K, V> cast(Map<Object, Object> values) {
        return (Map<K, V>) (Map<?, ?>) values;
    }
}
