package io.twofold.internal.write;

import io.twofold.BatchWriter;
import io.twofold.CacheSpec;
import io.twofold.FlushReport;
import io.twofold.OnBacklog;
import io.twofold.RemoteTierException;
import io.twofold.WriteBacklogException;
import io.twofold.WriteBehindStats;
import io.twofold.spi.DirtyStore;
import io.twofold.spi.DirtyStore.Put;
import io.twofold.spi.DirtyStore.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Write-behind of one cache on this node: puts that return when the remote tier holds them, and the turns that this node
 * takes in writing to the source.
 *
 * @param <S> what the caller knows a key by
 */
public final class WriteBehind<S, K, V> {
    private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final BehindSettings around;
    private final CacheSpec spec;
    private final Tally tally = new Tally();
    private final PutQueue<S> queue;
    private final List<ShardFlusher<K, V>> flushers = new ArrayList<>();
    private final EvictionCheck check;
    private final DeadLetterBox<K, V> deadLetters;

    /**
     * Has this process forget what it holds of some keys.
     *
     * @param <S> what it knows them by
     */
    public interface Applying<S> extends PutQueue.Applying<S> {}

    /**
     * Of a cache.
     *
     * @param writer changes the source; null if this node doesn't
     * @param nonces identities of steps of this node
     */
    public WriteBehind(
            DirtyStore store,
            @Nullable BatchWriter<? super K, ? super V> writer,
            Translator<K, V> translator,
            Applying<S> applying,
            Supplier<String> nonces,
            BehindSettings around) {
        this.around = around;
        this.spec = around.spec();
        this.check = new EvictionCheck(store, around);
        this.deadLetters = new DeadLetterBox<>(store, translator, around);
        long limit = (spec.writeBacklog() + around.shards() - 1) / around.shards();
        this.queue = new PutQueue<>(store, around.shards(), limit, nonces, applying);
        for (int shard = 0; shard < around.shards(); shard++) {
            BatchRun<K, V> run =
                    writer == null ? null : new BatchRun<>(around.cache(), shard, writer, translator, tally);
            flushers.add(new ShardFlusher<>(shard, store, run, translator, around));
        }
    }

    /**
     * Checks that the server keeps what it is given, and begins to write.
     *
     * @throws IllegalArgumentException if the server may evict what the source doesn't have yet
     */
    public void start() {
        check.now();
        flushers.forEach(ShardFlusher::poll);
    }

    /** Puts; completes when the remote tier holds it. */
    public CompletableFuture<Boolean> put(S slot, Put put) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        long deadline = around.time().nanoTime() + spec.writeTimeout().toNanos();
        if (check.isPassed()) {
            tryToPut(slot, put, deadline, FIRST_WAIT_NANOS, result);
        } else {
            var unused = check.again().whenComplete((passed, failure) -> {
                if (failure != null) {
                    result.completeExceptionally(unacknowledged(failure));
                } else {
                    tryToPut(slot, put, deadline, FIRST_WAIT_NANOS, result);
                }
            });
        }
        return result;
    }

    private void tryToPut(S slot, Put put, long deadline, long waitNanos, CompletableFuture<Boolean> result) {
        var unused = queue.put(slot, put).whenComplete((accepted, failure) -> {
            if (failure != null) {
                result.completeExceptionally(unacknowledged(failure));
            } else if (accepted) {
                result.complete(true);
            } else if (spec.writeOnBacklog() == OnBacklog.FAIL || around.time().nanoTime() - deadline >= 0) {
                result.completeExceptionally(noRoom());
            } else {
                flushers.get(put.key().shard()).poll();
                long next = Math.min(2 * waitNanos, LONGEST_WAIT_NANOS);
                var unusedCancel = around.time().schedule(() -> tryToPut(slot, put, deadline, next, result), waitNanos);
            }
        });
    }

    private WriteBacklogException noRoom() {
        return new WriteBacklogException("cache '" + around.cache() + "': as many keys wait for the source as"
                + " write.backlog=" + spec.writeBacklog() + " allows in a shard; nothing was put. See whether the"
                + " source takes writes (stats().writeBehind()), or raise write.backlog");
    }

    private RemoteTierException unacknowledged(Throwable failure) {
        Throwable cause = failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RemoteTierException refused
                ? refused
                : new RemoteTierException(
                        "cache '" + around.cache() + "': the remote tier has not acknowledged the put; it may hold the"
                                + " value or not, so put it again",
                        failure);
    }

    /** Waits until the source has all that is dirty now. */
    public CompletableFuture<FlushReport> flush(Duration atMost) {
        List<CompletableFuture<Boolean>> shards =
                flushers.stream().map(ShardFlusher::flush).toList();
        Runnable cancel = around.time()
                .schedule(
                        () -> {
                            for (int i = 0; i < shards.size(); i++) {
                                flushers.get(i).giveUp(shards.get(i));
                            }
                        },
                        atMost.toNanos());
        return CompletableFuture.allOf(shards.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> {
                    cancel.run();
                    long left = 0;
                    for (int i = 0; i < shards.size(); i++) {
                        left += shards.get(i).join()
                                ? 0
                                : Math.max(1, flushers.get(i).state().backlog());
                    }
                    return new FlushReport(left, sum(State::deadLetters));
                });
    }

    private long sum(ToLongFunction<State> of) {
        return flushers.stream().map(ShardFlusher::state).mapToLong(of).sum();
    }

    /** What the source refused. */
    public DeadLetterBox<K, V> deadLetters() {
        return deadLetters;
    }

    /** How it stands. */
    public WriteBehindStats stats() {
        long oldest = flushers.stream()
                .mapToLong(flusher -> flusher.state().oldestMillis())
                .max()
                .orElse(0);
        return new WriteBehindStats(
                sum(State::backlog),
                Duration.ofMillis(Math.max(0, oldest)),
                sum(State::retrying),
                sum(State::deadLetters),
                tally.written.sum(),
                tally.batches.sum(),
                tally.failures.sum());
    }

    /**
     * Writes what it can in the time that the spec gives it, says what is left, and leaves the shards to others.
     *
     * @param wait waits for a future
     */
    public void close(Waiting wait) {
        boolean writes = spec.writeFlush();
        if (writes && !spec.writeDrain().isZero()) {
            FlushReport report = wait.await(flush(spec.writeDrain()));
            if (report != null && !report.isComplete()) {
                around.warn()
                        .say(
                                "about " + report.left() + " keys still wait for the source as this node closes; they"
                                        + " are kept in the remote tier, and written by the node that is next in turn",
                                null);
            }
        }
        List<CompletableFuture<?>> released = new ArrayList<>();
        flushers.forEach(flusher -> released.add(flusher.close()));
        wait.await(CompletableFuture.allOf(released.toArray(CompletableFuture<?>[]::new)));
    }

    /** Waits for a future, for a bounded time; null if it failed or there was none in time. */
    @FunctionalInterface
    public interface Waiting {
        <T> @Nullable T await(CompletableFuture<T> future);
    }
}
