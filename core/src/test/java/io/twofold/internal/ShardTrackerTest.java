package io.twofold.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.internal.ShardTracker.Next;
import io.twofold.spi.Head;
import io.twofold.spi.Invalidation;
import io.twofold.spi.Invalidation.Kind;
import io.twofold.spi.LogSlice;
import io.twofold.spi.Position;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The state machine: COLD until the first head, then TRACKING, and BEHIND after a gap. */
class ShardTrackerTest {
    private static final long EPOCH = 7;
    private static final long TRUST = 1_000;

    private final Counters counters = new Counters();
    private long now = 100;
    private final ShardTracker tracker = new ShardTracker(TRUST, counters, now);

    private static Head head(long seq) {
        return new Head(0, new Position(EPOCH, seq), nonce(seq));
    }

    private static String nonce(long seq) {
        return seq == 0 ? "" : "n" + seq;
    }

    private static Invalidation step(long seq) {
        return new Invalidation(
                0, new Position(EPOCH, seq), nonce(seq), nonce(seq - 1), Kind.KEYS, List.of("k:" + seq));
    }

    private static LogSlice log(long from, long to) {
        return new LogSlice(
                head(to),
                Stream.iterate(from, seq -> seq <= to, seq -> seq + 1)
                        .map(ShardTrackerTest::step)
                        .toList());
    }

    /** Tracking from position 5, known at time 110. */
    private Validity tracking() {
        assertThat(ask(head(5))).isEqualTo(Next.NOTHING);
        return tracker.validity();
    }

    private Next ask(Head head) {
        now += 10;
        return tracker.onHead(head, now, now);
    }

    @Test
    void cold_coversNothingAndIgnoresSteps() {
        assertThat(tracker.validity().covers(now)).isFalse();
        assertThat(tracker.onStep(step(3), now)).isEqualTo(Next.NOTHING);
        tracker.onOwnStep(step(4), now);
        assertThat(tracker.applied()).isNull();
        assertThat(tracker.isOld(step(3))).isFalse();
    }

    @Test
    void firstHead_endsWhatWasLoadedBeforeAndIsEvidence() {
        Validity before = tracker.validity();
        Validity after = tracking();
        assertThat(before.isEnded()).isTrue();
        assertThat(after.isEnded()).isFalse();
        assertThat(tracker.applied()).isEqualTo(head(5));
        assertThat(tracker.evidence()).isEqualTo(110);
        assertThat(after.covers(110 + TRUST - 1)).isTrue();
        assertThat(after.covers(110 + TRUST)).isFalse();
        assertThat(counters.shardDrops.sum()).as("there was nothing to drop").isZero();
    }

    @Test
    void nextStep_advancesWithoutBeingEvidence() {
        Validity validity = tracking();
        assertThat(tracker.onStep(step(6), now + 50)).isEqualTo(Next.NOTHING);
        assertThat(tracker.onStep(step(7), now + 60)).isEqualTo(Next.NOTHING);
        assertThat(tracker.applied()).isEqualTo(head(7));
        assertThat(tracker.evidence()).isEqualTo(110);
        assertThat(validity.isEnded()).isFalse();
        assertThat(counters.gaps.sum()).isZero();
    }

    @Test
    void stepSeenBefore_changesNothing() {
        Validity validity = tracking();
        tracker.onStep(step(6), now);
        assertThat(tracker.onStep(step(6), now)).isEqualTo(Next.NOTHING);
        assertThat(tracker.onStep(step(2), now)).isEqualTo(Next.NOTHING);
        assertThat(tracker.isOld(step(6))).isTrue();
        assertThat(tracker.isOld(step(7))).isFalse();
        assertThat(tracker.applied()).isEqualTo(head(6));
        assertThat(validity.isEnded()).isFalse();
    }

    @Test
    void stepAfterAGap_asksForTheLogOnce() {
        tracking();
        assertThat(tracker.onStep(step(8), now)).isEqualTo(Next.CATCH_UP);
        assertThat(tracker.applied()).as("where the log is read from").isEqualTo(head(5));
        assertThat(tracker.onStep(step(9), now)).isEqualTo(Next.NOTHING);
        assertThat(counters.gaps.sum()).isOne();
    }

