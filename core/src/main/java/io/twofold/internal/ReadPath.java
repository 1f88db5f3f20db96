package io.twofold.internal;

import io.twofold.Explanation;
import io.twofold.OnOutage;
import io.twofold.internal.LoadRunner.Load;
import io.twofold.internal.LoadRunner.Loaded;
import io.twofold.internal.RemoteGateway.Fill;
import io.twofold.internal.RemoteGateway.FillOutcome;
import io.twofold.policy.Lifetime;
import io.twofold.spi.Position;
import io.twofold.spi.RandomSource;
import io.twofold.spi.ReadRequest;
import io.twofold.spi.ReadRequest.Mode;
import io.twofold.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a read that L1 doesn't answer.
 *
 * <pre>
 *   join the key's flight, or lead a new one:
 *     RemoteGateway.read -> hit          install in L1, answer
 *                           granted      load, fill L2, install in L1 unless the fill was rejected, answer
 *                           busy         wait for the wake-up, read again
 *                           guarded      load, answer, install nowhere
 *                           undecodable  read again for the lease to replace it
 *                           unavailable  load, install in L1, answer
 * </pre>
 *
 * <p>Every install goes through the fence that the flight remembers from its beginning.
 *
 * @param <V> the type of the values
 */
final class ReadPath<V> {
    private static final long FIRST_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final LocalTier<V> local;
    private final RemoteGateway<V> gateway;
    private final LoadRunner loads;
    private final Installer<V> installer;
    private final Flights<V> flights;
    private final Flights<V> refreshes;
    private final Surroundings around;

    /** What a read needs beside the tiers and the loads. */
    record Surroundings(
            Shards shards,
            Fences fences,
            Wakeups wakeups,
            Ids ids,
            TimeSource time,
            RandomSource random,
            Counters counters,
            Times times) {}

    /**
     * The times that a read goes by.
     *
     * @param trustNanos how long an entry may be served without evidence
     */
    record Times(Lifetime lifetime, long trustNanos, OnOutage onOutage, long leaseNanos) {}

    ReadPath(LocalTier<V> local, RemoteGateway<V> gateway, LoadRunner loads, Surroundings around) {
        this.local = local;
        this.gateway = gateway;
        this.loads = loads;
        this.around = around;
        this.installer = new Installer<>(local, around);
        this.flights = new Flights<>(around.fences, around.times.trustNanos);
        this.refreshes = new Flights<>(around.fences, around.times.trustNanos);
    }

    /** Joins the key's flight, or leads a new one. */
    CompletableFuture<@Nullable V> get(Slot slot, Load<V> load) {
        Flight<V> mine = newFlight(slot, load);
        Flight<V> flight = joinOrLead(flights, mine);
        if (flight == mine && !answeredByL1(mine)) {
            read(new Step(mine, false), Mode.LOAD);
        }
        return flight.result;
    }

    /** As get for each of the slots, asking the remote tier for all at once; the futures are in their order. */
    List<CompletableFuture<@Nullable V>> getAll(List<Slot> slots, List<Load<V>> slotLoads) {
        List<Step> led = new ArrayList<>();
        List<CompletableFuture<@Nullable V>> results = new ArrayList<>(slots.size());
        for (int i = 0; i < slots.size(); i++) {
            Flight<V> mine = newFlight(slots.get(i), slotLoads.get(i));
            Flight<V> flight = joinOrLead(flights, mine);
            results.add(flight.result);
            if (flight == mine && !answeredByL1(mine)) {
                led.add(new Step(mine, false));
            }
        }
        if (!led.isEmpty()) {
            readAll(led);
        }
        return results;
    }

    /** Loads anew, while the old value stays readable. */
    CompletableFuture<@Nullable V> refresh(Slot slot, Load<V> load) {
        Flight<V> mine = newFlight(slot, load);
        Flight<V> flight = joinOrLead(refreshes, mine);
        if (flight == mine) {
            read(new Step(mine, true), Mode.REPLACE);
        }
        return flight.result;
    }

