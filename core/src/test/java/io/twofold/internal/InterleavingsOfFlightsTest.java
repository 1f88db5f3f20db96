package io.twofold.internal;

import static io.twofold.internal.Interleavings.Check.that;
import static io.twofold.internal.Interleavings.shared;
import static io.twofold.internal.Interleavings.together;

import io.twofold.spi.RemoteKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who leads, who joins, and what an invalidation means to both. */
@Tag("interleavings")
class InterleavingsOfFlightsTest {
    private static final Slot KEY = new Slot("k", new RemoteKey(0, "k", "k"));

    /** What these tests use of {@link Flights}. */
    private interface Table {
        Flight<Integer> joinOrAdd(Flight<Integer> candidate);

        void land(Flight<Integer> flight);

        void close(RuntimeException reason);
    }

    private static Table real(Fences fences) {
        Flights<Integer> flights = new Flights<>(fences, 100);
        return new Table() {
            @Override
            public Flight<Integer> joinOrAdd(Flight<Integer> candidate) {
                return flights.joinOrAdd(candidate);
            }

            @Override
            public void land(Flight<Integer> flight) {
                flights.land(flight);
            }

            @Override
            public void close(RuntimeException reason) {
                flights.close(reason);
            }
        };
    }

    /** What is wrong with a twin. */
    private enum Flaw {
        CHECKS_THEN_PUTS,
        JOINS_FENCED,
        LANDS_ANOTHER,
        ASKS_FIRST_WHETHER_CLOSED
    }

    /** A copy of {@link Flights} with a flaw. */
    private static final class Twin implements Table {
        private final ConcurrentHashMap<Object, Flight<Integer>> byKey = new ConcurrentHashMap<>();
        private final Fences fences;
        private final Flaw flaw;
        private volatile @Nullable RuntimeException closedBy;

        Twin(Fences fences, Flaw flaw) {
            this.fences = fences;
            this.flaw = flaw;
        }

        @Override
        public Flight<Integer> joinOrAdd(Flight<Integer> candidate) {
            Object key = candidate.slot.local();
            RuntimeException early = closedBy;
            Flight<Integer> current = byKey.get(key);
            if (current != null && isJoinable(current)) {
                return current;
            }
            Flight<Integer> flight = candidate;
            if (flaw == Flaw.CHECKS_THEN_PUTS) {
                byKey.put(key, candidate);
            } else {
                flight = byKey.compute(
                        key, (k, present) -> present != null && isJoinable(present) ? present : candidate);
            }
            RuntimeException reason = flaw == Flaw.ASKS_FIRST_WHETHER_CLOSED ? early : closedBy;
            if (reason != null) {
                flight.result.completeExceptionally(reason);
            }
            return flight;
        }

        private boolean isJoinable(Flight<Integer> flight) {
            return (flaw == Flaw.JOINS_FENCED || fences.isUnchanged(flight.slot.local(), flight.fence.stamp()))
                    && !flight.result.isDone();
        }

        @Override
        public void land(Flight<Integer> flight) {
            if (flaw == Flaw.LANDS_ANOTHER) {
                byKey.remove(flight.slot.local());
            } else {
                byKey.remove(flight.slot.local(), flight);
            }
        }

        @Override
        public void close(RuntimeException reason) {
            closedBy = reason;
            byKey.values().forEach(flight -> flight.result.completeExceptionally(reason));
            byKey.clear();
        }
    }

    private static Function<Fences, Table> flawed(Flaw flaw) {
        return fences -> new Twin(fences, flaw);
    }

    private static Flight<Integer> candidate(Fences fences) {
        return new Flight<>(
                KEY,
                previous -> new CompletableFuture<>(),
                0,
                Runnable::run,
                new Flight.Fence(fences.stamp(KEY.local()), Validity.unlimited(0), 0, 0));
    }

