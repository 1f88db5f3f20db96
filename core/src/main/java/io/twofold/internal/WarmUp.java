package io.twofold.internal;

import io.twofold.spi.CodecException;
import io.twofold.spi.RemoteTier;
import io.twofold.spi.TimeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Reads what the fleet uses most from L2 into L1 after a start, and notes from then on what this node uses most. All in
 * the background, a batch at a time, and never from the source: what L2 doesn't hold waits for somebody to ask.
 *
 * @param <K> the type of the keys
 */
final class WarmUp<K> {
    private static final long EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int BATCH = 100;
    /** Longer identities aren't noted: the list of a node is to stay small. */
    private static final int LONGEST_ID = 200;

    private final RemoteTier tier;
    private final Keys<K> keys;
    private final LocalTier<?> local;
    private final ReadPath<?> reads;
    private final Surroundings around;
    /** What the others noted has been read. Until then that is tried again, instead of noting what this node uses. */
    private volatile boolean isWarm;

    private volatile boolean closed;

    /**
     * What it needs beside the tiers.
     *
     * @param most how many entries are read or noted
     * @param patienceNanos how long the end of the cache may wait for the last note
     */
    record Surroundings(
            TimeSource time, Executor executor, Counters counters, Warnings warnings, int most, long patienceNanos) {}

    WarmUp(RemoteTier tier, Keys<K> keys, LocalTier<?> local, ReadPath<?> reads, Surroundings around) {
        this.tier = tier;
        this.keys = keys;
        this.local = local;
        this.reads = reads;
        this.around = around;
    }

    void start() {
        if (around.most > 0) {
            onExecutor(this::warm);
            scheduleNext();
        }
    }

    private void scheduleNext() {
        Runnable unused = around.time.schedule(this::onTime, EVERY_NANOS);
    }

    private void onTime() {
        if (!closed) {
            onExecutor(isWarm ? this::noteLater : this::warm);
            scheduleNext();
        }
    }

    private void onExecutor(Runnable work) {
        try {
            around.executor.execute(work);
        } catch (RejectedExecutionException e) { // the user's executor may be full
            around.warnings.remoteFailure("warm up", e);
        }
    }

    private void warm() {
        var unused = reads.makeReady()
                .thenCompose(ready -> ready
                        ? tier.hotKeys().toCompletableFuture()
                        : CompletableFuture.failedFuture(BreakerOpenException.INSTANCE))
                .whenComplete((lists, failure) -> {
                    if (failure == null) {
                        isWarm = true;
                        onExecutor(() -> read(slots(lists), 0));
                    } else {
                        failed(failure);
                    }
                });
    }

    /** One batch after the other, so that callers' reads find their turn in between. */
    private void read(List<Slot> slots, int from) {
        if (closed || from >= slots.size()) {
            return;
        }
        int until = Math.min(from + BATCH, slots.size());
        var unused = reads.readAhead(slots.subList(from, until)).thenAccept(installed -> {
            around.counters.warmedEntries.add(installed);
            read(slots, until);
        });
    }

    /** The first of each list, then the second of each, and so on: what is hot anywhere is more so than what is not. */
    private List<Slot> slots(List<List<String>> lists) {
        int longest = lists.stream().mapToInt(List::size).max().orElse(0);
        Set<String> ids = new LinkedHashSet<>();
        for (int rank = 0; rank < longest; rank++) {
            for (List<String> list : lists) {
                if (rank < list.size() && ids.size() < around.most) {
                    ids.add(list.get(rank));
                }
            }
        }
        List<Slot> slots = new ArrayList<>(ids.size());
        for (String id : ids) {
            add(id, slots);
        }
        return slots;
    }

    private void add(String id, List<Slot> slots) {
        try {
            Slot slot = keys.slot(id);
            if (local.look(slot.local()) == null) {
                slots.add(slot);
            }
        } catch (CodecException e) {
            // of a node with other keys, or nobody's: then it is no key of ours to read ahead
            around.counters.undecodable.increment();
        }
    }

    private void noteLater() {
        var unused = note();
    }

    /** Completes once it is noted, or failed to be. */
    private CompletableFuture<Void> note() {
        List<String> hot = local.hottest(around.most).stream()
                .map(keys::id)
                .filter(id -> id.length() <= LONGEST_ID)
                .toList();
        if (hot.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return tier.noteHot(hot).toCompletableFuture().exceptionally(failure -> {
            failed(failure);
            return null;
        });
    }

    private void failed(Throwable failure) {
        if (!(failure instanceof BreakerOpenException) && !(failure.getCause() instanceof BreakerOpenException)) {
            around.counters.remoteFailures.increment();
            around.warnings.remoteFailure("hot keys", failure);
        }
    }

    /** Notes a last time; before L1 is emptied and the tier closed. */
    void close() {
        closed = true;
        if (around.most > 0) {
            note().completeOnTimeout(null, around.patienceNanos, TimeUnit.NANOSECONDS)
                    .join();
        }
    }
}
