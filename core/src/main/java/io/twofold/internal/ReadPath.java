package io.twofold.internal;

import io.twofold.Explanation;
import io.twofold.OnOutage;
import io.twofold.spi.Position;
import io.twofold.spi.RandomSource;
import io.twofold.spi.ReadRequest;
import io.twofold.spi.ReadRequest.Mode;
import io.twofold.spi.TimeSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a read that L1 doesn't answer: it joins the key's flight, or begins a new one, which asks L2. A {@link
 * Leader} leads the flight through what is found there.
 *
 * <p>Every install goes through the fence that the flight remembers from its beginning.
 *
 * @param <V> the type of the values
 */
final class ReadPath<V> {
    private final LocalTier<V> local;
    private final RemoteGateway<V> gateway;
    private final Installer<V> installer;
    private final Leader.Tools<V> tools;
    private final Flights<V> flights;
    private final Flights<V> refreshes;
    private final BulkReads<V> bulk;
    private final RecentFailures failures;
    private final Surroundings around;

    /** What a read needs beside the tiers and the loads. */
    record Surroundings(
            Shards shards,
            Fences fences,
            Wakeups wakeups,
            Ids ids,
            TimeSource time,
            RandomSource random,
            Executor executor,
            Counters counters,
            Times times,
            OutageLoads outageLoads) {}

    /**
     * The times that a read goes by.
     *
     * @param trustNanos how long an entry may be served without evidence
     * @param errorNanos for how long it is remembered that a load failed
     */
    record Times(
            Lifespans lifespans,
            long trustNanos,
            OnOutage onOutage,
            long leaseNanos,
            Leader.Patience patience,
            long errorNanos) {}

    ReadPath(LocalTier<V> local, RemoteGateway<V> gateway, Surroundings around) {
        this.local = local;
        this.gateway = gateway;
        this.around = around;
        this.installer = new Installer<>(local, around);
        this.tools = new Leader.Tools<>(this, gateway, installer, new Fallbacks<>(local, installer, around));
        this.flights = new Flights<>(around.fences, around.times.trustNanos);
        this.refreshes = new Flights<>(around.fences, around.times.trustNanos);
        this.bulk = new BulkReads<>(this, flights, gateway, installer, around.counters);
        this.failures = new RecentFailures(around.fences, around.times.errorNanos);
    }

    /**
     * Joins the key's flight, or leads a new one.
     *
     * @param executor runs what follows the replies to a new one
     */
    Flight<V> get(Slot slot, Loading<V> loading, Executor executor) {
        Flight<V> mine = newFlight(slot, loading, 0, executor);
        Flight<V> flight = joinOrLead(flights, mine);
        if (flight == mine && !isAnswered(mine)) {
            read(leader(mine, Leader.Kind.READ), Mode.LOAD);
        }
        return flight;
    }

    /** As get for each of the slots; see {@link BulkReads#begin}. */
    List<CompletableFuture<@Nullable V>> getAll(
            List<Slot> slots, IntFunction<Loading<V>> loadings, Runnable onAsked, Executor executor) {
        return bulk.begin(slots, loadings, onAsked, executor);
    }

    /** Loads anew, while the old value stays readable. */
    CompletableFuture<@Nullable V> refresh(Slot slot, Loading<V> loading) {
        Flight<V> mine = newFlight(slot, loading, 0, around.executor);
        Flight<V> flight = joinOrLead(refreshes, mine);
        if (flight == mine) {
            read(leader(mine, Leader.Kind.REFRESH), Mode.REPLACE);
        }
        return flight.result;
    }

    /**
     * Loads anew what has less than so much of its life left, unless the fleet has done so already; then takes what L2
     * holds. The futures are in the order of the slots.
     *
     * @param onAsked runs once it is known which of them have to be loaded
     */
    List<CompletableFuture<@Nullable V>> refreshAhead(List<Due<V>> due, Runnable onAsked) {
        List<Leader<V>> led = new ArrayList<>();
        List<CompletableFuture<@Nullable V>> results = new ArrayList<>(due.size());
        for (Due<V> one : due) {
            Flight<V> mine = newFlight(one.slot, one.loading, one.freshMillis, around.executor);
            Flight<V> flight = joinOrLead(refreshes, mine);
            results.add(flight.result);
            if (flight == mine) {
                led.add(leader(mine, Leader.Kind.REFRESH_AHEAD));
            }
        }
        readAll(led, onAsked);
        return results;
    }

