package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.testkit.engine.Fleet.Node;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a node that didn't hear of a change. */
class MissedAnnouncementsTest {
    private final Fleet fleet = new Fleet();
    private final Source source = fleet.source;
    private final Node a = fleet.node();
    private final Node b = fleet.node();

    @BeforeEach
    void cachedHere() {
        for (String key : new String[] {"k", "other"}) {
            source.values.put(key, "old");
            a.cache.get(key);
        }
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    private void change(String key) {
        source.values.put(key, "new");
        b.cache.invalidate(key);
    }

    private void assertStillInL1(String key) {
        assertThat(a.roundTripsOf(() -> assertThat(a.cache.get(key)).isEqualTo("old")))
                .isZero();
    }

    private void assertNoLongerInL1(String key) {
        assertThat(a.roundTripsOf(() -> a.cache.getIfPresent(key))).isOne();
    }

    @Test
    void gap_seenAtTheNextMessage_isFilledFromTheLog() {
        a.remote.dropMessages(true);
        change("k");
        a.remote.dropMessages(false);
        assertStillInL1("k");
        b.cache.invalidate("anything");
        assertThat(a.cache.get("k")).isEqualTo("new");
        assertStillInL1("other");
        assertThat(a.stats().gaps()).isOne();
        assertThat(a.stats().shardDrops()).isZero();
    }

    @Test
    void steps_heardTwice_countOnce() {
        a.remote.dropMessages(true);
        change("k");
        a.remote.dropMessages(false);
        b.cache.invalidate("anything");
        assertThat(a.stats().invalidationsApplied())
                .as("the missed one, and the one that showed it")
                .isEqualTo(2);
        a.remote.holdMessages();
        b.cache.invalidate("late");
        fleet.time.advance(Fleet.HEARTBEAT.plus(Fleet.OVERTAKEN));
        assertThat(a.stats().gaps()).as("found before it was heard of").isEqualTo(2);
        a.remote.releaseMessages();
        assertThat(a.stats().invalidationsApplied()).isEqualTo(3);
    }

    @Test
    void gap_ofAPutAndAClear_isFilledFromTheLog() {
        a.remote.dropMessages(true);
        b.cache.put("k", "put");
        a.remote.dropMessages(false);
        b.cache.invalidate("anything");
        assertThat(a.cache.get("k")).isEqualTo("put");
        assertStillInL1("other");
        a.remote.dropMessages(true);
        b.cache.clear();
        a.remote.dropMessages(false);
        b.cache.invalidate("anything");
        assertNoLongerInL1("other");
    }

    @Test
    void gap_beyondTheLog_dropsTheShard() {
        a.remote.dropMessages(true);
        change("k");
        for (int i = 0; i < 15; i++) {
            b.cache.invalidate("key " + i);
        }
        a.remote.dropMessages(false);
        assertStillInL1("other");
        b.cache.invalidate("anything");
        assertThat(a.cache.get("k")).isEqualTo("new");
        assertNoLongerInL1("other");
        assertThat(a.stats().shardDrops()).isOne();
    }

    @Test
    void gap_whoseLogCannotBeRead_isFilledByTheNextHeartbeat() {
        a.remote.dropMessages(true);
        change("k");
        a.remote.dropMessages(false);
        a.remote.failNext(1);
        b.cache.invalidate("anything");
        assertStillInL1("k");
        fleet.time.advance(Fleet.HEARTBEAT);
        assertThat(a.cache.get("k")).isEqualTo("new");
        assertStillInL1("other");
    }

    @Test
    void stepsDuringTheCatchUp_areNotLost() {
        a.remote.dropMessages(true);
        change("k");
        a.remote.dropMessages(false);
        a.remote.holdReplies();
        b.cache.invalidate("anything");
        a.remote.dropMessages(true);
        change("other");
        a.remote.dropMessages(false);
        b.cache.invalidate("anything");
        a.remote.releaseReplies();
        assertThat(a.cache.get("k")).isEqualTo("new");
        assertThat(a.cache.get("other")).isEqualTo("new");
    }

    @Test
    void epochSeenToChange_dropsTheShard() {
        fleet.server.loseControl(0);
        b.cache.invalidate("anything");
        assertNoLongerInL1("k");
        assertNoLongerInL1("other");
        assertThat(a.stats().shardDrops()).isOne();
        assertThat(a.cache.getIfPresent("k")).as("filled in the epoch before").isNull();
    }

    @Test
    void epochChangedSilently_dropsTheShardAtTheNextHeartbeat() {
        fleet.server.flush();
        assertStillInL1("k");
        fleet.time.advance(Fleet.HEARTBEAT);
        assertNoLongerInL1("k");
        assertThat(a.stats().shardDrops()).isOne();
    }

    @Test
    void epochChangedDuringALoad_rejectsTheFill() {
        a.cache.invalidate("k");
        source.afterReading(() -> fleet.server.loseControl(0));
        assertThat(a.cache.get("k")).isEqualTo("old");
        assertThat(a.stats().rejectedFills()).isOne();
        assertThat(b.cache.getIfPresent("k")).isNull();
    }

    @Test
    void changeWhileTheFeedWasDown_isFoundAtTheResubscription() {
        a.remote.disconnectFeed();
        change("k");
        assertStillInL1("k");
        a.remote.reconnectFeed();
        assertNoLongerInL1("k");
        assertThat(a.cache.get("k")).isEqualTo("new");
        assertStillInL1("other");
    }

    @Test
    void changeThatNothingFollows_isFoundByTheHeartbeat() {
        a.remote.dropMessages(true);
        change("k");
        assertStillInL1("k");
        fleet.time.advance(Fleet.HEARTBEAT.plus(Fleet.OVERTAKEN));
        assertThat(a.cache.get("k")).isEqualTo("new");
        assertStillInL1("other");
        assertThat(a.stats().gaps()).isOne();
    }

    @Test
    void messageOvertakenByTheHeartbeat_isNoGap() {
        a.remote.holdMessages();
        change("k");
        fleet.time.advance(Fleet.HEARTBEAT);
        assertStillInL1("k");
        a.remote.releaseMessages();
        assertThat(a.cache.get("k")).isEqualTo("new");
        assertThat(a.roundTripsOf(() -> fleet.time.advance(Fleet.OVERTAKEN))).isZero();
        assertThat(a.stats().gaps()).isZero();
        fleet.time.advance(Fleet.MAX_STALENESS.minus(Fleet.OVERTAKEN).minus(Fleet.MILLI));
        assertStillInL1("other");
    }

    @Test
    void changeThatNothingFollows_isNeverServedLongerThanMaxStaleness() {
        for (int offset = 0; offset < 1_000; offset += 100) {
            fleet.time.advance(Duration.ofMillis(offset));
            a.cache.put("k", "old");
            a.remote.dropMessages(true);
            change("k");
            fleet.time.advance(Fleet.MAX_STALENESS);
            assertThat(a.cache.get("k")).isEqualTo("new");
            a.remote.dropMessages(false);
        }
    }

    @Test
    void nodeThatHearsNothingAtAll_servesNothingAfterMaxStaleness() {
        a.remote.dropMessages(true);
        a.remote.holdReplies();
        change("k");
        fleet.time.advance(Fleet.MAX_STALENESS.minus(Fleet.MILLI));
        assertStillInL1("k");
        fleet.time.advance(Fleet.MILLI);
        CompletableFuture<String> read = a.cache.async().get("k");
        assertThat(read).as("nobody waits for one who doesn't answer").isCompletedWithValue("new");
    }

    @Test
    void evidence_isFromWhenTheQuestionWasSent() {
        fleet.time.advance(Fleet.HEARTBEAT.minus(Fleet.MILLI));
        a.remote.holdReplies();
        fleet.time.advance(Fleet.MILLI); // the heads are asked for, and the server answers
        a.remote.dropMessages(true);
        change("k");
        fleet.time.advance(Duration.ofMillis(400));
        a.remote.releaseReplies();
        a.remote.setReachable(false);
        fleet.time.advance(Fleet.MAX_STALENESS.minusMillis(400).minus(Fleet.MILLI));
        assertStillInL1("k");
        fleet.time.advance(Fleet.MILLI);
        assertThat(a.cache.get("k")).isEqualTo("new");
    }

    @Test
    void lateMessages_changeNothingButHits() {
        a.remote.holdMessages();
        change("k");
        fleet.time.advance(Fleet.HEARTBEAT.plus(Fleet.OVERTAKEN));
        assertThat(a.cache.get("k")).isEqualTo("new");
        a.remote.releaseMessages();
        assertThat(a.cache.get("k")).isEqualTo("new");
        assertThat(a.stats().gaps()).isOne();
        assertThat(a.stats().shardDrops()).isZero();
        assertStillInL1("other");
    }

    @Test
    void quietCache_asksOnceForEachHeartbeat() {
        assertThat(a.roundTripsOf(() -> fleet.time.advance(Fleet.HEARTBEAT.multipliedBy(10))))
                .isEqualTo(10);
        assertStillInL1("k");
    }
}
