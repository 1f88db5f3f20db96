package io.twofold.redis.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.redis.RedisTier;
import io.twofold.testkit.Await;
import io.twofold.testkit.EmbeddedRedis;
import io.twofold.testkit.EmbeddedSentinel;
import io.twofold.testkit.RedisAdmin;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.redisson.config.Config;

/** A fleet on a primary that Sentinels replace when it fails. */
@Tag("topology")
class SentinelTest {
    /** So that a primary that was replaced and doesn't know it proves nothing. */
    private static final String[] SETTINGS = {"--min-replicas-to-write", "1", "--min-replicas-max-lag", "1"};

    private static TestFleet fleet(EmbeddedSentinel servers) {
        return new TestFleet(RedisTier.recommendedSentinelConfig(servers.masterName(), servers.uris()));
    }

    @Test
    void primaryKilled_isReplaced_andNothingStaleIsServed() throws Exception {
        try (EmbeddedSentinel servers = EmbeddedSentinel.start(2, SETTINGS);
                TestFleet fleet = fleet(servers)) {
            fleet.assertWorks();
            EmbeddedRedis old = servers.primary();
            try (StalenessWatch watch = new StalenessWatch(fleet)) {
                watch.awaitChanges(100);
                old.kill();
                servers.awaitFailoverFrom(old);
                watch.awaitChanges(500);
                watch.assertNothingStale();
            }
            fleet.awaitWorking();
            fleet.assertWorks();
        }
    }

    @Test
    void userOfLeastRights_mayDoEverything() throws Exception {
        try (EmbeddedSentinel servers = EmbeddedSentinel.start(1)) {
            for (EmbeddedRedis server : servers.servers()) {
                AclTest.makeUser(server);
            }
            Config config = RedisTier.recommendedSentinelConfig(
                    servers.masterName(),
                    servers.uris().stream().map(AclTest::asUser).toList());
            try (TestFleet fleet = new TestFleet(config)) {
                fleet.assertWorks();
            }
        }
    }

    @Test
    void primaryStopped_isReplaced_andNothingStaleIsServedWhenItWakes() throws Exception {
        try (EmbeddedSentinel servers = EmbeddedSentinel.start(2, SETTINGS);
                TestFleet fleet = fleet(servers);
                StalenessWatch watch = new StalenessWatch(fleet)) {
            watch.awaitChanges(100);
            EmbeddedRedis old = servers.primary();
            old.pause();
            servers.awaitFailoverFrom(old);
            watch.awaitChanges(200);
            old.resume();
            Await.until("the old primary is a replica", () -> {
                try (RedisAdmin admin = RedisAdmin.of(old)) {
                    return "slave".equals(admin.info("replication").get("role"));
                } catch (UncheckedIOException e) {
                    return false; // it cuts its clients off as it becomes one
                }
            });
            watch.awaitChanges(200);
            watch.assertNothingStale();
            assertThat(servers.primary()).isNotSameAs(old);
            fleet.awaitWorking();
            fleet.assertWorks();
        }
    }
}