    @Test
    void stepThatDoesNotFitTheChain_isAGap() {
        tracking();
        Invalidation forked = new Invalidation(0, new Position(EPOCH, 6), "x", "other", Kind.KEYS, List.of());
        assertThat(tracker.onStep(forked, now)).isEqualTo(Next.CATCH_UP);
        assertThat(tracker.applied()).isEqualTo(head(5));
    }

    @Test
    void stepAtOurPositionWithAnotherNonce_isAFork() {
        tracking();
        Invalidation forked = new Invalidation(0, new Position(EPOCH, 5), "x", "n4", Kind.KEYS, List.of());
        assertThat(tracker.onStep(forked, now)).isEqualTo(Next.CATCH_UP);
    }

    @Test
    void logThatFits_closesTheGapWithoutADrop() {
        Validity validity = tracking();
        tracker.onStep(step(8), now);
        assertThat(tracker.onLog(log(6, 8), now + 9)).isEqualTo(Next.VERIFY);
        assertThat(tracker.applied()).isEqualTo(head(8));
        assertThat(validity.isEnded()).isFalse();
        assertThat(tracker.evidence()).as("a log proves nothing").isEqualTo(110);
        assertThat(tracker.onStep(step(9), now)).isEqualTo(Next.NOTHING);
        assertThat(tracker.onStep(step(11), now)).isEqualTo(Next.CATCH_UP);
        assertThat(counters.shardDrops.sum()).isZero();
    }

    @Test
    void logThatDoesNotReachBack_dropsTheShard() {
        Validity validity = tracking();
        tracker.onStep(step(20), now);
        assertThat(tracker.onLog(log(12, 20), now)).isEqualTo(Next.REPEAT);
        assertThat(validity.isEnded()).isTrue();
        assertThat(tracker.applied()).isEqualTo(head(20));
        assertThat(counters.shardDrops.sum()).isOne();
    }

    @Test
    void logOfAForkedHistory_dropsTheShard() {
        Validity validity = tracking();
        tracker.onStep(step(8), now);
        Head forked = new Head(0, new Position(EPOCH, 5), "x");
        tracker.onLog(new LogSlice(forked, List.of()), now);
        assertThat(validity.isEnded()).isTrue();
        assertThat(tracker.applied()).isEqualTo(forked);
    }

    @Test
    void logOfAnotherEpoch_dropsTheShard() {
        Validity validity = tracking();
        tracker.onStep(step(8), now);
        Head other = new Head(0, new Position(EPOCH + 1, 0), "");
        tracker.onLog(new LogSlice(other, List.of()), now);
        assertThat(validity.isEnded()).isTrue();
        assertThat(tracker.applied()).isEqualTo(other);
    }

    @Test
    void gapDuringTheCatchUp_isCaughtUpToo() {
        tracking();
        tracker.onStep(step(8), now);
        tracker.onStep(step(12), now);
        assertThat(tracker.onLog(log(6, 9), now)).isEqualTo(Next.CATCH_UP);
        assertThat(tracker.onLog(log(10, 12), now)).isEqualTo(Next.VERIFY);
        assertThat(tracker.applied()).isEqualTo(head(12));
    }

    @Test
    void gapDuringTheCatchUp_thatTheLogCovers_isClosed() {
        tracking();
        tracker.onStep(step(8), now);
        tracker.onStep(step(12), now);
        assertThat(tracker.onLog(log(6, 12), now)).isEqualTo(Next.VERIFY);
    }

    @Test
    void logThatCannotBeRead_isAskedForAgainAtTheNextSign() {
        Validity validity = tracking();
        tracker.onStep(step(8), now);
        tracker.onLogUnavailable();
        assertThat(validity.isEnded()).isFalse();
        assertThat(tracker.evidence()).isEqualTo(110);
        assertThat(ask(head(8))).isEqualTo(Next.CATCH_UP);
    }

    @Test
    void stepOfALaterEpoch_dropsTheShard() {
        Validity validity = tracking();
        Invalidation first = new Invalidation(0, new Position(EPOCH + 3, 1), "x", "", Kind.KEYS, List.of());
        assertThat(tracker.onStep(first, now)).isEqualTo(Next.REPEAT);
        assertThat(validity.isEnded()).isTrue();
        assertThat(tracker.applied()).isEqualTo(first.head());
        assertThat(tracker.onStep(step(9), now)).as("of the old epoch").isEqualTo(Next.NOTHING);
        assertThat(tracker.applied()).isEqualTo(first.head());
    }

