package io.twofold.redis.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.Delivery;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.Await;
import io.twofold.testkit.EmbeddedRedis;
import io.twofold.testkit.RedisAdmin;
import io.twofold.testkit.TcpProxy;
import io.twofold.testkit.TcpProxy.Direction;
import io.twofold.testkit.TcpProxy.Traffic;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A fleet on one server that fails, or does harm of its own; the last node reaches it through a proxy. */
@Tag("topology")
class ServerFaultsTest {
    private static final int KEY = 5;

    private final EmbeddedRedis server = EmbeddedRedis.start("--client-output-buffer-limit", "pubsub 256kb 128kb 1");
    private final TcpProxy proxy = TcpProxy.to(server);
    private final RedisAdmin admin = RedisAdmin.of(server);
    private TestFleet fleet;

    @BeforeEach
    void open() throws Exception {
        fleet = new TestFleet(node -> RedisTier.recommendedConfig(node == 2 ? proxy.uri() : server.uri()));
        fleet.assertWorks();
    }

    @AfterEach
    void close() {
        fleet.close();
        admin.close();
        proxy.close();
        server.close();
    }

    @Test
    void serverRestartedEmpty_isFilledAgain() throws Exception {
        try (StalenessWatch watch = new StalenessWatch(fleet)) {
            watch.awaitChanges(100);
            server.kill();
            server.restart();
            watch.awaitChanges(300);
            watch.assertNothingStale();
        }
        fleet.awaitWorking();
        fleet.assertWorks();
    }

    @Test
    void slowSubscriber_killedByTheServer_catchesUp() throws Exception {
        List<Integer> many =
                IntStream.range(0, 20_000).map(i -> 2_000_000 + i).boxed().toList();
        long subscribers = subscribers();
        assertThat(subscribers).isPositive();
        proxy.hold(Traffic.SUBSCRIPTIONS, Direction.TO_CLIENT);
        Await.until("the server has given up on a subscriber", () -> {
            fleet.node(0).invalidateAll(many);
            return subscribers() < subscribers;
        });
        long version = fleet.change(KEY);
        assertThat(fleet.node(0).invalidate(KEY)).isEqualTo(Delivery.ACKNOWLEDGED);
        fleet.awaitEveryone(KEY, version);
        proxy.heal();
        fleet.awaitWorking();
        fleet.assertWorks();
    }

    private long subscribers() {
        return admin.text("CLIENT", "LIST", "TYPE", "pubsub").lines().count();
    }

    @Test
    void subscribersKilled_subscribeAgain() throws Exception {
        long subscribers = subscribers();
        assertThat(admin.number("CLIENT", "KILL", "TYPE", "pubsub")).isEqualTo(subscribers);
        long version = fleet.change(KEY);
        assertThat(fleet.node(0).invalidate(KEY)).isEqualTo(Delivery.ACKNOWLEDGED);
        fleet.awaitEveryone(KEY, version);
        Await.until("all have subscribed again", () -> subscribers() >= subscribers);
        fleet.awaitWorking();
        fleet.assertWorks();
    }

    @Test
    void serverStopped_goesOn() throws Exception {
        try (StalenessWatch watch = new StalenessWatch(fleet)) {
            watch.awaitChanges(50);
            server.pause();
            long failures = fleet.node(1).stats().remoteFailures();
            Await.until("the others notice", () -> fleet.node(1).stats().remoteFailures() > failures);
            server.resume();
            watch.awaitChanges(200);
            watch.assertNothingStale();
        }
        fleet.awaitWorking();
        fleet.assertWorks();
    }

    @Test
    void scriptCacheFlushed_isLoadedAgain() throws Exception {
        admin.command("SCRIPT", "FLUSH");
        fleet.assertWorks();
    }

    @Test
    void databaseFlushed_startsAnew() throws Exception {
        try (StalenessWatch watch = new StalenessWatch(fleet)) {
            watch.awaitChanges(100);
            admin.command("FLUSHALL");
            watch.awaitChanges(200);
            watch.assertNothingStale();
        }
        fleet.awaitWorking();
        fleet.assertWorks();
    }
}