    /** What is due for a refresh; see {@link Flight#freshMillis}. */
    record Due<V>(Slot slot, Loading<V> loading, long freshMillis) {}

    /** Only looks; never loads or waits for a load. */
    CompletableFuture<@Nullable V> peek(Slot slot, Executor executor) {
        Flight<V> flight = newFlight(slot, nothing(), 0, executor);
        CompletableFuture<ReadOutcome<V>> outcome = isReady(flight)
                ? gateway.read(request(slot, Mode.PEEK), executor)
                : gateway.makeReady().thenCompose(ready -> {
                    flight.fence = fence(slot);
                    return gateway.read(request(slot, Mode.PEEK), executor);
                });
        follow(
                outcome.thenAccept(found -> {
                    if (found instanceof ReadOutcome.Hit<V> hit) {
                        installer.installHit(flight, hit);
                        flight.result.complete(hit.value());
                    } else {
                        flight.result.complete(null);
                    }
                }),
                flight);
        return flight.result;
    }

    /** Whether L2 may be read now, or is known not to answer. */
    CompletableFuture<Boolean> makeReady() {
        return gateway.makeReady();
    }

    /** Reads what L2 holds of keys into L1, where that has nothing of them; completes with how many. Never loads. */
    CompletableFuture<Integer> readAhead(List<Slot> slots) {
        List<Flight<V>> asking = slots.stream()
                .map(slot -> newFlight(slot, nothing(), 0, around.executor))
                .toList();
        List<ReadRequest> requests =
                slots.stream().map(slot -> request(slot, Mode.PEEK)).toList();
        return gateway.readAll(requests, around.executor).thenApply(outcomes -> {
            int installed = 0;
            for (int i = 0; i < asking.size(); i++) {
                if (outcomes.get(i) instanceof ReadOutcome.Hit<V> hit && installer.installAhead(asking.get(i), hit)) {
                    installed++;
                }
            }
            return installed;
        });
    }

    private Loading<V> nothing() {
        return previous -> Futures.done(new Loaded<>(null, 0, 0, Loaded.Said.NOTHING));
    }

    /** What L1 has kept past its life, in case a load fails or takes too long. */
    @Nullable
    Entry<V> fallback(Slot slot) {
        return tools.fallbacks().inL1(slot);
    }

    /** What a load may find that its value is still right. */
    @Nullable
    Previous<V> previousInL1(Slot slot) {
        Entry<V> entry = local.look(slot.local());
        V value = entry == null || !entry.isBelieved(around.time.nanoTime()) ? null : entry.value;
        return value == null || entry == null
                ? null
                : new Previous<>(value, entry.details().tags(), entry.details().validator(), false);
    }

    /** A flight has failed. */
    void remember(Flight<V> flight, Throwable failure) {
        failures.add(flight.slot.local(), flight.fence.stamp(), failure, around.time.nanoTime());
    }

    /** Fails what is under way and what comes. */
    void close(RuntimeException reason) {
        flights.close(reason);
        refreshes.close(reason);
    }

    Flight<V> newFlight(Slot slot, Loading<V> loading, long freshMillis, Executor executor) {
        return new Flight<>(slot, loading, freshMillis, executor, fence(slot));
    }

    Leader<V> leader(Flight<V> flight, Leader.Kind kind) {
        flight.token = around.ids.next();
        return new Leader<>(flight, kind, tools, around);
    }

    Flight.Fence fence(Slot slot) {
        long now = around.time.nanoTime();
        Validity validity = around.shards.of(slot).validity();
        return new Flight.Fence(
                around.fences.stamp(slot.local()),
                validity,
                around.fences.tags().stamp(),
                now);
    }

    ManyFences fences(List<Slot> slots) {
        return new ManyFences(slots, around.shards, around.fences, around.time.nanoTime());
    }

    Flight<V> joinOrLead(Flights<V> among, Flight<V> mine) {
        Flight<V> flight = among.joinOrAdd(mine);
        if (flight == mine) {
            var unused = mine.result.whenComplete((value, failure) -> among.land(mine));
        } else {
            around.counters.joined.increment();
        }
        return flight;
    }

    /** The flight before ours may have installed its value just after we looked, or failed just before. */
    boolean isAnswered(Flight<V> flight) {
        Entry<V> entry = local.servable(flight.slot.local());
        if (entry != null) {
            flight.isStale = entry.isStale(around.time.nanoTime());
            return flight.result.complete(entry.value);
        }
        Throwable failure = failures.recent(flight.slot.local(), around.time.nanoTime());
        return failure != null && flight.result.completeExceptionally(failure);
    }

