package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.Delivery;
import io.twofold.testkit.InMemoryRemote;
import io.twofold.testkit.engine.Fleet.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a node does without L2, and once L2 is back. */
class OutageTest {
    private final Fleet fleet = new Fleet();
    private final Source source = fleet.source;
    private final Node a = fleet.node();
    private final Node b = fleet.node();

    @AfterEach
    void close() {
        fleet.close();
    }

    private void cached(String... keys) {
        for (String key : keys) {
            source.values.put(key, "old");
            a.cache.get(key);
            b.cache.get(key);
        }
        source.loads.set(0);
    }

    @Test
    void outage_letsEntriesBeServedUntilMaxStalenessThenLoadsOncePerMaxStaleness() {
        cached("k");
        a.remote.setReachable(false);
        fleet.time.advance(Fleet.MAX_STALENESS.minus(Fleet.MILLI));
        assertThat(a.cache.get("k")).isEqualTo("old");
        assertThat(source.loads).hasValue(0);
        fleet.time.advance(Fleet.MILLI);
        for (int loads = 1; loads < 4; loads++) {
            assertThat(a.cache.get("k")).isEqualTo("old");
            fleet.time.advance(Fleet.MAX_STALENESS.minus(Fleet.MILLI));
            assertThat(a.cache.get("k")).isEqualTo("old");
            assertThat(source.loads).hasValue(loads);
            fleet.time.advance(Fleet.MILLI);
        }
        assertThat(a.stats().remoteFailures()).isPositive();
    }

    @Test
    void loadThatTakesLongerThanMaxStaleness_answersNobodyWhoComesAfter() {
        source.values.put("k", "old");
        a.remote.setReachable(false);
        List<CompletableFuture<String>> late = new ArrayList<>();
        source.afterReading(() -> {
            source.values.put("k", "new");
            b.cache.invalidate("k");
            fleet.time.advance(Fleet.MAX_STALENESS.plus(Fleet.MILLI));
            late.add(a.cache.async().get("k"));
        });
        assertThat(a.cache.get("k")).isEqualTo("old");
        assertThat(late).singleElement().satisfies(read -> assertThat(read).isCompletedWithValue("new"));
    }

    @Test
    void outage_ofReads_loadsFromTheSource() {
        source.values.put("1", "one");
        source.values.put("2", "two");
        a.remote.setReachable(false);
        assertThat(a.cache.getAll(List.of("1", "nowhere", "2"))).containsOnlyKeys("1", "2");
        assertThat(a.cache.getIfPresent("3")).isNull();
        assertThat(a.cache.get("1")).isEqualTo("one");
        assertThat(source.loads).hasValue(3);
        assertThat(a.cache.refresh("1")).isEqualTo("one");
    }

    @Test
    void replyThatIsLost_countsAsAFailureAfterTheTimeout() {
        source.values.put("k", "v");
        a.remote.holdReplies();
        CompletableFuture<String> read = a.cache.async().get("k");
        fleet.time.advance(Fleet.TIMEOUT.minus(Fleet.MILLI));
        assertThat(read).isNotDone();
        fleet.time.advance(Fleet.MILLI);
        assertThat(read).isCompletedWithValue("v");
        assertThat(a.stats().remoteFailures()).isPositive();
    }

    @Test
    void invalidation_withoutL2_isPendingAndReplayedOnReturn() {
        cached("k", "other");
        a.remote.setReachable(false);
        source.values.put("k", "new");
        assertThat(a.cache.invalidate("k")).isEqualTo(Delivery.PENDING);
        assertThat(a.stats().pendingInvalidations()).isOne();
        assertThat(a.stats().invalidationsSent()).isZero();
        assertThat(a.cache.get("k")).isEqualTo("new");
        assertThat(b.cache.get("k")).as("it can't know yet").isEqualTo("old");

        a.remote.setReachable(true);
        assertThat(a.stats().pendingInvalidations()).isZero();
        assertThat(a.stats().invalidationsSent()).isOne();
        assertThat(b.cache.get("k")).isEqualTo("new");
        assertThat(a.cache.get("k")).isEqualTo("new");
        assertThat(a.cache.invalidate("k")).isEqualTo(Delivery.ACKNOWLEDGED);
    }

