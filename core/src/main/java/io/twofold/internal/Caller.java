package io.twofold.internal;

import io.twofold.Cached;
import io.twofold.LoadTimeoutException;
import io.twofold.ReadOptions;
import io.twofold.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One of those who wait for a flight, who may have less patience than the cache's spec has. */
final class Caller<V> {
    private final Flight<V> flight;
    private final ReadPath<V> reads;
    private final TimeSource time;
    private final Executor executor;
    private final CompletableFuture<Cached<V>> answer = new CompletableFuture<>();

    Caller(Flight<V> flight, ReadPath<V> reads, TimeSource time, Executor executor) {
        this.flight = flight;
        this.reads = reads;
        this.time = time;
        this.executor = executor;
    }

    CompletableFuture<Cached<V>> waitAsLongAs(ReadOptions options) {
        var unused = flight.result.whenComplete((value, failure) -> {
            if (failure == null) {
                answer.complete(new Cached<>(value, flight.isStale));
            } else {
                answer.completeExceptionally(failure);
            }
        });
        runAfter(options.softTimeout(), this::takeFallback);
        runAfter(
                options.hardTimeout(),
                () -> answer.completeExceptionally(new LoadTimeoutException("key " + flight.slot.local()
                        + " was not loaded within the caller's " + options.hardTimeout())));
        return answer;
    }

    private void takeFallback() {
        Entry<V> fallback = reads.fallback(flight.slot);
        if (fallback != null) {
            answer.complete(new Cached<>(fallback.value, fallback.isStale(time.nanoTime())));
        }
    }

    private void runAfter(@Nullable Duration timeout, Runnable action) {
        if (timeout != null && !answer.isDone()) {
            Runnable cancel = time.schedule(() -> Workers.executeOrRun(executor, action), timeout.toNanos());
            var unused = answer.whenComplete((value, failure) -> cancel.run());
        }
    }
}
