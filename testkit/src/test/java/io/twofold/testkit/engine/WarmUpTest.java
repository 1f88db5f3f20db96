package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.testkit.InMemoryRemote;
import io.twofold.testkit.engine.Fleet.Node;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node that starts, and what the others used most. */
class WarmUpTest {
    private static final String SPEC = Fleet.SPEC + ", warmUp=3, l1.maximumSize=20";
    private static final Duration UNTIL_NOTED = Duration.ofMinutes(1);

    private final Fleet fleet = new Fleet();
    private final Source source = fleet.source;

    @BeforeEach
    void values() {
        IntStream.range(0, 20).forEach(i -> source.values.put("k" + i, "value " + i));
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    /** Reads twenty keys, three of them again and again. */
    private static void use(Node node) {
        IntStream.range(0, 20).forEach(i -> node.cache.get("k" + i));
        IntStream.range(0, 100).forEach(i -> node.cache.get("k" + i % 3));
    }

    private void assertWarm(Node node) {
        assertThat(node.stats().warmedEntries()).isEqualTo(3);
        assertThat(node.stats().l1Size()).isEqualTo(3);
        IntStream.range(0, 3)
                .forEach(i -> assertThat(node.roundTripsOf(
                                () -> assertThat(node.cache.get("k" + i)).isEqualTo("value " + i)))
                        .as("k%d is in L1", i)
                        .isZero());
    }

    @Test
    void start_readsWhatTheFleetUsesMost_andNothingFromTheSource() {
        use(fleet.node(SPEC));
        fleet.time.advance(UNTIL_NOTED);
        assertWarm(fleet.node(SPEC));
        assertThat(source.loads).hasValue(20);
    }

    @Test
    void start_afterTheOnlyNodeWasClosed_readsWhatThatUsedMost() {
        Node a = fleet.node(SPEC);
        use(a);
        a.twofold.close();
        assertWarm(fleet.node(SPEC));
    }

    @Test
    void start_whenL2HasNothingAnyMore_readsNothing() {
        use(fleet.node(SPEC));
        fleet.time.advance(UNTIL_NOTED.plusMinutes(11));
        Node b = fleet.node(SPEC);
        assertThat(b.stats().warmedEntries()).isZero();
        assertThat(source.loads).as("nobody has asked").hasValue(20);
    }

    @Test
    void keyThatWasInvalidatedSince_isNotRead() {
        Node a = fleet.node(SPEC);
        use(a);
        fleet.time.advance(UNTIL_NOTED);
        a.cache.invalidate("k1");
        assertThat(fleet.node(SPEC).stats().warmedEntries()).isEqualTo(2);
        assertThat(source.loads).hasValue(20);
    }

    @Test
    void start_whileTheRemoteTierIsAway_readsWhenItIsBack() {
        use(fleet.node(SPEC));
        fleet.time.advance(UNTIL_NOTED);
        InMemoryRemote remote = new InMemoryRemote(fleet.server);
        remote.setReachable(false);
        Node b = fleet.node(SPEC, Runnable::run, remote);
        assertThat(b.stats().warmedEntries()).isZero();
        remote.setReachable(true);
        fleet.time.advance(UNTIL_NOTED);
        assertWarm(b);
    }

    @Test
    void keysOfTenants_areReadForThem() {
        Node a = fleet.node(SPEC);
        a.cache.scoped("acme").get("k7");
        fleet.time.advance(UNTIL_NOTED);
        Node b = fleet.node(SPEC);
        assertThat(b.stats().warmedEntries()).isOne();
        assertThat(b.cache.getIfPresent("k7")).isNull();
        assertThat(b.roundTripsOf(
                        () -> assertThat(b.cache.scoped("acme").get("k7")).isEqualTo("value 7")))
                .isZero();
    }

    @Test
    void withoutTheSetting_nothingIsNotedOrRead() {
        Node a = fleet.node();
        use(a);
        assertThat(a.roundTripsOf(() -> fleet.time.advance(UNTIL_NOTED)))
                .as("heartbeats only")
                .isEqualTo(60);
        assertThat(fleet.node(SPEC).stats().warmedEntries()).isZero();
    }
}