    @Test
    void headThatIsOurs_isEvidenceOfWhenItWasAskedFor() {
        Validity validity = tracking();
        assertThat(tracker.onHead(head(5), 400, 700)).isEqualTo(Next.NOTHING);
        assertThat(tracker.evidence()).isEqualTo(400);
        assertThat(validity.covers(400 + TRUST - 1)).isTrue();
        assertThat(validity.covers(400 + TRUST)).isFalse();
        tracker.onHead(head(5), 300, 800);
        assertThat(tracker.evidence()).as("a late reply takes nothing back").isEqualTo(400);
    }

    @Test
    void headFurtherThanOurs_isSomethingOnlyIfItWasAskedFor() {
        tracking();
        assertThat(tracker.onPassingHead(head(6), now + 1)).isEqualTo(Next.NOTHING);
        assertThat(tracker.evidence()).isEqualTo(110);
        assertThat(tracker.onHead(head(6), now + 1, now + 2)).isEqualTo(Next.AWAIT);
    }

    @Test
    void headFurtherThanOurs_reachedByTheStepsOnTheirWay_isEvidenceAndNoGap() {
        Validity validity = tracking();
        assertThat(tracker.onHead(head(7), 400, 401)).isEqualTo(Next.AWAIT);
        tracker.onStep(step(6), 402);
        assertThat(tracker.evidence()).as("not there yet").isEqualTo(110);
        tracker.onStep(step(7), 403);
        assertThat(tracker.evidence())
                .as("of when it was asked for, not reached")
                .isEqualTo(400);
        assertThat(validity.covers(400 + TRUST - 1)).isTrue();
        assertThat(tracker.onStep(step(8), 404)).isEqualTo(Next.NOTHING);
        assertThat(tracker.evidence()).isEqualTo(400);
        assertThat(tracker.onAwaited(head(7))).isEqualTo(Next.NOTHING);
        assertThat(counters.gaps.sum()).isZero();
    }

    @Test
    void headFurtherThanOurs_notReachedInTime_isAGap() {
        tracking();
        tracker.onHead(head(7), 400, 401);
        tracker.onStep(step(6), 402);
        assertThat(tracker.onAwaited(head(7))).isEqualTo(Next.CATCH_UP);
        assertThat(tracker.applied()).as("where the log is read from").isEqualTo(head(6));
        assertThat(counters.gaps.sum()).isOne();
    }

    @Test
    void headFurtherThanOurs_reachedOnAnotherChain_provesNothing() {
        tracking();
        tracker.onHead(new Head(0, new Position(EPOCH, 6), "another"), 400, 401);
        assertThat(tracker.onStep(step(6), 402)).isEqualTo(Next.NOTHING);
        assertThat(tracker.evidence()).isEqualTo(110);
        assertThat(tracker.onStep(step(7), 403)).isEqualTo(Next.NOTHING);
        assertThat(tracker.evidence()).isEqualTo(110);
    }

    @Test
    void headFurtherThanOurs_andThenAnotherEpoch_isForgotten() {
        tracking();
        tracker.onHead(head(7), 400, 401);
        Head other = new Head(0, new Position(EPOCH + 1, 3), "other");
        assertThat(tracker.onHead(other, 410, 411)).isEqualTo(Next.REPEAT);
        Validity validity = tracker.validity();
        assertThat(tracker.onAwaited(head(7))).isEqualTo(Next.NOTHING);
        assertThat(tracker.evidence()).isEqualTo(410);
        assertThat(validity.isEnded()).isFalse();
    }

    @Test
    void headFurtherThanOurs_withoutEvidence_isAGapAtOnce() {
        tracking();
        assertThat(tracker.onHead(head(7), 110 + TRUST, 110 + TRUST))
                .as("readers wait for it")
                .isEqualTo(Next.CATCH_UP);
    }

    @Test
    void headBehindOurs_thatMayBeOlderThanOurs_isNothing() {
        Validity validity = tracking();
        tracker.onStep(step(6), now + 50);
        assertThat(tracker.onHead(head(5), now + 40, now + 60)).isEqualTo(Next.NOTHING);
        assertThat(validity.isEnded()).isFalse();
        assertThat(tracker.applied()).isEqualTo(head(6));
    }

