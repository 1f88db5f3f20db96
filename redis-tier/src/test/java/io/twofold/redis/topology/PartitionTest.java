package io.twofold.redis.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.Delivery;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.Await;
import io.twofold.testkit.EmbeddedRedis;
import io.twofold.testkit.TcpProxy;
import io.twofold.testkit.TcpProxy.Direction;
import io.twofold.testkit.TcpProxy.Traffic;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A fleet on one server, of which two nodes reach it through a network that fails; the first writes. */
@Tag("topology")
class PartitionTest {
    private static final int KEY = 5;

    private static EmbeddedRedis server;

    private final List<TcpProxy> proxies = List.of(TcpProxy.to(server), TcpProxy.to(server), TcpProxy.to(server));
    private TestFleet fleet;

    @BeforeAll
    static void start() {
        server = EmbeddedRedis.start();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @BeforeEach
    void open() {
        fleet = new TestFleet(
                node -> RedisTier.recommendedConfig(proxies.get(node).uri()));
    }

    @AfterEach
    void close() {
        fleet.close();
        proxies.forEach(TcpProxy::close);
    }

    private void forOthers(Consumer<TcpProxy> harm) {
        proxies.stream().skip(1).forEach(harm);
    }

    @ParameterizedTest
    @CsvSource({"ALL, BOTH", "ALL, TO_CLIENT", "COMMANDS, BOTH", "SUBSCRIPTIONS, TO_CLIENT"})
    void halfOpenConnections_boundStaleness_andHeal(Traffic traffic, Direction direction) throws Exception {
        try (StalenessWatch watch = new StalenessWatch(fleet)) {
            watch.awaitChanges(50);
            forOthers(proxy -> proxy.hold(traffic, direction));
            long version = fleet.change(KEY);
            assertThat(fleet.node(0).invalidate(KEY)).isEqualTo(Delivery.ACKNOWLEDGED);
            fleet.awaitAtLeast(KEY, version);
            watch.awaitChanges(200);
            forOthers(TcpProxy::heal);
            watch.awaitChanges(200);
            watch.assertNothingStale();
        }
        fleet.awaitWorking();
        fleet.assertWorks();
    }

    @ParameterizedTest
    @CsvSource({"ALL", "COMMANDS", "SUBSCRIPTIONS"})
    void connectionsCut_againAndAgain_areMadeAnew(Traffic traffic) throws Exception {
        try (StalenessWatch watch = new StalenessWatch(fleet)) {
            for (int i = 0; i < 5; i++) {
                watch.awaitChanges(40);
                forOthers(proxy -> proxy.cut(traffic));
            }
            watch.awaitChanges(100);
            watch.assertNothingStale();
        }
        fleet.awaitWorking();
        fleet.assertWorks();
    }

    @Test
    void serverRefusing_isBackWhenItAcceptsAgain() throws Exception {
        forOthers(TcpProxy::refuse);
        forOthers(proxy -> proxy.cut(Traffic.ALL));
        long version = fleet.change(KEY);
        assertThat(fleet.node(0).invalidate(KEY)).isEqualTo(Delivery.ACKNOWLEDGED);
        fleet.awaitEveryone(KEY, version);
        long next = fleet.change(KEY);
        assertThat(fleet.node(1).invalidate(KEY)).isEqualTo(Delivery.PENDING);
        assertThat(fleet.node(1).get(KEY)).isEqualTo(next);
        forOthers(TcpProxy::heal);
        Await.until("nothing is pending", () -> fleet.node(1).stats().pendingInvalidations() == 0);
        fleet.awaitEveryone(KEY, next);
        fleet.awaitWorking();
        fleet.assertWorks();
    }
}
