package io.twofold.internal;

import io.twofold.CacheInterruptedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Futures whose exceptions stay what they were when thrown, where the JDK's would wrap them. */
final class Futures {
    private Futures() {}

    /** How a future ended. */
    private record Ended<T>(@Nullable T value, @Nullable Throwable failure) {}

    /** Waits. Throws just what the future failed with. */
    static <T extends @Nullable Object> T await(CompletableFuture<T> future, String cache) {
        try {
            Ended<T> ended = future.<Ended<T>>handle(Ended::new).get();
            if (ended.failure != null) {
                throw Futures.<RuntimeException>sneak(ended.failure);
            }
            return ended.value;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheInterruptedException("interrupted while waiting for cache '" + cache + "'", e);
        } catch (ExecutionException e) {
            throw new AssertionError("handle doesn't fail", e);
        }
    }

    @SuppressWarnings("unchecked") // the compiler is told it is unchecked; the JVM doesn't care
    private static <X extends Throwable> X sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }

    /** A future of the caller's own: what is done to it doesn't reach the shared one. */
    static <T> CompletableFuture<T> own(CompletableFuture<T> shared) {
        CompletableFuture<T> own = new CompletableFuture<>();
        forward(shared, own);
        return own;
    }

    /** As {@link #own}, completed on an executor. */
    static <T> CompletableFuture<T> ownOn(CompletableFuture<T> shared, Executor executor) {
        CompletableFuture<T> own = new CompletableFuture<>();
        var unused = shared.whenCompleteAsync((value, failure) -> complete(own, value, failure), executor);
        return own;
    }

    static <T> void forward(CompletableFuture<T> from, CompletableFuture<T> to) {
        var unused = from.whenComplete((value, failure) -> complete(to, value, failure));
    }

    private static <T> void complete(CompletableFuture<T> future, T value, @Nullable Throwable failure) {
        if (failure == null) {
            future.complete(value);
        } else {
            future.completeExceptionally(failure);
        }
    }

    /** As {@code thenApply}, but a failure stays what it is. */
    static <T, R> CompletableFuture<R> map(CompletableFuture<T> from, Function<T, R> next) {
        CompletableFuture<R> to = new CompletableFuture<>();
        var unused = from.whenComplete((value, failure) -> {
            if (failure != null) {
                to.completeExceptionally(failure);
            } else {
                to.complete(next.apply(value));
            }
        });
        return to;
    }

    /** All the values in order, or, once all have ended, the first failure. */
    static <T extends @Nullable Object> CompletableFuture<List<T>> all(List<CompletableFuture<T>> futures) {
        CompletableFuture<List<T>> all = new CompletableFuture<>();
        AtomicInteger open = new AtomicInteger(futures.size() + 1);
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        Runnable oneEnded = () -> {
            if (open.decrementAndGet() == 0) {
                end(all, futures, failed.get());
            }
        };
        for (CompletableFuture<T> future : futures) {
            var unused = future.whenComplete((value, failure) -> {
                if (failure != null) {
                    failed.compareAndSet(null, failure);
                }
                oneEnded.run();
            });
        }
        oneEnded.run();
        return all;
    }

    private static <T extends @Nullable Object> void end(
            CompletableFuture<List<T>> all, List<CompletableFuture<T>> futures, @Nullable Throwable failure) {
        if (failure != null) {
            all.completeExceptionally(failure);
            return;
        }
        List<T> values = new ArrayList<>(futures.size());
        futures.forEach(future -> values.add(future.join()));
        all.complete(values);
    }
}
