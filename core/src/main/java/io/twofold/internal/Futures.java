package io.twofold.internal;

import io.twofold.CacheInterruptedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Futures whose exceptions stay what they were when thrown, where the JDK's would wrap them. */
final class Futures {
    private Futures() {}

    /** How a future ended. */
    private record Ended<T extends @Nullable Object>(
            T value, @Nullable Throwable failure) {}

    /** Waits. Throws just what the future failed with. */
    static <T extends @Nullable Object> T await(CompletableFuture<T> future, String cache) {
        try {
            Ended<T> ended = future.<Ended<T>>handle(Ended::new).get();
            if (ended.failure != null) {
                throw Futures.<RuntimeException>asUnchecked(ended.failure);
            }
            return ended.value;
        } catch (InterruptedException e) {
            throw interrupted(cache, e);
        } catch (ExecutionException e) {
            throw new AssertionError("handle doesn't fail", e);
        }
    }

    /** What a caller gets who was interrupted, and whose flag is set again. */
    static CacheInterruptedException interrupted(String cache, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new CacheInterruptedException("interrupted while waiting for cache '" + cache + "'", e);
    }

    /** Waits, but not if the thread is interrupted, whose flag then stays set. */
    static void awaitUnlessInterrupted(CompletableFuture<?> future) {
        try {
            var unused = future.<Boolean>handle((value, failure) -> true).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new AssertionError("handle doesn't fail", e);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // the compiler is told it is unchecked; the JVM doesn't care
    private static <X extends Throwable> X asUnchecked(Throwable thrown) throws X {
        throw (X) thrown;
    }

    /** A future that has its value already. */
    static <T extends @Nullable Object> CompletableFuture<T> done(T value) {
        CompletableFuture<T> done = new CompletableFuture<>();
        done.complete(value);
        return done;
    }

    /** What a call begins; what it throws at once is the future's. */
    static <T> CompletableFuture<T> begun(Supplier<CompletionStage<T>> call) {
        try {
            return call.get().toCompletableFuture();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** A future of the caller's own: what is done to it doesn't reach the shared one. */
    static <T extends @Nullable Object> CompletableFuture<T> own(CompletableFuture<T> shared) {
        CompletableFuture<T> own = new CompletableFuture<>();
        forward(shared, own);
        return own;
    }

    /** As {@link #own}, completed on an executor. */
    static <T extends @Nullable Object> CompletableFuture<T> ownOn(CompletableFuture<T> shared, Executor executor) {
        CompletableFuture<T> own = new CompletableFuture<>();
        var unused = shared.whenCompleteAsync((value, failure) -> complete(own, value, failure), executor);
        return own;
    }

    static <T extends @Nullable Object> void forward(CompletableFuture<T> from, CompletableFuture<T> to) {
        var unused = from.whenComplete((value, failure) -> complete(to, value, failure));
    }

    private static <T extends @Nullable Object> void complete(
            CompletableFuture<T> future, T value, @Nullable Throwable failure) {
        if (failure == null) {
            future.complete(value);
        } else {
            future.completeExceptionally(failure);
        }
    }

    /** The value turned into another. The function must not throw. */
    static <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> map(
            CompletableFuture<T> from, Function<? super T, ? extends R> turned) {
        CompletableFuture<R> mapped = new CompletableFuture<>();
        var unused = from.whenComplete((value, failure) -> {
            if (failure == null) {
                mapped.complete(turned.apply(value));
            } else {
                mapped.completeExceptionally(failure);
            }
        });
        return mapped;
    }

    /** Fails once another future has ended, however that ended. */
    static <T> CompletableFuture<T> failedAfter(CompletableFuture<?> other, Throwable failure) {
        CompletableFuture<T> failed = new CompletableFuture<>();
        var unused = other.whenComplete((value, ignored) -> failed.completeExceptionally(failure));
        return failed;
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
