package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.Delivery;
import io.twofold.Explanation;
import io.twofold.Explanation.Answer;
import io.twofold.Explanation.Flight;
import io.twofold.Explanation.L1State;
import io.twofold.Explanation.L2State;
import io.twofold.OngoingWrite;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.testkit.InMemoryServer;
import io.twofold.testkit.engine.Fleet.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node tells of a key, in each state that a key may be in. */
class ExplainTest {
    private final Fleet fleet = new Fleet();
    private final Node a = fleet.node();
    private final Node b = fleet.node();

    @BeforeEach
    void fill() {
        fleet.source.values.put("k", "v");
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    private static Explanation explain(Node node) {
        return node.cache.explain("k");
    }

    @Test
    void keyThatNobodyHolds_wouldBeLoaded() {
        Explanation told = explain(a);
        assertThat(told.l1().state()).isEqualTo(L1State.ABSENT);
        assertThat(told.flight()).isEqualTo(Flight.NONE);
        assertThat(told.pending()).isFalse();
        assertThat(told.l2().answered()).isTrue();
        assertThat(told.l2().entry()).isNull();
        assertThat(told.next().answer()).isEqualTo(Answer.LOAD);
        assertThat(told.next().because()).isEqualTo("no tier holds the key");
    }

    @Test
    void keyThatWasLoaded_isServedFromL1() {
        fleet.source.afterReading(() -> fleet.time.advance(Duration.ofMillis(7)));
        a.cache.get("k");
        fleet.time.advance(Duration.ofMillis(1_200));
        Explanation told = explain(a);
        assertThat(told.l1().state()).isEqualTo(L1State.SERVABLE);
        assertThat(told.l1().age()).isBetween(Duration.ofMillis(1_206), Duration.ofMillis(1_208));
        assertThat(told.l1().remaining()).isEqualTo(Duration.ofMinutes(10).minusMillis(1_207));
        assertThat(told.shard().number()).isZero();
        assertThat(told.shard().applied()).isEqualTo(told.l2().head());
        assertThat(told.shard().evidenceAge()).isLessThanOrEqualTo(Fleet.HEARTBEAT);
        assertThat(told.l2().entry().state()).isEqualTo(L2State.SERVABLE);
        assertThat(told.l2().entry().loadCost()).isEqualTo(Duration.ofMillis(7));
        assertThat(told.l2().entry().madeAt().toEpochMilli()).isEqualTo(fleet.time.epochMillis() - 1_200);
        assertThat(told.next().answer()).isEqualTo(Answer.L1);
    }

    @Test
    void text_hasALineForEachTier() {
        a.cache.get("k");
        assertThat(explain(a).toString().lines().map(line -> line.strip().split("[ ,]")[0]))
                .containsExactly("cache", "L1", "shard", "flight", "outbox", "L2", "lease", "writes", "the");
        assertThat(explain(a).toString())
                .startsWith("cache 'cache', key k")
                .endsWith("the next read would be: served from L1, because its entry is servable");
    }

    @Test
    void keyThatAnotherNodeLoaded_isReadFromL2AndNothingIsTouched() {
        b.cache.get("k");
        assertThat(a.roundTripsOf(() -> explain(a))).isOne();
        assertThat(explain(a).next().answer()).isEqualTo(Answer.L2);
        assertThat(explain(a)).isEqualTo(explain(a));
        assertThat(a.stats().l1Size()).isZero();
        assertThat(a.stats().l2Hits()).isZero();
        assertThat(fleet.source.loads).hasValue(1);
    }

    @Test
    void entryThatExpiredInL1_saysSo() {
        Node brief = fleet.node(Fleet.SPEC + ", l1.ttl=1s");
        brief.cache.get("k");
        fleet.time.advance(Duration.ofSeconds(3));
        Explanation told = explain(brief);
        assertThat(told.l1().state()).isEqualTo(L1State.EXPIRED);
        assertThat(told.l1().remaining()).isEqualTo(Duration.ofSeconds(-2));
        assertThat(told.toString()).contains("over for 2s");
        assertThat(told.next().answer()).isEqualTo(Answer.L2);
    }

    @Test
    void redisAway_saysSoAndThatEvidenceIsMissing() {
        a.cache.get("k");
        a.remote.setReachable(false);
        fleet.time.advance(Fleet.MAX_STALENESS);
        Explanation told = explain(a);
        assertThat(told.l1().state()).isEqualTo(L1State.NO_EVIDENCE);
        assertThat(told.l2().answered()).isFalse();
        assertThat(told.next().answer()).isEqualTo(Answer.LOAD);
        assertThat(told.next().because()).contains("the remote tier doesn't answer");
        assertThat(told.toString()).contains("doesn't answer");
    }

    @Test
    void clear_leavesAnEntryInEachTierThatIsNotServable() {
        a.cache.get("k");
        b.cache.clear();
        Explanation told = explain(a);
        assertThat(told.l1().state()).isEqualTo(L1State.SHARD_DROPPED);
        assertThat(told.l2().entry().state()).isEqualTo(L2State.BELOW_FLOOR);
        assertThat(told.next().answer()).isEqualTo(Answer.LOAD);
        assertThat(a.cache.getIfPresent("k")).isNull();
    }

    @Test
    void invalidatedTag_leavesAnEntryInEachTierThatIsNotServable() {
        a.cache.put("k", "v", List.of("red"));
        assertThat(explain(a).l2().entry().tags()).isOne();
        b.cache.invalidateTag("red");
        Explanation told = explain(a);
        assertThat(told.l1().state()).isEqualTo(L1State.TAG_INVALIDATED);
        assertThat(told.l2().entry().state()).isEqualTo(L2State.BELOW_TAG_FLOOR);
        assertThat(told.next().answer()).isEqualTo(Answer.LOAD);
    }

    @Test
    void loadUnderWay_isJoinedHereAndWaitedForElsewhere() {
        List<Explanation> told = new ArrayList<>();
        fleet.source.afterReading(() -> {
            told.add(explain(a));
            told.add(explain(b));
            a.cache.invalidate("k");
            told.add(explain(a));
        });
        a.cache.get("k");
        assertThat(told.get(0).flight()).isEqualTo(Flight.JOINABLE);
        assertThat(told.get(0).l2().lease().ours()).isTrue();
        assertThat(told.get(0).next().answer()).isEqualTo(Answer.FLIGHT);
        assertThat(told.get(1).flight()).isEqualTo(Flight.NONE);
        assertThat(told.get(1).l2().lease().ours()).isFalse();
        assertThat(told.get(1).l2().lease().node())
                .isEqualTo(told.get(0).l2().lease().node());
        assertThat(told.get(1).next().answer()).isEqualTo(Answer.WAIT);
        assertThat(told.get(2).flight()).isEqualTo(Flight.FENCED);
        assertThat(told.get(2).l2().lease()).isNull();
        assertThat(told.get(2).next().answer()).isEqualTo(Answer.LOAD);
        assertThat(explain(a).flight()).isEqualTo(Flight.NONE);
    }

    @Test
    void writeInProgress_isToldWithItsWriter() {
        OngoingWrite write = a.cache.beginWrite(List.of("k"));
        Explanation told = explain(b);
        assertThat(told.l2().guards()).singleElement().satisfies(guard -> {
            assertThat(guard.ours()).isFalse();
            assertThat(guard.remaining()).isEqualTo(Duration.ofSeconds(10));
        });
        assertThat(told.next().because()).contains("a write of the key is in progress");
        assertThat(explain(a).l2().guards()).singleElement().matches(Explanation.Holder::ours);
        write.end();
        assertThat(explain(b).l2().guards()).isEmpty();
    }

    @Test
    void changeThatIsPending_isTold() {
        b.cache.get("k");
        a.remote.failNext(1);
        assertThat(a.cache.invalidate("k")).isEqualTo(Delivery.PENDING);
        Explanation told = explain(a);
        assertThat(told.pending()).isTrue();
        assertThat(told.l2().entry().state()).isEqualTo(L2State.SERVABLE);
        assertThat(told.next().answer()).isEqualTo(Answer.LOAD);
        fleet.time.advance(Fleet.HEARTBEAT);
        assertThat(explain(a).pending()).isFalse();
    }

    @Test
    void lostControlData_areToldAndNotMadeAnew() {
        b.cache.get("k");
        fleet.server.loseControl(0);
        Explanation told = explain(a);
        assertThat(told.l2().head()).isNull();
        assertThat(told.l2().entry().state()).isEqualTo(L2State.OTHER_EPOCH);
        assertThat(explain(a).l2().head()).isNull();
    }

    @Test
    void serverThatIsBehind_isToldByItsEntry() {
        a.cache.get("k");
        InMemoryServer.Snapshot before = fleet.server.snapshot();
        a.cache.invalidate("k");
        fleet.server.restore(before);
        assertThat(explain(a).l2().entry().state()).isEqualTo(L2State.BELOW_GUARD);
        assertThat(explain(a).next().answer()).isEqualTo(Answer.LOAD);
    }

    @Test
    void tenantsKey_isNamedWithItsTenant() {
        TieredCache<String, String> acme = a.cache.scoped("acme");
        acme.get("k");
        assertThat(acme.explain("k").key()).isEqualTo("acme/k");
        assertThat(acme.explain("k").next().answer()).isEqualTo(Answer.L1);
        assertThat(explain(a).l1().state()).isEqualTo(L1State.ABSENT);
    }

    @Test
    void cacheOfThisProcessOnly_hasNothingToTellOfL2() {
        try (Twofold twofold = Twofold.builder().time(fleet.time).build()) {
            TieredCache<String, String> cache = twofold.cache("cache", String.class, String.class)
                    .spec("ttl=10m")
                    .loader(fleet.source)
                    .build();
            assertThat(cache.explain("k").next().answer()).isEqualTo(Answer.LOAD);
            cache.get("k");
            Explanation told = cache.async().explain("k").join();
            assertThat(told.shard()).isNull();
            assertThat(told.l2()).isNull();
            assertThat(told.next().answer()).isEqualTo(Answer.L1);
            assertThat(told.toString()).doesNotContain("L2");
        }
    }

    @Test
    void closedCache_explainsNothing() {
        a.twofold.close();
        assertThatThrownBy(() -> explain(a)).isInstanceOf(IllegalStateException.class);
    }
}
