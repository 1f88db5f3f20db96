package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.TieredCache;
import io.twofold.testkit.Await;
import io.twofold.testkit.FakeRandom;
import io.twofold.testkit.InMemoryRemote;
import io.twofold.testkit.engine.Fleet.Node;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long entries live, and how many. */
class LifetimeTest {
    private static final Duration TTL = Duration.ofSeconds(10);
    private static final String SPEC = Fleet.SPEC.replace("ttl=10m", "ttl=10s");

    private final Fleet fleet = new Fleet();
    private final Source source = fleet.source;

    @AfterEach
    void close() {
        fleet.close();
    }

    private void load(Node node) {
        source.values.put("k", "v");
        assertThat(node.cache.get("k")).isEqualTo("v");
    }

    @Test
    void entry_atTheEndOfItsTtl_isLoadedAgain() {
        Node a = fleet.node(SPEC);
        load(a);
        fleet.time.advance(TTL.minus(Fleet.MILLI));
        assertThat(a.cache.get("k")).isEqualTo("v");
        assertThat(source.loads).hasValue(1);
        fleet.time.advance(Fleet.MILLI);
        source.values.put("k", "later");
        assertThat(a.cache.get("k")).isEqualTo("later");
        assertThat(source.loads).hasValue(2);
    }

    @Test
    void entry_readFromL2_livesNoLongerThanWhatRemainsThere() {
        Node a = fleet.node(SPEC);
        Node b = fleet.node(SPEC);
        load(a);
        fleet.time.advance(TTL.dividedBy(2));
        load(b);
        assertThat(source.loads).hasValue(1);
        fleet.time.advance(TTL.dividedBy(2).minus(Fleet.MILLI));
        assertThat(b.roundTripsOf(() -> load(b))).isZero();
        fleet.time.advance(Fleet.MILLI);
        load(b);
        assertThat(source.loads).hasValue(2);
    }

    @Test
    void entry_thatWasPut_livesForTheTtl() {
        Node a = fleet.node(SPEC);
        a.cache.put("k", "put");
        fleet.time.advance(TTL.minus(Fleet.MILLI));
        assertThat(a.cache.getIfPresent("k")).isEqualTo("put");
        fleet.time.advance(Fleet.MILLI);
        assertThat(a.cache.getIfPresent("k")).isNull();
    }

    @Test
    void entry_pastItsL1Ttl_isReadFromL2() {
        Node a = fleet.node(SPEC + ", l1.ttl=2s");
        load(a);
        fleet.time.advance(Duration.ofMillis(1_999));
        assertThat(a.roundTripsOf(() -> load(a))).isZero();
        fleet.time.advance(Fleet.MILLI);
        assertThat(a.roundTripsOf(() -> load(a))).isOne();
        assertThat(a.roundTripsOf(() -> load(a))).isZero();
        assertThat(a.stats().l2Hits()).isOne();
        assertThat(source.loads).hasValue(1);
    }

    @Test
    void jitter_shortensLivesByUpToItsPart() {
        assertThat(lifeSeconds(0.0)).isEqualTo(10);
        assertThat(lifeSeconds(0.5)).isEqualTo(8);
        assertThat(lifeSeconds(0.999)).isEqualTo(7);
    }

    /** In how many whole seconds an entry's life ends, with a jitter of 40%. */
    private int lifeSeconds(double fraction) {
        try (Fleet own = new Fleet();
                var twofold =
                        own.manager(Runnable::run, new InMemoryRemote(own.server), FakeRandom.seeded(1, fraction))) {
            TieredCache<String, String> cache = twofold.cache("cache", String.class, String.class)
                    .spec(SPEC.replace("jitter=0%", "jitter=40%"))
                    .build();
            cache.put("k", "v");
            int seconds = 0;
            while (cache.getIfPresent("k") != null) {
                own.time.advance(Duration.ofSeconds(1));
                seconds++;
            }
            return seconds;
        }
    }

    @Test
    void l1_overItsMaximumSize_evicts() {
        Node a = fleet.node(SPEC + ", l1.maximumSize=10");
        IntStream.range(0, 100).forEach(i -> a.cache.put("key " + i, "v"));
        Await.until("L1 is within its bound", () -> a.stats().l1Size() <= 10);
        assertThat(a.stats().evictions()).isGreaterThanOrEqualTo(90);
        assertThat(IntStream.range(0, 100).filter(i -> a.cache.getIfPresent("key " + i) != null))
                .as("L2 has them all")
                .hasSize(100);
    }

    @Test
    void l1_ofNoSize_asksL2EachTime() {
        Node a = fleet.node(SPEC + ", l1.maximumSize=0");
        load(a);
        Await.until("L1 is empty", () -> a.stats().l1Size() == 0);
        assertThat(a.roundTripsOf(() -> load(a))).isOne();
        assertThat(source.loads).hasValue(1);
    }

    @Test
    void l1_boundByWeight_keepsWhatWeighsNoMore() {
        try (var twofold = fleet.manager(Runnable::run, new InMemoryRemote(fleet.server), FakeRandom.seeded(1))) {
            TieredCache<String, String> cache = twofold.cache("weighed", String.class, String.class)
                    .spec(SPEC + ", l1.maximumWeight=10")
                    .weigher((key, value) -> key.length() + value.length())
                    .build();
            IntStream.range(0, 9).forEach(i -> cache.put("" + i, "xxx"));
            TieredCache<String, String> tenant = cache.scoped("a tenant's name has no weight");
            tenant.put("k", "xxx");
            Await.until("two entries of weight 4 fit", () -> cache.stats().l1Size() <= 2);
            cache.put("k", "x".repeat(20));
            Await.until("one too heavy doesn't fit", () -> cache.stats().l1Size() <= 2);
            assertThat(cache.getIfPresent("k")).hasSize(20);
            assertThat(cache.stats().evictions()).isGreaterThanOrEqualTo(9);
        }
    }

    @Test
    void weigher_withoutAMaximumWeightOrTheOtherWayRound_isRefused() {
        try (var twofold = fleet.manager(Runnable::run, new InMemoryRemote(fleet.server), FakeRandom.seeded(1))) {
            assertThatThrownBy(() -> twofold.cache("c", String.class, String.class)
                            .spec(SPEC)
                            .weigher((key, value) -> 1)
                            .build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("'c'", "l1.maximumWeight");
            assertThatThrownBy(() -> twofold.cache("c", String.class, String.class)
                            .spec(SPEC + ", l1.maximumWeight=10")
                            .build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("'c'", "weigher");
        }
    }
}
