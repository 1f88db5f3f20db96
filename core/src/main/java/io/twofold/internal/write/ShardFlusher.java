package io.twofold.internal.write;

import io.twofold.CacheSpec;
import io.twofold.spi.DirtyStore;
import io.twofold.spi.DirtyStore.Failure;
import io.twofold.spi.DirtyStore.Item;
import io.twofold.spi.DirtyStore.State;
import io.twofold.spi.DirtyStore.Take;
import io.twofold.spi.DirtyStore.Taken;
import io.twofold.spi.DirtyStore.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is dirty in one shard to the source, as long as this node has the shard's lease; else looks from time to
 * time how it stands.
 *
 * <pre>
 *   poll    take the lease and the oldest values; nothing there, or somebody else has the lease: poll again later
 *   write   the user's writer, on the executor, while the lease is prolonged
 *   settle  what was written is dirty no more, what failed alone is counted; poll again, at once if there may be more
 * </pre>
 */
final class ShardFlusher<K, V> {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LEAST_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long MOST_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int LONGEST_REASON = 500;

    private final int shard;
    private final DirtyStore store;
    private final @Nullable BatchRun<K, V> run;
    private final Translator<K, V> translator;
    private final BehindSettings around;
    private final CacheSpec spec;
    private final String holder;
    private final List<Flush> flushes = new ArrayList<>();
    /** Completes when it is closed and nothing is under way any more. */
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();

    private volatile State state = new State(0, -1, 0, 0);
    private Runnable cancelNext = () -> {};
    private boolean polling;
    private boolean again;
    private boolean closed;
    private int failuresInARow;

    /** Somebody waits until all that is older is written. */
    private record Flush(long beganAt, CompletableFuture<Boolean> done) {}

    /** @param run writes to the source; null if this node doesn't */
    ShardFlusher(
            int shard,
            DirtyStore store,
            @Nullable BatchRun<K, V> run,
            Translator<K, V> translator,
            BehindSettings around) {
        this.shard = shard;
        this.store = store;
        this.run = run;
        this.translator = translator;
        this.around = around;
        this.spec = around.spec();
        this.holder = around.nodeId() + "-" + shard;
    }

    State state() {
        return state;
    }