    /** Three who ask at once, while none of their flights ends: one leads. */
    private static void oneLeads(Function<Fences, Table> maker) {
        Fences fences = shared(new Fences());
        Table flights = shared(maker.apply(fences));
        AtomicInteger leaders = shared(new AtomicInteger());
        Runnable ask = () -> {
            Flight<Integer> mine = shared(candidate(fences));
            if (flights.joinOrAdd(mine) == mine) {
                leaders.incrementAndGet();
            }
        };
        together(ask, ask, ask);
        that(leaders.get() == 1);
    }

    @Test
    void manyWhoAskAtOnce_haveOneLeader() {
        Interleavings.holds(() -> oneLeads(InterleavingsOfFlightsTest::real));
    }

    @Test
    void manyWhoAskAtOnce_withACheckThenAPut_haveTwo() {
        Interleavings.breaks(() -> oneLeads(flawed(Flaw.CHECKS_THEN_PUTS)));
    }

    private static int read(Table flights, Fences fences, AtomicInteger source) {
        Flight<Integer> mine = shared(candidate(fences));
        Flight<Integer> flight = flights.joinOrAdd(mine);
        if (flight == mine) {
            flight.result.complete(source.get());
            flights.land(flight);
        }
        return flight.result.join();
    }

    /** Who asks after an invalidation gets what was loaded after it. */
    private static void readsWhatWasInvalidated(Function<Fences, Table> maker) {
        Fences fences = shared(new Fences());
        Table flights = shared(maker.apply(fences));
        AtomicInteger source = shared(new AtomicInteger(1));
        AtomicInteger seen = shared(new AtomicInteger());
        together(() -> read(flights, fences, source), () -> {
            source.set(2);
            fences.raise(KEY.local());
            seen.set(read(flights, fences, source));
        });
        that(seen.get() == 2);
    }

    @Test
    void readAfterAnInvalidation_joinsNothingOlder() {
        Interleavings.holds(() -> readsWhatWasInvalidated(InterleavingsOfFlightsTest::real));
    }

    @Test
    void readAfterAnInvalidation_thatJoinsFencedFlights_isStale() {
        Interleavings.breaks(() -> readsWhatWasInvalidated(flawed(Flaw.JOINS_FENCED)));
    }

    /** A flight that was fenced lands while its successor is under way: the successor stays the one to join. */
    private static void landsOnlyItself(Function<Fences, Table> maker) {
        Fences fences = shared(new Fences());
        Table flights = shared(maker.apply(fences));
        Flight<Integer> older = flights.joinOrAdd(candidate(fences));
        fences.raise(KEY.local());
        AtomicInteger leaders = shared(new AtomicInteger());
        together(
                () -> {
                    older.result.complete(1);
                    flights.land(older);
                },
                () -> {
                    for (int i = 0; i < 2; i++) {
                        Flight<Integer> mine = shared(candidate(fences));
                        if (flights.joinOrAdd(mine) == mine) {
                            leaders.incrementAndGet();
                        }
                    }
                });
        that(leaders.get() == 1);
    }

    @Test
    void flightThatLands_leavesItsSuccessor() {
        Interleavings.holds(() -> landsOnlyItself(InterleavingsOfFlightsTest::real));
    }

    @Test
    void flightThatLands_byItsKey_takesItsSuccessorAlong() {
        Interleavings.breaks(() -> landsOnlyItself(flawed(Flaw.LANDS_ANOTHER)));
    }

    /** Whoever begins while the cache is closed fails: nobody waits for ever. */
    private static void closesEveryone(Function<Fences, Table> maker) {
        Fences fences = shared(new Fences());
        Table flights = shared(maker.apply(fences));
        Flight<Integer> mine = shared(candidate(fences));
        together(() -> flights.joinOrAdd(mine), () -> flights.close(new IllegalStateException("closed")));
        that(mine.result.isCompletedExceptionally());
    }

    @Test
    void flightThatBeginsDuringClose_fails() {
        Interleavings.holds(() -> closesEveryone(InterleavingsOfFlightsTest::real));
    }

    @Test
    void flightThatAsksFirst_mayBeForgottenByClose() {
        Interleavings.breaks(() -> closesEveryone(flawed(Flaw.ASKS_FIRST_WHETHER_CLOSED)));
    }
}
