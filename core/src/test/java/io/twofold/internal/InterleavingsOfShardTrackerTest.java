package io.twofold.internal;

import static io.twofold.internal.Interleavings.Check.that;
import static io.twofold.internal.Interleavings.shared;
import static io.twofold.internal.Interleavings.together;

import io.twofold.spi.Head;
import io.twofold.spi.Invalidation;
import io.twofold.spi.Invalidation.Kind;
import io.twofold.spi.Position;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Steps and heads that arrive at once: evidence is never ahead of what was applied, and nothing goes back. */
@Tag("interleavings")
class InterleavingsOfShardTrackerTest {
    private static final long EPOCH = 7;

    private static Head head(long seq) {
        return new Head(0, new Position(EPOCH, seq), "n" + seq);
    }

    private static Invalidation step(long seq) {
        return new Invalidation(0, new Position(EPOCH, seq), "n" + seq, "n" + (seq - 1), Kind.KEYS, List.of("k"));
    }

    /** What these tests use of {@link ShardTracker}. */
    private interface Following {
        void onStep(Invalidation step);

        void onOwnStep(Invalidation step);

        void onHead(Head head, long sentAt);

        long appliedSeq();

        /** Whether what was in L1 at the beginning may be served on the strength of a head asked for then. */
        boolean isProvenSince(long sentAt);
    }

    /** Tracking from position 5. */
    private static Following real() {
        ShardTracker tracker = new ShardTracker(1_000, new Counters(), 0);
        tracker.onHead(head(5), 1, 1);
        Validity validity = tracker.validity();
        return new Following() {
            @Override
            public void onStep(Invalidation step) {
                tracker.onStep(step, 10);
            }

            @Override
            public void onOwnStep(Invalidation step) {
                tracker.onOwnStep(step, 10);
            }

            @Override
            public void onHead(Head head, long sentAt) {
                tracker.onHead(head, sentAt, 30);
            }

            @Override
            public long appliedSeq() {
                Head applied = tracker.applied();
                return applied == null ? 0 : applied.position().seq();
            }

            @Override
            public boolean isProvenSince(long sentAt) {
                return tracker.evidence() >= sentAt && !validity.isEnded();
            }
        };
    }

    private enum Flaw {
        SKIPS_GAPS,
        HAS_NO_LOCK
    }

    /** A copy of the part of {@link ShardTracker} that follows one epoch, with a flaw. */
    private static final class Twin implements Following {
        private final Flaw flaw;
        private volatile Head applied = head(5);
        private volatile long evidence;

        Twin(Flaw flaw) {
            this.flaw = flaw;
        }

        @Override
        public void onStep(Invalidation step) {
            if (flaw == Flaw.HAS_NO_LOCK) {
                follow(step);
            } else {
                synchronized (this) {
                    follow(step);
                }
            }
        }

        @Override
        public void onOwnStep(Invalidation step) {
            onStep(step);
        }

        private void follow(Invalidation step) {
            long seq = step.position().seq();
            long mine = applied.position().seq();
            boolean next = seq == mine + 1 && step.previousNonce().equals(applied.nonce());
            if (next || (flaw == Flaw.SKIPS_GAPS && seq > mine)) {
                applied = step.head();
            }
        }

        @Override
        public synchronized void onHead(Head head, long sentAt) {
            if (head.equals(applied)) {
                evidence = sentAt;
            }
        }

        @Override
        public long appliedSeq() {
            return applied.position().seq();
        }

        @Override
        public boolean isProvenSince(long sentAt) {
            return evidence >= sentAt;
        }
    }

    /** Two steps on threads of their own, while a heartbeat finds the second to be the newest. */
    private static void provesOnlyWhatWasApplied(Supplier<Following> maker) {
        Following tracker = shared(maker.get());
        AtomicBoolean dropped6 = shared(new AtomicBoolean());
        AtomicBoolean dropped7 = shared(new AtomicBoolean());
        together(
                () -> {
                    dropped6.set(true);
                    tracker.onStep(step(6));
                },
                () -> {
                    dropped7.set(true);
                    tracker.onStep(step(7));
                },
                () -> {
                    tracker.onHead(head(7), 20);
                    boolean proven = tracker.isProvenSince(20);
                    that(!proven || (dropped6.get() && dropped7.get()));
                });
    }

    @Test
    void headOfTheNewestStep_provesOnlyThatAllWereApplied() {
        Interleavings.holds(() -> provesOnlyWhatWasApplied(InterleavingsOfShardTrackerTest::real));
    }

    @Test
    void headOfTheNewestStep_thatSkippedAGap_provesTooMuch() {
        Interleavings.breaks(() -> provesOnlyWhatWasApplied(() -> new Twin(Flaw.SKIPS_GAPS)));
    }

    /** The order that {@link Coherence} keeps, or the other. */
    private static void appliesBeforeItTracks(boolean firstToL1) {
        Following tracker = shared(real());
        AtomicBoolean dropped = shared(new AtomicBoolean());
        together(
                () -> {
                    if (firstToL1) {
                        dropped.set(true);
                    }
                    tracker.onStep(step(6));
                    dropped.set(true);
                },
                () -> {
                    tracker.onHead(head(6), 20);
                    boolean proven = tracker.isProvenSince(20);
                    that(!proven || dropped.get());
                });
    }

    @Test
    void stepAppliedToL1First_isNeverProvenTooEarly() {
        Interleavings.holds(() -> appliesBeforeItTracks(true));
    }

    @Test
    void stepTrackedFirst_isProvenTooEarly() {
        Interleavings.breaks(() -> appliesBeforeItTracks(false));
    }

    /** The answer to an own change arrives with its announcement, and with that of the next step. */
    private static void neverGoesBack(Supplier<Following> maker) {
        Following tracker = shared(maker.get());
        together(() -> tracker.onOwnStep(step(6)), () -> {
            tracker.onStep(step(6));
            tracker.onStep(step(7));
        });
        that(tracker.appliedSeq() == 7);
    }

    @Test
    void answerBesideItsAnnouncement_neverTakesAStepBack() {
        Interleavings.holds(() -> neverGoesBack(InterleavingsOfShardTrackerTest::real));
    }

    @Test
    void answerBesideItsAnnouncement_withoutALock_mayTakeOneBack() {
        Interleavings.breaks(() -> neverGoesBack(() -> new Twin(Flaw.HAS_NO_LOCK)));
    }
}
