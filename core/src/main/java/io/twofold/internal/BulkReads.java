package io.twofold.internal;

import io.twofold.spi.ReadRequest;
import io.twofold.spi.ReadRequest.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

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
     * As get for each of the slots, asking the remote tier for all at once; the flights are in their order. What L2 holds
     * is found with one look; only for the rest there are flights that others can join.
     */
    List<Flight<V>> begin(List<Slot> slots, List<Loading<V>> loadings, Runnable onAsked, Executor executor) {
        List<Flight<V>> all = new ArrayList<>(slots.size());
        List<Flight<V>> mine = new ArrayList<>(slots.size());
        long now = reads.now();
        for (int i = 0; i < slots.size(); i++) {
            Flight<V> candidate = reads.newFlight(slots.get(i), loadings.get(i), 0, executor, now);
            Flight<V> current = flights.current(candidate);
            if (current == null) {
                mine.add(candidate);
            } else {
                counters.joined.increment();
            }
            all.add(current == null ? candidate : current);
        }
        if (reads.areReady(mine)) {
            lookAll(mine, onAsked);
        } else {
            CompletableFuture<Void> looked = gateway.makeReady().thenAccept(ready -> {
                mine.forEach(flight -> flight.fence = reads.fence(flight.slot));
                lookAll(mine, onAsked);
            });
            reads.follow(looked, mine);
        }
        return all;
    }

    private void lookAll(List<Flight<V>> mine, Runnable onAsked) {
        if (mine.isEmpty()) {
            onAsked.run();
            return;
        }
        List<ReadRequest> requests = new ArrayList<>(mine.size());
        mine.forEach(flight -> requests.add(reads.request(flight, Mode.PEEK)));
        CompletableFuture<Void> looked = gateway.lookAll(requests, mine.get(0).executor)
                .thenAccept(outcomes -> {
                    installer.installHits(mine, outcomes);
                    Rest rest = new Rest();
                    for (int i = 0; i < outcomes.size(); i++) {
                        rest.looked(mine.get(i), outcomes.get(i));
                    }
                    rest.lead(onAsked);
                });
        reads.follow(looked, mine);
    }

    /** What a look has not found. */
    private final class Rest {
        private final List<Leader<V>> asking = new ArrayList<>();
        private final List<Runnable> known = new ArrayList<>();

        void looked(Flight<V> mine, ReadOutcome<V> outcome) {
            if (outcome instanceof ReadOutcome.Hit<V> hit) {
                mine.result.complete(hit.value());
                return;
            }
            Flight<V> flight = reads.joinOrLead(flights, mine);
            if (flight != mine) {
                Futures.forward(flight.result, mine.result);
            } else if (!reads.isAnswered(mine)) {
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

        void lead(Runnable onAsked) {
            known.forEach(Runnable::run);
            reads.readAll(asking, onAsked);
        }
    }
}