    /** Only looks; never loads or waits for a load. */
    CompletableFuture<@Nullable V> peek(Slot slot) {
        Flight<V> flight = newFlight(slot, context -> null);
        CompletableFuture<ReadOutcome<V>> outcome = isReady(flight)
                ? gateway.read(request(flight, Mode.PEEK))
                : gateway.makeReady().thenCompose(ready -> {
                    flight.fence = fence(slot);
                    return gateway.read(request(flight, Mode.PEEK));
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

    /** Fails what is under way and what comes. */
    void close(RuntimeException reason) {
        flights.close(reason);
        refreshes.close(reason);
    }

    private Flight<V> newFlight(Slot slot, Load<V> load) {
        return new Flight<>(slot, load, around.ids.next(), fence(slot));
    }

    private Flight.Fence fence(Slot slot) {
        Validity validity = around.shards.of(slot).validity();
        return new Flight.Fence(
                around.fences.stamp(slot.local()),
                validity,
                around.fences.tags().stamp(),
                around.time.nanoTime());
    }

    private Flight<V> joinOrLead(Flights<V> among, Flight<V> mine) {
        Flight<V> flight = among.joinOrAdd(mine);
        if (flight == mine) {
            var unused = mine.result.whenComplete((value, failure) -> among.land(mine));
        } else {
            around.counters.joined.increment();
        }
        return flight;
    }

    /** The flight before ours may have installed its value just after we looked. */
    private boolean answeredByL1(Flight<V> flight) {
        V value = local.find(flight.slot.local());
        return value != null && flight.result.complete(value);
    }

    private ReadRequest request(Flight<V> flight, Mode mode) {
        long leaseMillis = TimeUnit.NANOSECONDS.toMillis(around.times.leaseNanos);
        return new ReadRequest(flight.slot.remote(), mode, flight.token, leaseMillis, guard(flight.slot));
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

    private void read(Step step, Mode mode) {
        if (isReady(step.flight)) {
            send(step, mode);
        } else {
            follow(gateway.makeReady().thenAccept(ready -> send(step, mode)), step.flight);
        }
    }

    private boolean isReady(Flight<V> flight) {
        return gateway.isReady(flight.slot.remote().shard());
    }

    private void send(Step step, Mode mode) {
        step.begin();
        follow(gateway.read(request(step.flight, mode)).thenAccept(outcome -> outcome.to(step)), step.flight);
    }

    private void readAll(List<Step> steps) {
        if (steps.stream().allMatch(step -> isReady(step.flight))) {
            sendAll(steps);
        } else {
            CompletableFuture<Void> sent = gateway.makeReady().thenAccept(ready -> sendAll(steps));
            steps.forEach(step -> follow(sent, step.flight));
        }
    }

    private void sendAll(List<Step> steps) {
        steps.forEach(Step::begin);
        List<ReadRequest> requests =
                steps.stream().map(step -> request(step.flight, Mode.LOAD)).toList();
        CompletableFuture<List<ReadOutcome<V>>> outcomes = gateway.readAll(requests);
        for (int i = 0; i < steps.size(); i++) {
            int index = i;
            Step step = steps.get(i);
            follow(outcomes.thenAccept(all -> all.get(index).to(step)), step.flight);
        }
    }

    /** Whatever goes wrong on the way is the flight's result: nobody may wait for ever. */
    private void follow(CompletableFuture<?> progress, Flight<V> flight) {
        var unused = progress.exceptionally(failure -> {
            flight.result.completeExceptionally(
                    failure instanceof CompletionException wrapper && wrapper.getCause() != null
                            ? wrapper.getCause()
                            : failure);
            return null;
        });
    }

    /** One flight's way through the outcomes. */
    private final class Step implements ReadOutcome.Branches<V> {
        private final Flight<V> flight;
        private final boolean refresh;
        private Wakeups.@Nullable Ticket ticket;
        private long pollNanos = FIRST_POLL_NANOS;

        Step(Flight<V> flight, boolean refresh) {
            this.flight = flight;
            this.refresh = refresh;
        }

        /** Whatever is read from now on is as new as the fence that is remembered now. */
        void begin() {
            flight.fence = fence(flight.slot);
            ticket = around.wakeups.expect(flight.slot.remote().name());
        }

        private void noNeedToWait() {
            if (ticket != null) {
                ticket.close();
            }
        }

        @Override
        public void onHit(ReadOutcome.Hit<V> hit) {
            noNeedToWait();
            installer.installHit(flight, hit);
            flight.result.complete(hit.value());
        }

        @Override
        public void onGranted(Position grantedAt) {
            noNeedToWait();
            CompletableFuture<Loaded<V>> load = load();
            Keeper lease = Keeper.keep(
                    around.time, around.times.leaseNanos, () -> gateway.renew(flight.slot.remote(), flight.token));
            var released = load.whenComplete((loaded, failure) -> {
                if (failure != null || loaded.value() == null) {
                    gateway.release(flight.slot.remote(), flight.token);
                }
            });
            // kept until it was used: a fill may have to wait its turn
            follow(
                    released.thenCompose(loaded -> fill(loaded, grantedAt))
                            .whenComplete((filled, failure) -> lease.end()),
                    flight);
        }

        /** Runs the loader; what it throws is the flight's result just as it was thrown. */
        private CompletableFuture<Loaded<V>> load() {
            CompletableFuture<Loaded<V>> load = loads.run(flight.load, flight.slot.tenant());
            var unused = load.whenComplete((loaded, failure) -> {
                if (failure != null) {
                    flight.result.completeExceptionally(failure);
                }
            });
            return load;
        }

        private CompletableFuture<Boolean> fill(Loaded<V> loaded, Position grantedAt) {
            V value = loaded.value();
            if (value == null) {
                return Futures.done(flight.result.complete(null));
            }
            long ttlMillis = around.times.lifetime.ttlMillis(around.random.fraction());
            return gateway.fill(new Fill<>(
                            flight.slot.remote(),
                            flight.token,
                            value,
                            ttlMillis,
                            loaded.tags(),
                            grantedAt,
                            loaded.costNanos(),
                            refresh))
                    .thenApply(outcome -> {
                        if (outcome == FillOutcome.REJECTED) {
                            around.counters.rejectedFills.increment();
                        } else {
                            installer.installLoaded(flight, value, loaded, ttlMillis);
                        }
                        return flight.result.complete(value);
                    });
        }

        @Override
        public void onBusy() {
            around.counters.waits.increment();
            long wait = pollNanos;
            pollNanos = Math.min(2 * pollNanos, around.times.leaseNanos / 2);
            if (ticket != null) {
                // while nobody says that the lease has ended, a hit may be the old value that a refresh is to replace
                ticket.await(woken -> read(this, refresh && !woken ? Mode.REPLACE : Mode.LOAD), wait);
            }
        }

        @Override
        public void onGuarded() {
            noNeedToWait();
            follow(load().thenAccept(loaded -> flight.result.complete(loaded.value())), flight);
        }

        @Override
        public void onAbsent() {
            throw new IllegalStateException("a read for a load never ends so");
        }

        @Override
        public void onDeleted() {
            noNeedToWait();
            flight.result.complete(null);
        }

        @Override
        public void onUndecodable() {
            noNeedToWait();
            read(this, Mode.REPLACE);
        }

        @Override
        public void onUnavailable() {
            noNeedToWait();
            follow(
                    load().thenAccept(loaded -> {
                        V value = loaded.value();
                        if (value != null) {
                            installer.installUnasked(flight, value, loaded);
                        }
                        flight.result.complete(value);
                    }),
                    flight);
        }
    }
}