    @Test
    void invalidation_thatFailsOnce_isReplayedByTheNextHeartbeat() {
        cached("k");
        source.values.put("k", "new");
        a.remote.failNext(1);
        assertThat(a.cache.invalidate("k")).isEqualTo(Delivery.PENDING);
        assertThat(a.cache.get("k")).as("L2 is known to be wrong").isEqualTo("new");
        fleet.time.advance(Fleet.HEARTBEAT);
        assertThat(a.stats().pendingInvalidations()).isZero();
        assertThat(b.cache.get("k")).isEqualTo("new");
        assertThat(a.cache.get("k")).isEqualTo("new");
    }

    @Test
    void invalidation_whoseReplyIsLost_isPendingAndRepeated() {
        cached("k");
        source.values.put("k", "new");
        a.remote.holdReplies();
        CompletableFuture<Delivery> delivery = a.cache.async().invalidate("k");
        fleet.time.advance(Fleet.TIMEOUT);
        assertThat(delivery).isCompletedWithValue(Delivery.PENDING);
        a.remote.releaseReplies();
        fleet.time.advance(Fleet.HEARTBEAT);
        assertThat(a.stats().pendingInvalidations()).isZero();
        assertThat(a.cache.get("k")).isEqualTo("new");
        assertThat(b.cache.get("k")).isEqualTo("new");
    }

    @Test
    void put_withoutL2_isServedHereAndAMissElsewhereOnReturn() {
        cached("k");
        a.remote.setReachable(false);
        assertThat(a.cache.put("k", "put")).isEqualTo(Delivery.PENDING);
        assertThat(a.cache.get("k")).isEqualTo("put");
        source.values.put("k", "put");
        a.remote.setReachable(true);
        assertThat(b.cache.get("k")).isEqualTo("put");
        assertThat(source.loads).hasValue(1);
    }

    @Test
    void clear_withoutL2_isReplayedOnReturn() {
        cached("k", "other");
        a.remote.setReachable(false);
        assertThat(a.cache.clear()).isEqualTo(Delivery.PENDING);
        source.values.put("k", "new");
        assertThat(a.cache.get("k")).isEqualTo("new");
        a.remote.setReachable(true);
        assertThat(a.stats().pendingInvalidations()).isZero();
        assertThat(b.cache.get("k")).isEqualTo("new");
        assertThat(b.cache.getIfPresent("other")).isNull();
    }

    @Test
    void changeByAnotherNodeDuringTheOutage_isFoundOnReturn() {
        cached("k", "other");
        a.remote.setReachable(false);
        source.values.put("k", "new");
        b.cache.invalidate("k");
        assertThat(a.cache.get("k")).isEqualTo("old");
        a.remote.setReachable(true);
        assertThat(a.cache.get("k")).isEqualTo("new");
    }

    @Test
    void build_withoutL2_worksInTheProcessAndJoinsOnReturn() {
        InMemoryRemote remote = new InMemoryRemote(fleet.server);
        remote.setReachable(false);
        Node late = fleet.node(remote);
        cached("shared");
        source.values.put("k", "old");
        assertThat(late.cache.get("k")).isEqualTo("old");
        assertThat(late.cache.get("k")).isEqualTo("old");
        assertThat(source.loads).hasValue(1);
        assertThat(b.cache.get("k")).isEqualTo("old");
        assertThat(source.loads).hasValue(2);
        source.values.put("k", "new");
        assertThat(late.cache.invalidate("k")).isEqualTo(Delivery.PENDING);

        remote.setReachable(true);
        assertThat(b.cache.get("k")).isEqualTo("new");
        source.loads.set(0);
        assertThat(late.cache.get("k")).isEqualTo("new");
        assertThat(late.cache.get("shared")).isEqualTo("old");
        assertThat(source.loads).as("both come from L2").hasValue(0);
        a.cache.invalidate("shared");
        source.values.put("shared", "new");
        assertThat(late.cache.get("shared")).isEqualTo("new");
    }

