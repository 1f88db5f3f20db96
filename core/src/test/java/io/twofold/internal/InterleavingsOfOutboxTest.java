package io.twofold.internal;

import static io.twofold.internal.Interleavings.Check.that;
import static io.twofold.internal.Interleavings.shared;
import static io.twofold.internal.Interleavings.together;

import io.twofold.spi.Change;
import io.twofold.spi.RemoteKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is kept while a replay is under way is either sent after that, or still held. */
@Tag("interleavings")
class InterleavingsOfOutboxTest {
    private static final RemoteKey KEY = new RemoteKey(0, "k", "k");

    /** What these tests use of {@link Outbox}. */
    private interface Kept {
        void keepKey();

        void keepClear();

        boolean holdsKey();

        /** @param onSend what happens when a change is sent, which is acknowledged */
        void replay(Runnable onSend);
    }

    private static Kept real() {
        Outbox outbox = new Outbox(1, new Ids("node"), new Warnings("cache", new StillTime()));
        return new Kept() {
            @Override
            public void keepKey() {
                outbox.keep(new Change.Invalidate(0, List.of(KEY), "nonce"));
            }

            @Override
            public void keepClear() {
                outbox.keep(new Change.Clear(0, "nonce"));
            }

            @Override
            public boolean holdsKey() {
                return outbox.holds(KEY);
            }

            @Override
            public void replay(Runnable onSend) {
                outbox.replay(change -> {
                    onSend.run();
                    return CompletableFuture.completedFuture(true);
                });
            }
        };
    }

    private enum Flaw {
        FORGETS_BY_KEY,
        LEANS_ON_A_CLEAR_UNDER_WAY,
        SETTLES_WITHOUT_A_LOCK,
        MOVES_BEFORE_IT_CLEARS
    }

    /** A copy of {@link Outbox} for one key of one shard, with a flaw. */
    private static final class Twin implements Kept {
        private static final String KEPT = "k";

        private final ConcurrentHashMap<String, Object> keys = new ConcurrentHashMap<>();
        private final ConcurrentHashMap<Integer, Object> clears = new ConcurrentHashMap<>();
        private final Flaw flaw;
        private volatile boolean anything;

        Twin(Flaw flaw) {
            this.flaw = flaw;
        }

        @Override
        public synchronized void keepKey() {
            anything = true;
            if (!clears.containsKey(0)) {
                keys.put(KEPT, new Object());
            } else if (flaw != Flaw.LEANS_ON_A_CLEAR_UNDER_WAY) {
                clears.put(0, new Object());
            }
        }

        @Override
        public synchronized void keepClear() {
            anything = true;
            if (flaw == Flaw.MOVES_BEFORE_IT_CLEARS) {
                keys.clear();
                clears.put(0, new Object());
            } else {
                clears.put(0, new Object());
                keys.clear();
            }
        }

        @Override
        public boolean holdsKey() {
            return anything && (keys.containsKey(KEPT) || clears.containsKey(0));
        }

        @Override
        public void replay(Runnable onSend) {
            Object clear = clears.get(0);
            if (clear != null) {
                onSend.run();
                clears.remove(0, clear);
            }
            Object pending = keys.get(KEPT);
            if (pending != null) {
                onSend.run();
                if (flaw == Flaw.FORGETS_BY_KEY) {
                    keys.remove(KEPT);
                } else {
                    keys.remove(KEPT, pending);
                }
            }
            if (flaw == Flaw.SETTLES_WITHOUT_A_LOCK) {
                settle();
            } else {
                synchronized (this) {
                    settle();
                }
            }
        }

        private void settle() {
            anything = !keys.isEmpty() || !clears.isEmpty();
        }
    }

    /** The source changes once more, and that can't be sent, while what was kept before is replayed. */
    private static void losesNothing(Kept outbox) {
        AtomicInteger source = shared(new AtomicInteger(1));
        AtomicInteger sent = shared(new AtomicInteger());
        together(() -> outbox.replay(() -> sent.set(source.get())), () -> {
            source.set(2);
            outbox.keepKey();
        });
        that(sent.get() == 2 || outbox.holdsKey());
    }

    private static void keptDuringTheReplayOfTheKey(Supplier<Kept> maker) {
        Kept outbox = shared(maker.get());
        outbox.keepKey();
        losesNothing(outbox);
    }

    @Test
    void keyKeptAgainDuringItsReplay_isNotForgotten() {
        Interleavings.holds(() -> keptDuringTheReplayOfTheKey(InterleavingsOfOutboxTest::real));
    }

    @Test
    void keyKeptAgainDuringItsReplay_forgottenByKey_isLost() {
        Interleavings.breaks(() -> keptDuringTheReplayOfTheKey(() -> new Twin(Flaw.FORGETS_BY_KEY)));
    }

    @Test
    void keyKeptWhileTheOutboxSettles_withoutALock_isLost() {
        Interleavings.breaks(() -> keptDuringTheReplayOfTheKey(() -> new Twin(Flaw.SETTLES_WITHOUT_A_LOCK)));
    }

    private static void keptDuringTheReplayOfAClear(Supplier<Kept> maker) {
        Kept outbox = shared(maker.get());
        outbox.keepClear();
        losesNothing(outbox);
    }

    @Test
    void keyKeptDuringTheReplayOfAClear_isNotForgotten() {
        Interleavings.holds(() -> keptDuringTheReplayOfAClear(InterleavingsOfOutboxTest::real));
    }

    @Test
    void keyKeptDuringTheReplayOfAClear_thatLeansOnIt_isLost() {
        Interleavings.breaks(() -> keptDuringTheReplayOfAClear(() -> new Twin(Flaw.LEANS_ON_A_CLEAR_UNDER_WAY)));
    }

    /** A key becomes part of a clear: a reader finds it held at every instant. */
    private static void isHeldThroughout(Supplier<Kept> maker) {
        Kept outbox = shared(maker.get());
        outbox.keepKey();
        together(outbox::keepClear, () -> that(outbox.holdsKey()));
    }

    @Test
    void keyThatBecomesPartOfAClear_isHeldThroughout() {
        Interleavings.holds(() -> isHeldThroughout(InterleavingsOfOutboxTest::real));
    }

    @Test
    void keyThatIsTakenOutBeforeTheClear_isNotHeldForAMoment() {
        Interleavings.breaks(() -> isHeldThroughout(() -> new Twin(Flaw.MOVES_BEFORE_IT_CLEARS)));
    }
}
