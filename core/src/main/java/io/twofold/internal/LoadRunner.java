package io.twofold.internal;

import io.twofold.LoadContext;
import io.twofold.spi.TimeSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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
        V run(LoadContext context) throws Exception;
    }

    /**
     * A load that has ended well.
     *
     * @param value what the source holds, or null
     * @param startedAt the monotonic time before the source was asked
     * @param costNanos how long it took
     * @param tags the identities of the tags that the loader attached
     */
    record Loaded<V>(@Nullable V value, long startedAt, long costNanos, List<String> tags) {}

    /** Runs a loader. The future completes on the executor; exceptionally with just what the loader threw. */
    <V> CompletableFuture<Loaded<V>> run(Load<V> load, @Nullable String tenant) {
        CompletableFuture<Loaded<V>> result = new CompletableFuture<>();
        try {
            executor.execute(() -> runNow(load, new Tags(tenant), result));
        } catch (RejectedExecutionException e) { // the user's executor may be full
            result.completeExceptionally(e);
        }
        return result;
    }

    private <V> void runNow(Load<V> load, Tags tags, CompletableFuture<Loaded<V>> result) {
        long startedAt = time.nanoTime();
        try {
            V value = load.run(tags);
            long cost = time.nanoTime() - startedAt;
            counters.loads.increment();
            counters.loadNanos.add(cost);
            result.complete(new Loaded<>(value, startedAt, cost, tags.ids()));
        } catch (Throwable thrown) { // it is the caller's to see, whatever it is
            counters.loadFailures.increment();
            counters.loadNanos.add(time.nanoTime() - startedAt);
            result.completeExceptionally(thrown);
        }
    }
}