    @Test
    void headBehindOurs_askedForLater_dropsTheShard() {
        Validity validity = tracking();
        tracker.onStep(step(6), now + 50);
        assertThat(tracker.onHead(head(5), now + 51, now + 60)).isEqualTo(Next.REPEAT);
        assertThat(validity.isEnded()).isTrue();
        assertThat(tracker.applied()).isEqualTo(head(5));
        assertThat(counters.gaps.sum()).isOne();
        assertThat(counters.shardDrops.sum()).isOne();
    }

    @Test
    void headAtOurPositionWithAnotherNonce_dropsTheShard() {
        Validity validity = tracking();
        tracker.onHead(new Head(0, new Position(EPOCH, 5), "x"), now, now);
        assertThat(validity.isEnded()).isTrue();
    }

    @Test
    void headOfALaterEpoch_dropsTheShard() {
        Validity validity = tracking();
        tracker.onHead(new Head(0, new Position(EPOCH + 1, 0), ""), now, now);
        assertThat(validity.isEnded()).isTrue();
        assertThat(tracker.applied()).isEqualTo(new Head(0, new Position(EPOCH + 1, 0), ""));
    }

    @Test
    void headInPassing_isNoEvidenceButMayShowAnotherHistory() {
        assertThat(tracker.onPassingHead(head(5), now))
                .as("nothing is known yet")
                .isEqualTo(Next.NOTHING);
        Validity validity = tracking();
        assertThat(tracker.onPassingHead(head(5), now + 1)).isEqualTo(Next.NOTHING);
        assertThat(tracker.evidence()).isEqualTo(110);
        assertThat(tracker.onPassingHead(head(4), now))
                .as("may be older than ours")
                .isEqualTo(Next.NOTHING);
        assertThat(tracker.onPassingHead(head(4), now + 1)).isEqualTo(Next.VERIFY);
        assertThat(tracker.onPassingHead(new Head(0, new Position(EPOCH, 5), "x"), now))
                .isEqualTo(Next.VERIFY);
        assertThat(tracker.onPassingHead(new Head(0, new Position(EPOCH + 1, 0), ""), now))
                .isEqualTo(Next.VERIFY);
        assertThat(validity.isEnded()).isFalse();
        assertThat(tracker.isProven(now + 1)).as("until it is asked for").isFalse();
        tracker.onHead(head(5), now + 2, now + 3);
        assertThat(tracker.isProven(now + 3)).isTrue();
    }

    @Test
    void proof_lastsForTheBound() {
        assertThat(tracker.isProven(now)).isFalse();
        tracking();
        assertThat(tracker.isProven(110 + TRUST - 1)).isTrue();
        assertThat(tracker.isProven(110 + TRUST)).isFalse();
    }

    @Test
    void ownStep_advancesIfItIsNextAndElseProvesNothing() {
        tracking();
        tracker.onOwnStep(step(6), now);
        assertThat(tracker.applied()).isEqualTo(head(6));
        assertThat(tracker.isOld(step(6))).isTrue();
        tracker.onOwnStep(step(8), now);
        assertThat(tracker.applied()).isEqualTo(head(6));
        assertThat(counters.gaps.sum()).isZero();
        tracker.onStep(step(7), now);
        tracker.onStep(step(8), now);
        assertThat(tracker.applied()).isEqualTo(head(8));
    }

    @Test
    void drop_endsWhatWasLoadedAndRemembersThePosition() {
        Validity validity = tracking();
        tracker.drop(new Position(EPOCH, 6), now);
        assertThat(validity.isEnded()).isTrue();
        assertThat(tracker.validity().covers(now)).isTrue();
        assertThat(tracker.clearedAt()).isEqualTo(new Position(EPOCH, 6));
        tracker.drop(new Position(EPOCH, 3), now);
        tracker.drop(Position.NONE, now);
        assertThat(tracker.clearedAt()).isEqualTo(new Position(EPOCH, 6));
        assertThat(tracker.applied()).isEqualTo(head(5));
    }

    @Test
    void ofThisProcessOnly_coversEverythingUntilItIsDropped() {
        ShardTracker alone = ShardTracker.ofThisProcessOnly(counters, now);
        Validity validity = alone.validity();
        assertThat(validity.covers(now + Long.MAX_VALUE / 8)).isTrue();
        alone.drop(Position.NONE, now);
        assertThat(validity.isEnded()).isTrue();
        assertThat(alone.validity().covers(now + Long.MAX_VALUE / 8)).isTrue();
    }
}
