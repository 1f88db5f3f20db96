package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.Delivery;
import io.twofold.testkit.InMemoryServer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Another server in the place of the one that a node knew, with or without the last things that it was told. */
class FailoverTest {
    private final Fleet fleet = new Fleet();
    private Fleet.Node node = fleet.node();

    @BeforeEach
    void cacheTheOldValue() {
        fleet.source.values.put("k", "old");
        assertThat(node.cache.get("k")).isEqualTo("old");
        fleet.source.values.put("k", "new");
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void failover_isNoticedByTheNextHeartbeat() {
        fleet.server.failOver();
        assertThat(node.cache.get("k")).as("within the bound").isEqualTo("old");
        fleet.time.advance(Fleet.HEARTBEAT);
        assertThat(node.cache.get("k")).isEqualTo("new");
        assertThat(node.stats().shardDrops()).isOne();
    }

    @Test
    void l2_afterASilenceLongerThanTheBound_isReadOnlyOnceTheServerIsProven() {
        Fleet.Node other = fleet.node("l1.maximumSize=0, " + Fleet.SPEC);
        assertThat(other.cache.get("k")).as("L2 holds it").isEqualTo("old");
        loseHeartbeats(other);
        fleet.server.failOver();
        assertThat(other.roundTripsOf(() -> assertThat(other.cache.get("k")).isEqualTo("new")))
                .as("it isn't asked")
                .isZero();
        fleet.time.advance(Fleet.HEARTBEAT);
        assertThat(other.stats().openShards()).isZero();
        assertThat(other.cache.get("k")).isEqualTo("new");
    }

    @Test
    void firstRead_ofANodeWithoutProof_waitsForItBeforeItReads() {
        Fleet.Node late = fleet.node(Fleet.SPEC.replace("l2.timeout=500ms", "l2.timeout=1m"));
        late.remote.holdReplies();
        fleet.time.advance(Fleet.MAX_STALENESS);
        CompletableFuture<String> read = late.cache.async().get("k");
        assertThat(late.roundTripsOf(late.remote::releaseReplies))
                .as("the read, once the heads have come")
                .isEqualTo(1);
        assertThat(read).isCompletedWithValue("old");
        assertThat(late.stats().l2Hits()).isOne();
        assertThat(late.roundTripsOf(() -> late.cache.get("k")))
                .as("it is in L1")
                .isZero();
    }

    @Test
    void newEpoch_hasTheNodeRepeatItsLastChanges() {
        Fleet.Node other = fleet.node();
        node.cache.invalidate("k");
        assertThat(other.cache.get("k")).isEqualTo("new");
        long applied = other.stats().invalidationsApplied();
        fleet.server.failOver();
        fleet.time.advance(Fleet.HEARTBEAT);
        assertThat(other.stats().invalidationsApplied()).isGreaterThan(applied);
        assertThat(node.stats().pendingInvalidations()).isZero();
        assertThat(node.stats().invalidationsSent()).isEqualTo(2);
        fleet.time.advance(Fleet.HEARTBEAT.multipliedBy(3));
        assertThat(node.stats().invalidationsSent()).as("once for each epoch").isEqualTo(2);
    }

    @Test
    void hit_ofAServerThatIsBehind_isNotServed() {
        fleet.source.values.put("other", "1");
        node.cache.get("other");
        InMemoryServer.Snapshot before = fleet.server.snapshot();
        Fleet.Node late = fleet.node();
        node.cache.invalidate("k");
        fleet.time.advance(Fleet.HEARTBEAT);
        fleet.time.advance(Fleet.MILLI);
        fleet.server.restore(before);
        assertThat(late.cache.get("k"))
                .as("the invalidation is lost, but not that there was one")
                .isEqualTo("new");
    }

    @Test
    void clear_ofThisNode_holdsOnAServerThatLostIt_beforeAllStepsAheadOfItWereHeard() {
        fleet.source.values.put("k", "old");
        Fleet.Node uncached = fleet.node("l1.maximumSize=0, " + Fleet.SPEC);
        uncached.cache.invalidate("k");
        assertThat(uncached.cache.get("k")).as("L2 holds it").isEqualTo("old");
        fleet.source.values.put("k", "new");
        InMemoryServer.Snapshot before = fleet.server.snapshot();
        uncached.remote.holdMessages();
        node.cache.invalidate("another");
        assertThat(uncached.cache.clear()).isEqualTo(Delivery.ACKNOWLEDGED);
        fleet.server.restore(before);
        assertThat(uncached.cache.get("k"))
                .as("the server has all the history that this node has applied, and not the clear")
                .isEqualTo("new");
    }

    @Test
    void change_onAnotherPrimary_beginsTheNewEpochAtOnce() {
        Fleet.Node late = fleet.node();
        fleet.server.failOver();
        late.cache.invalidate("another");
        assertThat(node.cache.get("k")).as("L1 has heard of the new epoch").isEqualTo("new");
        assertThat(late.cache.get("k")).isEqualTo("new");
    }

    /** Until the bound is over, though operations would work again. */
    private void loseHeartbeats(Fleet.Node silent) {
        silent.remote.failNext(Integer.MAX_VALUE);
        fleet.time.advance(Fleet.MAX_STALENESS);
        silent.remote.failNext(0);
        assertThat(silent.stats().openShards()).isOne();
    }
}
