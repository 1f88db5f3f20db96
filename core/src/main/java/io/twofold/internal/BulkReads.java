package io.twofold.internal;

import io.twofold.spi.ReadRequest;
import io.twofold.spi.ReadRequest.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads of many keys at once: one look at L2 for all of them, and then, for what that has not found, flights as for
 * single keys.
 *
 * @param <V> the type of the values
 */
final class BulkReads<V> {
    private final ReadPath<V> reads;
    private final Flights<V> flights;
    private final RemoteGateway<V> gateway;
    private final Installer<V> installer;
    private final Counters counters;

    BulkReads(
            ReadPath<V> reads,
            Flights<V> flights,
            RemoteGateway<V> gateway,
            Installer<V> installer,
            Counters counters) {
        this.reads = reads;
        this.flights = flights;
        this.gateway = gateway;
        this.installer = installer;
        this.counters = counters;
    }

    /**
     * As get for each of the slots, asking the remote tier for all at once; the results are in their order. What L2 holds
     * is found with one look; only for the rest there are flights that others can join.
     *
     * @param loadings of the slots, by their numbers
     */
    List<CompletableFuture<@Nullable V>> begin(
            List<Slot> slots, IntFunction<Loading<V>> loadings, Runnable onAsked, Executor executor) {
        List<CompletableFuture<@Nullable V>> results = new ArrayList<>(slots.size());
        Bulk bulk = new Bulk(slots.size(), loadings, onAsked, executor);
        long now = reads.now();
        for (int i = 0; i < slots.size(); i++) {
            Flight<V> current = flights.current(slots.get(i).local(), now);
            if (current == null) {
                results.add(bulk.add(slots.get(i), i));
            } else {
                counters.joined.increment();
                results.add(current.result);
            }
        }
        bulk.begin();
        return results;
    }

    /** The keys that no flight answers, one look for all of them, and what that has not found. */
    private final class Bulk {
        private final List<Slot> slots;
        private final List<CompletableFuture<@Nullable V>> results;
        /** By which numbers the loadings go. */
        private final int[] numbers;

        private final IntFunction<Loading<V>> loadings;
        private final Runnable onAsked;
        private final Executor executor;
        /** The results of flights that this one has begun, which others may have joined. */
        private final List<CompletableFuture<@Nullable V>> led = new ArrayList<>();

        private final List<Leader<V>> asking = new ArrayList<>();
        private final List<Runnable> known = new ArrayList<>();

        Bulk(int atMost, IntFunction<Loading<V>> loadings, Runnable onAsked, Executor executor) {
            this.slots = new ArrayList<>(atMost);
            this.results = new ArrayList<CompletableFuture<@Nullable V>>(atMost);
            this.numbers = new int[atMost];
            this.loadings = loadings;
            this.onAsked = onAsked;
            this.executor = executor;
        }

        CompletableFuture<@Nullable V> add(Slot slot, int number) {
            CompletableFuture<@Nullable V> result = new CompletableFuture<>();
            numbers[slots.size()] = number;
            slots.add(slot);
            results.add(result);
            return result;
        }

        void begin() {
            if (slots.isEmpty()) {
                onAsked.run();
            } else if (reads.areReady(slots)) {
                send();
            } else {
                follow(gateway.makeReady().thenAccept(ready -> send()));
            }
        }

        private void send() {
            ManyFences fences = reads.fences(slots);
            List<ReadRequest> requests = new ArrayList<>(slots.size());
            slots.forEach(slot -> requests.add(reads.request(slot, Mode.PEEK)));
            follow(gateway.lookAll(requests, executor).thenAccept(outcomes -> {
                installer.installHits(slots, fences, outcomes);
                for (int i = 0; i < outcomes.size(); i++) {
                    looked(i, fences, outcomes.get(i));
                }
                known.forEach(Runnable::run);
                reads.readAll(asking, onAsked);
            }));
        }

        private void follow(CompletableFuture<?> progress) {
            reads.follow(progress, results);
            reads.follow(progress, led);
        }

        private void looked(int index, ManyFences fences, ReadOutcome<V> outcome) {
            if (outcome instanceof ReadOutcome.Hit<V> hit) {
                results.get(index).complete(hit.value());
                return;
            }
            Flight<V> mine =
                    new Flight<>(slots.get(index), loadings.apply(numbers[index]), 0, executor, fences.of(index));
            Flight<V> flight = reads.joinOrLead(flights, mine);
            Futures.forward(flight.result, results.get(index));
            if (flight != mine) {
                return;
            }
            led.add(mine.result);
            if (!reads.isAnswered(mine)) {
                Leader<V> leader = reads.leader(mine, Leader.Kind.READ);
                boolean wouldSayTheSame = outcome instanceof ReadOutcome.Undecodable
                        || outcome instanceof ReadOutcome.Unavailable
                        || outcome instanceof ReadOutcome.Deleted;
                if (wouldSayTheSame) {
                    known.add(() -> reads.tell(leader, outcome, null));
                } else {
                    asking.add(leader);
                }
            }
        }
    }
}
