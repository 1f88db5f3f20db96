package io.twofold.internal;

import io.twofold.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Refreshes entries before they expire, and tries loads again that have failed, off the callers' path. So many at a time;
 * what is over that, or over the fleet's budget, is put off: a later hit offers it again.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class Refresher<K, V> {
    /** For how long the first of a batch waits for others. */
    private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long SHORTEST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** After how long what was over a limit is offered again, at most. */
    private static final long PUT_OFF_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ReadPath<V> reads;
    private final Sources<K, V> sources;
    private final Surroundings around;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Object lock = new Object();
    private List<Offer<K, V>> batch = new ArrayList<>();

    /**
     * What it needs beside the reads.
     *
     * @param parallel how many may be under way at once
     * @param batchSize how many are loaded with one call of the bulk loader at most; 1 for each by itself
     */
    record Surroundings(
            Budget budget,
            TimeSource time,
            Executor executor,
            Counters counters,
            LocalTier<?> local,
            Dropping dropping,
            int parallel,
            int batchSize) {}

    /** Invalidates a key that the source has no more. */
    @FunctionalInterface
    interface Dropping {
        CompletableFuture<?> drop(Slot slot);
    }

    /** A key whose entry is due. */
    private record Offer<K, V>(Slot slot, K key, Loading<V> loading, Entry<V> entry, long leadNanos) {}

    Refresher(ReadPath<V> reads, Sources<K, V> sources, Surroundings around) {
        this.reads = reads;
        this.sources = sources;
        this.around = around;
    }

    /**
     * Takes on the refresh of an entry that the caller has claimed.
     *
     * @param leadNanos how long before its end it was due
     */
    void offer(Slot slot, K key, Sources.Source<K, V> source, Entry<V> entry, long leadNanos) {
        Offer<K, V> offer = new Offer<>(slot, key, source.loading(slot.tenant(), key), entry, leadNanos);
        if (underWay.incrementAndGet() > around.parallel) {
            putOff(offer);
        } else if (around.batchSize > 1 && source.isBulk()) {
            addToBatch(offer);
        } else {
            begin(List.of(offer), () -> {});
        }
    }

    private void putOff(Offer<K, V> offer) {
        around.counters.refreshesPutOff.increment();
        end(offer, PUT_OFF_NANOS);
    }

    /** If it wasn't replaced, another hit may offer it again, after a while: some times more before its end. */
    private void end(Offer<K, V> offer, long longestNanos) {
        underWay.decrementAndGet();
        long now = around.time.nanoTime();
        long left = offer.entry.staleFrom() - now;
        long wait = left > 0 ? Math.min(longestNanos, left / 4) : PUT_OFF_NANOS;
        offer.entry.attendAt(now + Math.max(SHORTEST_RETRY_NANOS, wait));
    }

    private void addToBatch(Offer<K, V> offer) {
        List<Offer<K, V>> full = null;
        boolean isFirst;
        synchronized (lock) {
            batch.add(offer);
            isFirst = batch.size() == 1;
            if (batch.size() >= around.batchSize) {
                full = batch;
                batch = new ArrayList<>();
            }
        }
        if (full != null) {
            beginBatch(full);
        } else if (isFirst) {
            var unused = around.time.schedule(this::beginWaiting, BATCH_NANOS);
        }
    }

    private void beginWaiting() {
        List<Offer<K, V>> waiting;
        synchronized (lock) {
            waiting = batch;
            batch = new ArrayList<>();
        }
        if (!waiting.isEmpty()) {
            beginBatch(waiting);
        }
    }

    private void beginBatch(List<Offer<K, V>> offers) {
        for (List<Offer<K, V>> ofTenant : byTenant(offers)) {
            BulkLoad<K, V> bulk = sources.bulk(ofTenant.get(0).slot.tenant());
            begin(
                    ofTenant.stream()
                            .map(offer -> new Offer<>(
                                    offer.slot, offer.key, bulk.of(offer.key), offer.entry, offer.leadNanos))
                            .toList(),
                    bulk::run);
        }
    }

    private static <K, V> List<List<Offer<K, V>>> byTenant(List<Offer<K, V>> offers) {
        return List.copyOf(offers.stream()
                .collect(Collectors.groupingBy(offer -> Optional.ofNullable(offer.slot.tenant())))
                .values());
    }

    private void begin(List<Offer<K, V>> offers, Runnable onAsked) {
        try {
            around.executor.execute(() -> {
                var unused = around.budget.take(offers.size()).thenAccept(granted -> {
                    offers.subList(granted, offers.size()).forEach(this::putOff);
                    run(offers.subList(0, granted), onAsked);
                });
            });
        } catch (RejectedExecutionException e) { // the user's executor may be full
            offers.forEach(this::putOff);
        }
    }

    private void run(List<Offer<K, V>> offers, Runnable onAsked) {
        if (offers.isEmpty()) {
            return;
        }
        List<ReadPath.Due<V>> due = offers.stream()
                .map(offer ->
                        new ReadPath.Due<>(offer.slot, offer.loading, TimeUnit.NANOSECONDS.toMillis(offer.leadNanos)))
                .toList();
        List<CompletableFuture<@Nullable V>> results = reads.refreshAhead(due, onAsked);
        for (int i = 0; i < offers.size(); i++) {
            Offer<K, V> offer = offers.get(i);
            var unused = results.get(i).whenComplete((value, failure) -> ended(offer, value, failure));
        }
    }

    private void ended(Offer<K, V> offer, @Nullable V value, @Nullable Throwable failure) {
        around.counters.refreshes.increment();
        if (failure != null) {
            around.counters.refreshFailures.increment();
        }
        end(offer, Long.MAX_VALUE);
        if (failure == null && value == null && isStillThere(offer)) {
            var unused = around.dropping.drop(offer.slot);
        }
    }

    /** The source has the key no more, which isn't remembered, so that the old value is still there. */
    @SuppressWarnings("ReferenceEquality") // whether it is this very entry
    private boolean isStillThere(Offer<K, V> offer) {
        return around.local.look(offer.slot.local()) == offer.entry && offer.entry.value != null;
    }
}
