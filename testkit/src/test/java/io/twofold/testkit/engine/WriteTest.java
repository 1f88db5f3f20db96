package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.Delivery;
import io.twofold.spi.CodecException;
import io.twofold.testkit.engine.Fleet.Node;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a change does here, in L2 and on other nodes. */
class WriteTest {
    private final Fleet fleet = new Fleet();
    private final Source source = fleet.source;
    private final Node a = fleet.node();
    private final Node b = fleet.node();

    @BeforeEach
    void cachedEverywhere() {
        for (String key : List.of("k", "other")) {
            source.values.put(key, "old");
            a.cache.get(key);
            b.cache.get(key);
        }
        source.loads.set(0);
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    private static void assertServesFromL1(Node node, String key, String value) {
        assertThat(node.roundTripsOf(
                        () -> assertThat(node.cache.getIfPresent(key)).isEqualTo(value)))
                .as("round trips for %s", key)
                .isZero();
    }

    private static void assertServesFromL2(Node node, String key, String value) {
        assertThat(node.roundTripsOf(
                        () -> assertThat(node.cache.getIfPresent(key)).isEqualTo(value)))
                .as("round trips for %s", key)
                .isOne();
    }

    @Test
    void put_ofANewValue_isServedByEveryNodeAtOnce() {
        assertThat(a.roundTripsOf(() -> assertThat(a.cache.put("k", "new")).isEqualTo(Delivery.ACKNOWLEDGED)))
                .isOne();
        assertServesFromL1(a, "k", "new");
        assertServesFromL2(b, "k", "new");
        assertServesFromL1(a, "other", "old");
        assertServesFromL1(b, "other", "old");
        assertThat(source.loads).hasValue(0);
        assertThat(a.stats().invalidationsSent()).isOne();
        assertThat(a.stats().invalidationsApplied()).isZero();
        assertThat(b.stats().invalidationsApplied()).isOne();
    }

    @Test
    void put_whoseEchoComesAfterTheAnswer_keepsTheOwnEntry() {
        a.remote.holdMessages();
        a.cache.put("k", "new");
        a.remote.releaseMessages();
        assertServesFromL1(a, "k", "new");
        assertThat(a.stats().gaps()).isZero();
    }

    @Test
    void put_thatAnotherNodesPutFollows_isReplacedEverywhere() {
        a.cache.put("k", "first");
        b.cache.put("k", "second");
        assertServesFromL1(b, "k", "second");
        assertServesFromL2(a, "k", "second");
    }

    @Test
    void put_overtakenByAnothersBeforeItsAnswer_doesNotInstall() {
        a.remote.holdReplies();
        var put = a.cache.async().put("k", "first");
        b.cache.put("k", "second");
        a.remote.releaseReplies();
        assertThat(put).isCompletedWithValue(Delivery.ACKNOWLEDGED);
        assertThat(a.cache.get("k")).isEqualTo("second");
        assertThat(b.cache.get("k")).isEqualTo("second");
    }

    @Test
    void put_racingALoadOnTheSameNode_wins() {
        a.cache.invalidate("k");
        source.afterReading(() -> a.cache.put("k", "put"));
        assertThat(a.cache.get("k")).isEqualTo("old");
        assertServesFromL1(a, "k", "put");
        assertServesFromL2(b, "k", "put");
        assertThat(a.stats().rejectedFills()).isOne();
    }

    @Test
    void put_racingALoadOnAnotherNode_wins() {
        a.cache.invalidate("k");
        source.afterReading(() -> b.cache.put("k", "put"));
        assertThat(a.cache.get("k")).isEqualTo("old");
        assertThat(a.cache.get("k")).isEqualTo("put");
        assertThat(b.cache.get("k")).isEqualTo("put");
        assertThat(a.stats().rejectedFills()).isOne();
    }

    @Test
    void load_thatBeginsAndEndsDuringAPut_doesNotReplaceIt() {
        a.cache.invalidate("k");
        a.remote.holdReplies();
        var put = a.cache.async().put("k", "put");
        var read = a.cache.async().get("k", key -> "loaded before the put");
        a.remote.releaseReplies();
        assertThat(put).isDone();
        assertThat(read).isDone();
        assertThat(a.cache.get("k")).isEqualTo("put");
        assertThat(b.cache.get("k")).isEqualTo("put");
    }

    @Test
    void put_ofWhatCannotBeEncoded_throwsAndLeavesNoValue() {
        source.values.remove("k");
        assertThatThrownBy(() -> a.cache.put("k", "half a pair \ud83d")).isInstanceOf(CodecException.class);
        assertThat(a.cache.getIfPresent("k")).isNull();
        assertThat(b.cache.getIfPresent("k")).isNull();
        assertThatThrownBy(() -> a.cache.put("k", "x".repeat(2 << 20)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("l2.maxValueSize");
    }

    @Test
    void putAll_putsEach_andRemoveInvalidates() {
        assertThat(a.cache.putAll(java.util.Map.of("k", "1", "l", "2"))).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(b.cache.getIfPresent("k")).isEqualTo("1");
        assertThat(b.cache.getIfPresent("l")).isEqualTo("2");
        assertThat(a.cache.removeAll(java.util.List.of("k", "l"))).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(b.cache.getIfPresent("k")).isNull();
    }

    @Test
    void invalidate_onOneNode_makesAMissOnEvery() {
        source.values.put("k", "new");
        assertThat(a.roundTripsOf(() -> assertThat(a.cache.invalidate("k")).isEqualTo(Delivery.ACKNOWLEDGED)))
                .isOne();
        assertThat(b.cache.get("k")).isEqualTo("new");
        assertThat(a.cache.get("k")).isEqualTo("new");
        assertThat(source.loads).hasValue(1);
        assertServesFromL1(a, "other", "old");
        assertServesFromL1(b, "other", "old");
    }

    @Test
    void invalidate_whoseEchoComesLate_doesNotHurt() {
        a.remote.holdMessages();
        a.cache.invalidate("k");
        a.cache.get("k");
        a.remote.releaseMessages();
        assertServesFromL1(a, "k", "old");
        assertThat(a.stats().gaps()).isZero();
    }

    @Test
    void invalidateAll_ofSomeKeys_makesAMissOfThoseOnly() {
        source.values.put("third", "old");
        b.cache.get("third");
        assertThat(a.cache.invalidateAll(List.of("k", "third", "k", "never cached")))
                .isEqualTo(Delivery.ACKNOWLEDGED);
        for (Node node : List.of(a, b)) {
            assertThat(node.cache.getIfPresent("k")).isNull();
            assertThat(node.cache.getIfPresent("third")).isNull();
            assertServesFromL1(node, "other", "old");
        }
        assertThat(a.stats().invalidationsSent()).isOne();
    }

    @Test
    void invalidateAll_ofNothing_asksNobody() {
        assertThat(a.roundTripsOf(
                        () -> assertThat(a.cache.invalidateAll(List.of())).isEqualTo(Delivery.ACKNOWLEDGED)))
                .isZero();
    }

    @Test
    void clear_onOneNode_makesAMissOfEverythingEverywhere() {
        assertThat(a.cache.clear()).isEqualTo(Delivery.ACKNOWLEDGED);
        for (Node node : List.of(a, b)) {
            assertThat(node.cache.getIfPresent("k")).isNull();
            assertThat(node.cache.getIfPresent("other")).isNull();
        }
        source.values.put("k", "new");
        assertThat(a.cache.get("k")).isEqualTo("new");
        assertServesFromL2(b, "k", "new");
        assertServesFromL1(a, "k", "new");
        assertThat(b.stats().invalidationsApplied()).isOne();
    }

    @Test
    void changes_ofManyShards_reachEach() {
        String spec = Fleet.SPEC.replace("l2.shards=1", "l2.shards=16");
        try (Fleet sharded = new Fleet()) {
            Node first = sharded.node(spec);
            Node second = sharded.node(spec);
            List<String> keys = java.util.stream.IntStream.range(0, 100)
                    .mapToObj(i -> "key " + i)
                    .toList();
            keys.forEach(key -> sharded.source.values.put(key, "old"));
            first.cache.getAll(keys);
            second.cache.getAll(keys);
            assertThat(first.roundTripsOf(() -> first.cache.invalidateAll(keys.subList(0, 50))))
                    .isBetween(2L, 16L);
            keys.forEach(key -> sharded.source.values.put(key, "new"));
            keys.subList(0, 50).forEach(key -> assertThat(second.cache.get(key)).isEqualTo("new"));
            keys.subList(50, 100)
                    .forEach(key -> assertThat(second.cache.get(key)).isEqualTo("old"));
            assertThat(first.roundTripsOf(first.cache::clear)).isEqualTo(16);
            keys.forEach(key -> assertThat(second.cache.get(key)).isEqualTo("new"));
        }
    }

    @Test
    void refresh_ofAnEntry_replacesItEverywhere() {
        source.values.put("k", "new");
        source.afterReading(() -> {
            assertServesFromL1(a, "k", "old");
            assertServesFromL1(b, "k", "old");
        });
        assertThat(a.cache.refresh("k")).isEqualTo("new");
        assertServesFromL1(a, "k", "new");
        assertThat(b.roundTripsOf(() -> assertThat(b.cache.get("k"))
                        .as("the hit behind which it is read again")
                        .isEqualTo("old")))
                .isOne();
        assertServesFromL1(b, "k", "new");
        assertThat(source.loads).hasValue(1);
    }

    @Test
    void refresh_ofWhatIsGone_dropsItEverywhere() {
        source.values.remove("k");
        assertThat(a.cache.refresh("k")).isNull();
        assertThat(a.cache.getIfPresent("k")).isNull();
        assertThat(b.cache.getIfPresent("k")).isNull();
    }

    @Test
    void refresh_whoseLoaderFails_throwsThatAndKeepsTheOldValue() {
        IOException failure = new IOException("no luck");
        source.failOnce(failure);
        assertThatThrownBy(() -> a.cache.refresh("k")).isSameAs(failure);
        assertServesFromL1(a, "k", "old");
        assertServesFromL1(b, "k", "old");
        source.values.put("k", "new");
        assertThat(b.cache.refresh("k")).as("the lease was released").isEqualTo("new");
    }

    @Test
    void refresh_whileAnotherNodeRefreshes_waitsForThatOne() {
        ManualExecutor executor = new ManualExecutor();
        Node slow = fleet.node(executor);
        source.values.put("k", "new");
        var first = slow.cache.async().refresh("k");
        executor.runOne(); // the lease is granted, the load waits
        var second = b.cache.async().refresh("k");
        fleet.time.advance(Fleet.HEARTBEAT);
        assertThat(second).as("the other is still at work").isNotDone();
        executor.runAll();
        assertThat(first).isCompletedWithValue("new");
        assertThat(second).isCompletedWithValue("new");
        assertThat(source.loads).hasValue(1);
    }

    @Test
    void refresh_whileAnotherNodeRefreshesAndItsWakeUpIsLost_loadsItself() {
        ManualExecutor executor = new ManualExecutor();
        Node slow = fleet.node(executor);
        source.values.put("k", "new");
        var first = slow.cache.async().refresh("k");
        executor.runOne();
        var second = b.cache.async().refresh("k");
        b.remote.dropMessages(true);
        executor.runAll();
        assertThat(first).isCompletedWithValue("new");
        assertThat(second).isNotDone();
        fleet.time.advance(Fleet.HEARTBEAT);
        assertThat(second).isCompletedWithValue("new");
    }

    @Test
    void refresh_ofAMissingKey_loadsIt() {
        source.values.put("fresh", "v");
        assertThat(a.cache.refresh("fresh")).isEqualTo("v");
        assertServesFromL1(a, "fresh", "v");
        assertServesFromL2(b, "fresh", "v");
    }
}
