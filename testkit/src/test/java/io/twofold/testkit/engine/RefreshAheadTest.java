package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.testkit.InMemoryRemote;
import io.twofold.testkit.engine.Fleet.Node;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entries that are replaced before they expire. */
class RefreshAheadTest {
    private static final String SPEC =
            Fleet.SPEC.replace("ttl=10m", "ttl=10s").replace("refresh.after=100%", "refresh.after=80%, refresh.beta=0");
    private static final Duration UNTIL_DUE = Duration.ofSeconds(8);

    private final Fleet fleet = new Fleet();
    private final Source source = fleet.source;
    private final ManualExecutor executor = new ManualExecutor();

    @BeforeEach
    void value() {
        source.values.put("k", "old");
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    private void loadEverywhere(Node... nodes) {
        for (Node node : nodes) {
            assertThat(node.cache.get("k")).isEqualTo("old");
        }
        assertThat(source.loads).hasValue(1);
        source.values.put("k", "new");
    }

    private void assertServed(Node node, String value) {
        assertThat(node.roundTripsOf(() -> assertThat(node.cache.get("k")).isEqualTo(value)))
                .as("round trips of a hit")
                .isZero();
    }

    @Test
    void hitBeforeItIsDue_refreshesNothing() {
        Node a = fleet.node(SPEC);
        loadEverywhere(a);
        fleet.time.advance(UNTIL_DUE.minus(Fleet.MILLI));
        assertServed(a, "old");
        assertThat(source.loads).hasValue(1);
        assertThat(a.stats().refreshes()).isZero();
    }

    @Test
    void hitWhenItIsDue_isServedAndRefreshedBehindIt() {
        Node a = fleet.node(SPEC, executor, new InMemoryRemote(fleet.server));
        CompletableFuture<String> first = a.cache.async().get("k");
        executor.runAll();
        assertThat(first).isCompletedWithValue("old");
        source.values.put("k", "new");
        fleet.time.advance(UNTIL_DUE);
        executor.runAll();

        assertServed(a, "old");
        assertServed(a, "old");
        assertThat(source.loads).as("nobody waits for it").hasValue(1);
        executor.runAll();
        assertServed(a, "new");
        assertThat(source.loads).hasValue(2);
        assertThat(a.stats().refreshes()).isOne();
    }

    @Test
    void refreshByOneNode_isTakenByTheOthersFromL2() {
        Node a = fleet.node(SPEC);
        Node b = fleet.node(SPEC);
        loadEverywhere(a, b);
        fleet.time.advance(UNTIL_DUE);
        assertThat(a.cache.get("k")).as("the hit that offers it").isEqualTo("old");
        assertServed(a, "new");

        assertThat(b.cache.get("k")).as("is told, and reads behind this hit").isEqualTo("old");
        assertServed(b, "new");
        assertThat(source.loads).hasValue(2);
    }

    @Test
    void refreshByOneNode_whoseAnnouncementIsLost_isFoundByTheOthersWhenTheyAreDue() {
        Node a = fleet.node(SPEC);
        InMemoryRemote deaf = new InMemoryRemote(fleet.server);
        Node b = fleet.node(SPEC, Runnable::run, deaf);
        loadEverywhere(a, b);
        deaf.dropMessages(true);
        fleet.time.advance(UNTIL_DUE);
        a.cache.get("k");
        assertServed(a, "new");
        b.cache.get("k");
        assertServed(b, "new");
        assertThat(source.loads).hasValue(2);
    }

    @Test
    void refreshUnderWay_isNotBegunByAnotherNode() {
        Node a = fleet.node(SPEC, executor, new InMemoryRemote(fleet.server));
        CompletableFuture<String> first = a.cache.async().get("k");
        executor.runAll();
        assertThat(first).isCompletedWithValue("old");
        Node b = fleet.node(SPEC);
        loadEverywhere(b);
        fleet.time.advance(UNTIL_DUE);
        executor.runAll();
        a.cache.get("k");
        executor.runOne(); // asks for the lease
        assertThat(b.cache.get("k")).isEqualTo("old");
        assertThat(b.stats().waits()).as("it finds the lease taken").isOne();
        executor.runAll();
        assertThat(b.cache.get("k")).as("is woken").isEqualTo("new");
        assertServed(a, "new");
        assertThat(source.loads).hasValue(2);
    }

    @Test
    void invalidationDuringARefresh_rejectsItsValue() {
        Node a = fleet.node(SPEC);
        Node b = fleet.node(SPEC);
        loadEverywhere(a, b);
        fleet.time.advance(UNTIL_DUE);
        source.values.put("k", "read before the invalidation");
        source.afterReading(() -> {
            source.values.put("k", "newest");
            b.cache.invalidate("k");
        });
        a.cache.get("k");
        assertThat(a.cache.get("k")).isEqualTo("newest");
        assertThat(b.cache.get("k")).isEqualTo("newest");
    }

    @Test
    void refreshThatFails_isTriedAgainAndLeavesTheOldValue() {
        Node a = fleet.node(SPEC);
        loadEverywhere(a);
        fleet.time.advance(UNTIL_DUE);
        source.failOnce(new IllegalStateException("no luck"));
        a.cache.get("k");
        assertServed(a, "old");
        assertThat(a.stats().refreshFailures()).isOne();
        fleet.time.advance(Duration.ofMillis(499));
        assertServed(a, "old");
        assertThat(source.loads).hasValue(2);
        fleet.time.advance(Fleet.MILLI);
        a.cache.get("k");
        assertServed(a, "new");
        assertThat(source.loads).hasValue(3);
    }

    @Test
    void refresh_ofAKeyThatTheSourceHasNoMore_dropsIt() {
        Node a = fleet.node(SPEC);
        Node b = fleet.node(SPEC);
        loadEverywhere(a, b);
        source.values.remove("k");
        fleet.time.advance(UNTIL_DUE);
        assertThat(a.cache.get("k")).isEqualTo("old");
        assertThat(a.cache.get("k")).isNull();
        assertThat(b.cache.getIfPresent("k")).isNull();
    }

    @Test
    void refreshes_overTheLimitOfParallelOnes_arePutOff() {
        Node a = fleet.node(SPEC + ", refresh.parallel=2", executor, new InMemoryRemote(fleet.server));
        IntStream.range(0, 5).forEach(i -> {
            source.values.put("k" + i, "old");
            var unused = a.cache.async().get("k" + i);
        });
        executor.runAll();
        fleet.time.advance(UNTIL_DUE);
        executor.runAll();
        IntStream.range(0, 5).forEach(i -> a.cache.get("k" + i));
        assertThat(a.stats().refreshesPutOff()).isEqualTo(3);
        executor.runAll();
        assertThat(source.loads).hasValue(7);
    }

    @Test
    void refreshes_overTheFleetsBudget_arePutOff() {
        Node a = fleet.node(SPEC + ", refresh.rate=3");
        Node b = fleet.node(SPEC + ", refresh.rate=3");
        IntStream.range(0, 10).forEach(i -> {
            source.values.put("k" + i, "old");
            a.cache.get("k" + i);
        });
        IntStream.range(0, 10).forEach(i -> b.cache.get("k" + i));
        fleet.time.advance(UNTIL_DUE);
        IntStream.range(0, 5).forEach(i -> a.cache.get("k" + i));
        IntStream.range(5, 10).forEach(i -> b.cache.get("k" + i));
        assertThat(source.loads).as("3 more than at first").hasValue(13);
        assertThat(a.stats().refreshesPutOff() + b.stats().refreshesPutOff()).isEqualTo(7);
        fleet.time.advance(Duration.ofSeconds(1));
        IntStream.range(0, 10).forEach(i -> a.cache.get("k" + i));
        assertThat(source.loads).hasValue(16);
    }

    @Test
    void entryNearTheEndOfItsLifeInL1_isReadAgainFromL2BehindAHit() {
        Node a = fleet.node(SPEC + ", l1.ttl=2s");
        loadEverywhere(a);
        fleet.time.advance(Duration.ofMillis(1_600));
        assertThat(a.cache.get("k")).isEqualTo("old");
        fleet.time.advance(Duration.ofMillis(1_500));
        assertServed(a, "old");
        assertThat(source.loads).hasValue(1);
    }

    @Test
    void explicitLoader_refreshesWithItself() {
        Node a = fleet.node(SPEC, builder -> builder);
        assertThat(a.cache.get("k", key -> "of the call")).isEqualTo("of the call");
        fleet.time.advance(UNTIL_DUE);
        assertThat(a.cache.getIfPresent("k"))
                .as("has nothing to refresh it with")
                .isEqualTo("of the call");
        assertThat(a.cache.get("k", key -> "of the next call")).isEqualTo("of the call");
        assertThat(a.cache.get("k", key -> "unused")).isEqualTo("of the next call");
    }

    @Test
    void costlyLoads_areRefreshedEarlier() {
        String spec = SPEC.replace("refresh.beta=0", "refresh.beta=2");
        Node a = fleet.node(spec);
        Node b = fleet.node(spec);
        source.afterReading(() -> fleet.time.advance(Duration.ofSeconds(3)));
        loadEverywhere(a, b);
        // the test's random number is a half: 3 s x 2 x ln 2 = 4.16 s before the end
        fleet.time.advance(Duration.ofMillis(5_800));
        assertServed(b, "old");
        fleet.time.advance(Duration.ofMillis(100));
        b.cache.get("k");
        assertServed(b, "new");
        assertThat(source.loads).hasValue(2);
    }
}
