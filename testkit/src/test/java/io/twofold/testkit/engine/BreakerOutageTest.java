package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.Delivery;
import io.twofold.RemoteTierException;
import io.twofold.testkit.InMemoryRemote;
import io.twofold.testkit.engine.Fleet.Node;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who waits for a remote tier that doesn't answer, and for how long. */
class BreakerOutageTest {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Fleet fleet = new Fleet();
    private final Source source = fleet.source;
    private final Node node = fleet.node();

    @AfterEach
    void close() {
        fleet.close();
    }

    /** Has replies get lost until a heartbeat has noticed. */
    private void silence() {
        node.remote.holdReplies();
        fleet.time.advance(Fleet.HEARTBEAT.plus(Fleet.TIMEOUT));
        assertThat(node.stats().openShards()).isOne();
    }

    @Test
    void heartbeat_unanswered_spendsNoCallersTimeAnyMore() {
        silence();
        source.values.put("k", "v");
        CompletableFuture<String> read = node.cache.async().get("k");
        assertThat(read).as("without time passing").isCompletedWithValue("v");
        CompletableFuture<Delivery> change = node.cache.async().invalidate("k");
        assertThat(change).isCompletedWithValue(Delivery.PENDING);
        assertThat(node.cache.async().getAll(List.of("k", "other"))).isCompleted();
        assertThat(node.cache.async().getIfPresent("other")).isCompletedWithValue(null);
        assertThat(node.stats().breakerOpenings()).isOne();
    }

    @Test
    void openBreaker_sendsNothingForACaller() {
        silence();
        source.values.put("k", "v");
        long failures = node.stats().remoteFailures();
        assertThat(node.roundTripsOf(() -> {
                    node.cache.async().get("k");
                    node.cache.async().getAll(List.of("k", "other"));
                    node.cache.async().invalidate("k");
                    node.cache.async().put("k", "put");
                    node.cache.async().clear();
                    node.cache.async().explain("k");
                }))
                .isZero();
        assertThat(node.stats().remoteFailures()).isEqualTo(failures);
    }

    @Test
    void firstCalls_waitForOneTimeout_evenWithoutEvidence() {
        fleet.time.advance(Fleet.HEARTBEAT);
        node.remote.setReachable(false);
        fleet.time.advance(Fleet.MAX_STALENESS);
        node.remote.setReachable(true);
        node.remote.holdReplies();
        source.values.put("k", "v");
        CompletableFuture<String> read = node.cache.async().get("k");
        fleet.time.advance(Fleet.TIMEOUT);
        assertThat(read).isCompletedWithValue("v");
    }

    @Test
    void failures_inARow_openIt_andOneAnswerInBetweenDoesnt() {
        for (int i = 0; i < 4; i++) {
            node.remote.failNext(1);
            node.cache.get("failed-" + i);
        }
        node.cache.get("answered");
        for (int i = 4; i < 8; i++) {
            node.remote.failNext(1);
            node.cache.get("failed-" + i);
        }
        assertThat(node.stats().breakerOpenings()).isZero();
        node.remote.failNext(1);
        node.cache.get("failed-8");
        assertThat(node.stats().breakerOpenings()).isOne();
        assertThat(node.stats().openShards()).isOne();
        fleet.time.advance(PAUSE);
        assertThat(node.stats().openShards()).as("it answers heads").isZero();
    }

    @Test
    void getAll_unanswered_countsAsOneFailure() {
        node.remote.failNext(1);
        node.cache.getAll(List.of("1", "2", "3", "4", "5", "6", "7", "8"));
        assertThat(node.stats().breakerOpenings()).isZero();
    }

    @Test
    void changes_madeWhileOpen_areSentOnceItCloses() {
        Node other = fleet.node();
        source.values.put("k", "old");
        other.cache.get("k");
        silence();
        source.values.put("k", "new");
        assertThat(node.cache.invalidate("k")).isEqualTo(Delivery.PENDING);
        assertThat(other.cache.get("k")).isEqualTo("old");
        node.remote.releaseReplies();
        fleet.time.advance(PAUSE);
        assertThat(node.stats().openShards()).isZero();
        assertThat(node.stats().pendingInvalidations()).isZero();
        assertThat(other.cache.get("k")).isEqualTo("new");
        assertThat(node.cache.get("k")).isEqualTo("new");
    }

    @Test
    void fillUnderWay_whenItOpens_keepsTheValueInThisProcess() {
        source.values.put("k", "v");
        source.afterReading(this::silence);
        assertThat(node.cache.get("k")).isEqualTo("v");
        source.values.put("k", "other");
        assertThat(node.cache.get("k")).isEqualTo("v");
    }

    @Test
    void leaseOfAReadWhoseReplyWasLost_keepsNobodyWaitingOnceTheServerIsHeardOf() {
        Node other = fleet.node();
        source.values.put("k", "v");
        node.remote.holdReplies();
        CompletableFuture<String> lost = node.cache.async().get("k");
        fleet.time.advance(Fleet.TIMEOUT);
        assertThat(lost).isCompletedWithValue("v");
        CompletableFuture<String> waiting = other.cache.async().get("k");
        assertThat(waiting).as("the server granted what nobody heard of").isNotDone();
        node.remote.releaseReplies();
        fleet.time.advance(Fleet.HEARTBEAT.minus(Fleet.TIMEOUT));
        assertThat(waiting).isCompletedWithValue("v");
    }

    @Test
    void build_withoutRemoteTier_waitsForNobodyEither() {
        InMemoryRemote remote = new InMemoryRemote(fleet.server);
        remote.setReachable(false);
        Node late = fleet.node(remote);
        assertThat(late.stats().openShards()).isOne();
        remote.setReachable(true);
        assertThat(late.stats().openShards()).isZero();
        source.values.put("k", "v");
        node.cache.get("k");
        source.loads.set(0);
        assertThat(late.cache.get("k")).isEqualTo("v");
        assertThat(source.loads).as("it comes from L2").hasValue(0);
    }

    @Test
    void loadRate_boundsLoadsInAnOutage_andOnlyThen() {
        Node spared = fleet.node(Fleet.SPEC + ", outage.loadRate=10");
        source.values.put("k", "v");
        for (int i = 0; i < 100; i++) {
            spared.cache.get("well-" + i);
        }
        spared.remote.setReachable(false);
        assertThat(spared.cache.get("k")).isEqualTo("v");
        assertThat(spared.cache.get("k2")).isNull();
        assertThatThrownBy(() -> spared.cache.get("k3"))
                .isInstanceOf(RemoteTierException.class)
                .hasMessageContainingAll("'cache'", "outage.loadRate");
        assertThat(spared.cache.get("k")).as("L1 answers").isEqualTo("v");
        fleet.time.advance(Duration.ofMillis(100));
        assertThat(spared.cache.get("k3")).isNull();
    }
}
