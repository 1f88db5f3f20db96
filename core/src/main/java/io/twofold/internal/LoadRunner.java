package io.twofold.internal;

import io.twofold.spi.TimeSource;
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
        V run() throws Exception;
    }

    /**
     * A load that has ended well.
     *
     * @param value what the source holds, or null
     * @param startedAt the monotonic time before the source was asked
     * @param costNanos how long it took
     */
    record Loaded<V>(@Nullable V value, long startedAt, long costNanos) {}

    /** Runs a loader. The future completes on the executor; exceptionally with just what the loader threw. */
    <V> CompletableFuture<Loaded<V>> run(Load<V> load) {
        CompletableFuture<Loaded<V>> result = new CompletableFuture<>();
        executor.execute(() -> runNow(load, result));
        return result;
    }

    private <V> void runNow(Load<V> load, CompletableFuture<Loaded<V>> result) {
        long startedAt = time.nanoTime();
        try {
            V value = load.run();
            long cost = time.nanoTime() - startedAt;
            counters.loads.increment();
            counters.loadNanos.add(cost);
            result.complete(new Loaded<>(value, startedAt, cost));
        } catch (Throwable thrown) { // it is the caller's to see, whatever it is
            counters.loadFailures.increment();
            counters.loadNanos.add(time.nanoTime() - startedAt);
            result.completeExceptionally(thrown);
        }
    }
}