    ReadRequest request(Flight<V> flight, Mode mode) {
        long leaseMillis = TimeUnit.NANOSECONDS.toMillis(around.times.leaseNanos);
        return new ReadRequest(
                flight.slot.remote(), mode, flight.token, leaseMillis, guard(flight.slot), flight.freshMillis);
    }

    /** Of a read that never loads. */
    ReadRequest request(Slot slot, Mode mode) {
        return new ReadRequest(slot.remote(), mode, "", 0, guard(slot));
    }

    /** Entries of this key filled before this position are not to be trusted. */
    Position guard(Slot slot) {
        return later(around.fences.guard(slot.local()), around.shards.of(slot).clearedAt());
    }

    /** Whether a read or load of the key is under way. */
    Explanation.Flight flight(Slot slot) {
        return flights.look(slot.local(), around.time.nanoTime());
    }

    private static Position later(Position a, Position b) {
        return a.isBefore(b) ? b : a;
    }

    /** Asks L2 once more, or for the first time. */
    void read(Leader<V> leader, Mode mode) {
        if (isReady(leader.flight)) {
            send(leader, mode);
        } else {
            follow(gateway.makeReady().thenAccept(ready -> send(leader, mode)), leader.flight);
        }
    }

    boolean isReady(Flight<V> flight) {
        return gateway.isReady(flight.slot.remote().shard());
    }

    /** Whether {@link #isReady} of all. */
    boolean areReady(List<Slot> slots) {
        BitSet shards = new BitSet();
        slots.forEach(slot -> shards.set(slot.remote().shard()));
        return shards.stream().allMatch(gateway::isReady);
    }

    /** The monotonic time. */
    long now() {
        return around.time.nanoTime();
    }

    private void send(Leader<V> leader, Mode mode) {
        leader.begin();
        Flight<V> flight = leader.flight;
        follow(gateway.read(request(flight, mode), flight.executor).thenAccept(outcome -> outcome.to(leader)), flight);
    }

    void readAll(List<Leader<V>> leaders, Runnable onAsked) {
        if (leaders.isEmpty()) {
            onAsked.run();
        } else if (areReady(leaders.stream().map(leader -> leader.flight.slot).toList())) {
            sendAll(leaders, onAsked);
        } else {
            follow(
                    gateway.makeReady().thenAccept(ready -> sendAll(leaders, onAsked)),
                    leaders.stream().map(leader -> leader.flight.result).toList());
        }
    }

    private void sendAll(List<Leader<V>> leaders, Runnable onAsked) {
        leaders.forEach(Leader::begin);
        List<ReadRequest> requests = leaders.stream()
                .map(leader -> request(leader.flight, leader.mode()))
                .toList();
        follow(
                gateway.readAll(requests, leaders.get(0).flight.executor).handle((outcomes, failure) -> {
                    for (int i = 0; i < leaders.size(); i++) {
                        tell(leaders.get(i), outcomes == null ? null : outcomes.get(i), failure);
                    }
                    onAsked.run();
                    return true;
                }),
                leaders.stream().map(leader -> leader.flight.result).toList());
    }

    /** One by one in the order in which the keys were asked for, which is then that of the loads. */
    void tell(Leader<V> leader, @Nullable ReadOutcome<V> outcome, @Nullable Throwable failure) {
        try {
            if (outcome != null) {
                outcome.to(leader);
            } else if (failure != null) {
                leader.flight.result.completeExceptionally(failure);
            }
        } catch (RuntimeException | Error e) { // nobody may wait for ever
            leader.flight.result.completeExceptionally(e);
        }
    }

    /** Whatever goes wrong on the way is the result: nobody may wait for ever. */
    void follow(CompletableFuture<?> progress, Flight<V> flight) {
        follow(progress, List.of(flight.result));
    }

    void follow(CompletableFuture<?> progress, List<? extends CompletableFuture<?>> dependents) {
        var unused = progress.exceptionally(failure -> {
            Throwable reason = failure instanceof CompletionException wrapper && wrapper.getCause() != null
                    ? wrapper.getCause()
                    : failure;
            dependents.forEach(result -> result.completeExceptionally(reason));
            return null;
        });
    }
}
