package io.twofold.internal;

import static io.twofold.internal.Interleavings.Check.that;
import static io.twofold.internal.Interleavings.shared;
import static io.twofold.internal.Interleavings.together;

import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A wake-up is never lost, and goes on with nobody twice. */
@Tag("interleavings")
class InterleavingsOfWakeupsTest {
    private static final String NAME = "lease";

    /** What these tests use of {@link Wakeups}. */
    private interface Queue {
        Place expect();

        void wake();

        /** What runs when the time of the one who waits is over. */
        Runnable timer();
    }

    private interface Place {
        void await(Runnable goOn);

        void close();
    }

    private static Queue real() {
        StillTime time = new StillTime();
        Wakeups wakeups = new Wakeups(time);
        return new Queue() {
            @Override
            public Place expect() {
                Wakeups.Ticket ticket = wakeups.expect(NAME);
                return new Place() {
                    @Override
                    public void await(Runnable goOn) {
                        ticket.await(woken -> goOn.run(), 1);
                    }

                    @Override
                    public void close() {
                        ticket.close();
                    }
                };
            }

            @Override
            public void wake() {
                wakeups.wake(NAME);
            }

            @Override
            public Runnable timer() {
                return time.scheduled.get(0).task();
            }
        };
    }

    private enum Flaw {
        QUEUES_WHEN_IT_WAITS,
        ADDS_BESIDE_THE_MAP,
        CALLS_WITHOUT_A_LOCK
    }

    /** A copy of {@link Wakeups} with a flaw. */
    private static final class Twin implements Queue {
        private final ConcurrentHashMap<String, Collection<TwinPlace>> byName = new ConcurrentHashMap<>();
        private final Flaw flaw;
        private volatile @Nullable TwinPlace last;

        Twin(Flaw flaw) {
            this.flaw = flaw;
        }

        @Override
        public Place expect() {
            TwinPlace place = new TwinPlace();
            if (flaw != Flaw.QUEUES_WHEN_IT_WAITS) {
                add(place);
            }
            last = place;
            return place;
        }

        private void add(TwinPlace place) {
            if (flaw == Flaw.ADDS_BESIDE_THE_MAP) {
                byName.computeIfAbsent(NAME, name -> new ConcurrentLinkedQueue<>())
                        .add(place);
            } else {
                byName.compute(NAME, (name, places) -> {
                    Collection<TwinPlace> all = places == null ? new ConcurrentLinkedQueue<>() : places;
                    all.add(place);
                    return all;
                });
            }
        }

        @Override
        public void wake() {
            Collection<TwinPlace> places = byName.remove(NAME);
            if (places != null) {
                places.forEach(TwinPlace::call);
            }
        }

        @Override
        public Runnable timer() {
            return Objects.requireNonNull(last)::call;
        }

        private final class TwinPlace implements Place {
            private volatile boolean called;
            private volatile @Nullable Runnable waiter;

            @Override
            public void await(Runnable goOn) {
                boolean waits;
                synchronized (this) {
                    waits = !called;
                    if (waits) {
                        waiter = goOn;
                    }
                }
                if (flaw == Flaw.QUEUES_WHEN_IT_WAITS) {
                    add(this);
                }
                if (!waits) {
                    goOn.run();
                }
            }

            private void call() {
                Runnable goOn;
                if (flaw == Flaw.CALLS_WITHOUT_A_LOCK) {
                    goOn = take();
                } else {
                    synchronized (this) {
                        goOn = take();
                    }
                }
                if (goOn != null) {
                    goOn.run();
                }
            }

            private @Nullable Runnable take() {
                called = true;
                Runnable goOn = waiter;
                waiter = null;
                return goOn;
            }

            @Override
            public void close() {
                byName.computeIfPresent(NAME, (name, places) -> {
                    places.remove(this);
                    return places.isEmpty() ? null : places;
                });
            }
        }
    }

    /** A reader asks while the lease ends: it finds it ended, or is woken. */
    private static void isWoken(Supplier<Queue> maker) {
        Queue wakeups = shared(maker.get());
        AtomicBoolean held = shared(new AtomicBoolean(true));
        AtomicInteger goneOn = shared(new AtomicInteger());
        together(
                () -> {
                    Place place = wakeups.expect();
                    if (held.get()) {
                        place.await(goneOn::incrementAndGet);
                    } else {
                        goneOn.incrementAndGet();
                        place.close();
                    }
                },
                () -> {
                    held.set(false);
                    wakeups.wake();
                });
        that(goneOn.get() == 1);
    }

    @Test
    void readerThatAsksWhileTheLeaseEnds_goesOn() {
        Interleavings.holds(() -> isWoken(InterleavingsOfWakeupsTest::real));
    }

    @Test
    void readerThatQueuesOnlyWhenItWaits_mayWaitForEver() {
        Interleavings.breaks(() -> isWoken(() -> new Twin(Flaw.QUEUES_WHEN_IT_WAITS)));
    }

    /** One reader gives its ticket back while another takes one: the other is woken. */
    private static void isWokenBesideAnother(Supplier<Queue> maker) {
        Queue wakeups = shared(maker.get());
        AtomicInteger goneOn = shared(new AtomicInteger());
        Place first = wakeups.expect();
        together(first::close, () -> wakeups.expect().await(goneOn::incrementAndGet));
        wakeups.wake();
        that(goneOn.get() == 1);
    }

    @Test
    void ticketTakenWhileAnotherIsGivenBack_isCalled() {
        Interleavings.holds(() -> isWokenBesideAnother(InterleavingsOfWakeupsTest::real));
    }

    @Test
    void ticketAddedBesideTheMap_mayBeLost() {
        Interleavings.breaks(() -> isWokenBesideAnother(() -> new Twin(Flaw.ADDS_BESIDE_THE_MAP)));
    }

    /** The wake-up and the end of the time at once. */
    private static void goesOnOnce(Supplier<Queue> maker) {
        Queue wakeups = shared(maker.get());
        AtomicInteger goneOn = shared(new AtomicInteger());
        wakeups.expect().await(goneOn::incrementAndGet);
        together(wakeups::wake, wakeups.timer());
        that(goneOn.get() == 1);
    }

    @Test
    void wakeUpBesideTheTimer_withoutALock_mayGoOnTwice() {
        Interleavings.breaks(() -> goesOnOnce(() -> new Twin(Flaw.CALLS_WITHOUT_A_LOCK)));
    }

    @Test
    void wakeUpBesideTheTimer_goesOnOnce() {
        Interleavings.holds(() -> goesOnOnce(InterleavingsOfWakeupsTest::real));
    }
}