    /** Polls now, or, if it is at work, as soon as that is done. */
    void poll() {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (polling) {
                again = true;
                return;
            }
            polling = true;
            cancelNext.run();
        }
        ask();
    }

    private void ask() {
        long leastAge = isFlushing() ? 0 : spec.writeDelay().toMillis();
        long lease = run == null ? 0 : spec.writeLease().toMillis();
        long askedAt = around.time().nanoTime();
        var unused = store.take(shard, new Take(holder, lease, spec.writeBatch(), leastAge))
                .whenComplete((taken, failure) -> onExecutor(() -> taken(taken, failure, askedAt)));
    }

    /** When the executor refuses work, it is full or the process ends: the shard is tried again, or by others. */
    private void onExecutor(Runnable task) {
        try {
            around.executor().execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    around.warn().say("writing behind failed in a way that wasn't foreseen, and goes on", e);
                    next(pauseNanos());
                }
            });
        } catch (RejectedExecutionException e) {
            next(pauseNanos());
        }
    }

    private void taken(@Nullable Taken taken, @Nullable Throwable failure, long askedAt) {
        if (taken == null) {
            failuresInARow++;
            around.warn()
                    .say(
                            "what waits for the source can't be read from the remote tier",
                            failure == null ? new IllegalStateException("no reply") : failure);
            next(pauseNanos());
            return;
        }
        state = taken.state();
        endFlushes(askedAt);
        if (taken.items().isEmpty() || run == null || isClosed()) {
            if (taken.state().retrying() == 0) {
                failuresInARow = 0;
            }
            next(isFlushing() ? LEAST_POLL_NANOS : idleNanos(taken.fence() != 0));
            return;
        }
        write(run, taken);
    }

    private long idleNanos(boolean mine) {
        long nanos = (mine || run == null ? spec.writeDelay() : spec.writeLease()).toNanos() / 2;
        return Math.max(LEAST_POLL_NANOS, Math.min(nanos, MOST_POLL_NANOS));
    }

    private void write(BatchRun<K, V> with, Taken taken) {
        Renewal renewal = new Renewal();
        renewal.next();
        BatchRun.Result result;
        try {
            result = with.run(taken.fence(), taken.items());
        } finally {
            renewal.end();
        }
        settle(taken, result);
    }

    private void settle(Taken taken, BatchRun.Result result) {
        List<CompletableFuture<?>> settled = new ArrayList<>();
        failuresInARow = result.written().isEmpty() ? failuresInARow + 1 : 0;
        if (!result.written().isEmpty()) {
            List<Version> versions = result.written().stream()
                    .map(item -> new Version(translator.remoteKey(item.id()), item.version()))
                    .toList();
            settled.add(store.written(shard, holder, taken.fence(), versions).toCompletableFuture());
        }
        for (Map.Entry<Item, Throwable> failed : result.failed().entrySet()) {
            settled.add(settle(taken, failed.getKey(), failed.getValue()));
        }
        var unused = CompletableFuture.allOf(settled.toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        around.warn()
                                .say("what was written can't be told to the remote tier, and is repeated", failure);
                    }
                    boolean more = taken.items().size() >= spec.writeBatch() || isFlushing();
                    next(failuresInARow > 0 || failure != null ? pauseNanos() : more ? 0 : idleNanos(true));
                });
    }

    private CompletableFuture<?> settle(Taken taken, Item item, Throwable why) {
        around.warn().say("a value can't be written to the source", why);
        String reason = why.toString();
        Failure failure = new Failure(
                new Version(translator.remoteKey(item.id()), item.version()),
                TimeUnit.NANOSECONDS.toMillis(pauseNanos(item.attempts())),
                spec.writeAttempts(),
                reason.substring(0, Math.min(LONGEST_REASON, reason.length())),
                around.random().identity());
        return store.failed(shard, holder, taken.fence(), failure).toCompletableFuture();
    }

    private long pauseNanos() {
        return pauseNanos(Math.max(0, failuresInARow - 1));
    }

    /** Doubles with each failure, up to a bound; half of it at random, so that nodes don't come together. */
    private long pauseNanos(int failures) {
        long longest = spec.writeBackoff().toNanos();
        long pause = failures >= 30 ? longest : Math.min(longest, FIRST_PAUSE_NANOS << failures);
        return pause / 2 + (long) (around.random().fraction() * pause / 2);
    }

    private void next(long nanos) {
        boolean now;
        boolean last;
        synchronized (this) {
            polling = false;
            last = closed;
            now = again || nanos == 0;
            again = false;
            if (!now && !closed) {
                cancelNext = around.time().schedule(this::poll, nanos);
            }
        }
        if (last) {
            over.complete(true);
        } else if (now) {
            poll();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized boolean isFlushing() {
        return !flushes.isEmpty();
    }

    /** Completes when all that is dirty now is dirty no more; with false if it is closed before that. */
    CompletableFuture<Boolean> flush() {
        Flush flush = new Flush(around.time().nanoTime(), new CompletableFuture<>());
        synchronized (this) {
            if (closed) {
                return CompletableFuture.completedFuture(false);
            }
            flushes.add(flush);
        }
        poll();
        return flush.done;
    }

    /** Those of whom the oldest that is dirty came after their beginning. */
    private void endFlushes(long askedAt) {
        List<Flush> ended = new ArrayList<>();
        synchronized (this) {
            for (Flush flush : flushes) {
                long sinceMillis = TimeUnit.NANOSECONDS.toMillis(askedAt - flush.beganAt);
                boolean noneIsDirty = state.oldestMillis() < 0 && askedAt - flush.beganAt >= 0;
                if (noneIsDirty || state.oldestMillis() + 2 < sinceMillis) {
                    ended.add(flush);
                }
            }
            flushes.removeAll(ended);
        }
        ended.forEach(flush -> flush.done.complete(true));
    }

    /** Nobody waits any more. */
    @SuppressWarnings("ReferenceEquality") // whether it is this very flush
    void giveUp(CompletableFuture<Boolean> flush) {
        synchronized (this) {
            flushes.removeIf(each -> each.done == flush);
        }
        flush.complete(false);
    }

    /**
     * Leaves the shard to others once what is under way has ended: a take that came after the release would have the
     * lease again, and a batch after it would be written beside the next flusher's.
     */
    CompletableFuture<?> close() {
        List<Flush> left;
        boolean idle;
        synchronized (this) {
            closed = true;
            cancelNext.run();
            left = List.copyOf(flushes);
            flushes.clear();
            idle = !polling;
        }
        left.forEach(flush -> flush.done.complete(false));
        if (idle) {
            over.complete(true);
        }
        return run == null
                ? CompletableFuture.completedFuture(false)
                : over.thenCompose(done -> store.release(shard, holder));
    }

    /** Prolongs the lease while the writer is at work. */
    private final class Renewal {
        private boolean ended;
        private Runnable cancel = () -> {};

        synchronized void next() {
            if (!ended) {
                cancel = around.time().schedule(this::renew, spec.writeLease().toNanos() / 3);
            }
        }

        private void renew() {
            // if it was lost, what comes of the batch is refused
            var unused =
                    store.renew(shard, holder, spec.writeLease().toMillis()).whenComplete((there, failure) -> next());
        }

        synchronized void end() {
            ended = true;
            cancel.run();
        }
    }
}