    @Test
    void build_withAnotherLayoutThanTheFleets_failsWithBothNumbers() {
        String other = Fleet.SPEC.replace("l2.shards=1", "l2.shards=4");
        assertThatThrownBy(() -> fleet.node(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'cache'", "l2.shards=4", "l2.shards=1");
    }

    @Test
    void build_withoutShardsInTheSpec_takesWhatTheTierSays() {
        cached("k");
        Node silent = fleet.node(Fleet.SPEC.replace("l2.shards=1, ", ""));
        source.values.put("k", "new");
        assertThat(silent.cache.get("k"))
                .as("found in L2, so in the same shard")
                .isEqualTo("old");
    }

    @Test
    void build_withAnotherLayoutFoundLater_neverUsesL2() {
        InMemoryRemote remote = new InMemoryRemote(fleet.server);
        remote.setReachable(false);
        Node odd = fleet.node(Fleet.SPEC.replace("l2.shards=1", "l2.shards=4"), Runnable::run, remote);
        cached("k");
        remote.setReachable(true);
        source.values.put("k", "new");
        assertThat(odd.cache.get("k")).isEqualTo("new");
        assertThat(odd.cache.get("k")).isEqualTo("new");
        assertThat(odd.cache.invalidate("k")).isEqualTo(Delivery.PENDING);
        assertThat(source.loads).hasValue(1);
        assertThat(b.cache.get("k")).as("nothing of it reached the fleet").isEqualTo("old");
        b.cache.invalidate("k");
        assertThat(odd.stats().invalidationsApplied())
                .as("and it hears nothing of the fleet")
                .isZero();
    }

    @Test
    void outage_withServe_servesOldEntriesUntilItEndsAndThenNothingStale() {
        Fleet.Node serving = fleet.node(Fleet.SPEC + ", onOutage=serve");
        Fleet.Node other = fleet.node();
        fleet.source.values.put("k", "old");
        assertThat(serving.cache.get("k")).isEqualTo("old");
        serving.remote.setReachable(false);
        fleet.source.values.put("k", "new");
        other.cache.invalidate("k");
        for (int i = 0; i < 20; i++) {
            fleet.time.advance(Fleet.HEARTBEAT);
            assertThat(serving.cache.get("k")).as("after beat %s", i).isEqualTo("old");
        }
        serving.remote.setReachable(true);
        fleet.time.advance(Fleet.HEARTBEAT);
        assertThat(serving.cache.get("k")).isEqualTo("new");
    }

    @Test
    void outage_withServe_keepsWhatIsLoadedInIt() {
        Fleet.Node serving = fleet.node(Fleet.SPEC + ", onOutage=serve");
        serving.remote.setReachable(false);
        fleet.time.advance(Fleet.MAX_STALENESS);
        fleet.source.values.put("k", "v");
        assertThat(serving.cache.get("k")).isEqualTo("v");
        int loads = fleet.source.loads.get();
        for (int i = 0; i < 20; i++) {
            fleet.time.advance(Fleet.HEARTBEAT);
            assertThat(serving.cache.get("k")).isEqualTo("v");
        }
        assertThat(fleet.source.loads).hasValue(loads);
    }

    @Test
    void silence_withServe_isNoOutage() {
        Fleet.Node serving = fleet.node(Fleet.SPEC + ", onOutage=serve");
        Fleet.Node other = fleet.node();
        fleet.source.values.put("k", "old");
        assertThat(serving.cache.get("k")).isEqualTo("old");
        serving.remote.dropMessages(true);
        fleet.source.values.put("k", "new");
        other.cache.invalidate("k");
        fleet.time.advance(Fleet.HEARTBEAT.plus(Fleet.OVERTAKEN));
        assertThat(serving.cache.get("k")).as("heads can be had").isEqualTo("new");
    }

    @Test
    void outage_withBypass_loadsForEveryRead() {
        Fleet.Node bypassing = fleet.node(Fleet.SPEC + ", onOutage=bypass");
        fleet.source.values.put("k", "1");
        assertThat(bypassing.cache.get("k")).isEqualTo("1");
        bypassing.remote.setReachable(false);
        fleet.time.advance(Fleet.MAX_STALENESS);
        fleet.source.values.put("k", "2");
        assertThat(bypassing.cache.get("k")).isEqualTo("2");
        fleet.source.values.put("k", "3");
        assertThat(bypassing.cache.get("k")).isEqualTo("3");
        bypassing.remote.setReachable(true);
        fleet.time.advance(Fleet.HEARTBEAT);
        int loads = fleet.source.loads.get();
        bypassing.cache.get("k");
        bypassing.cache.get("k");
        assertThat(fleet.source.loads).hasValueLessThanOrEqualTo(loads + 1);
    }
}
