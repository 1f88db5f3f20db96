package io.twofold.redis.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.Delivery;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.EmbeddedRedis;
import io.twofold.testkit.EmbeddedReplication;
import io.twofold.testkit.RedisAdmin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.redisson.config.Config;

/** A fleet whose client is the user's own: it reads from replicas, and finds the primary by asking each server. */
@Tag("topology")
class ReplicationTest {
    private static Config config(EmbeddedReplication servers) {
        Config config = new Config();
        config.useReplicatedServers()
                .addNodeAddress(servers.uris().toArray(String[]::new))
                .setScanInterval(500)
                .setSlaveConnectionMinimumIdleSize(1)
                .setMasterConnectionMinimumIdleSize(2);
        return config;
    }

    @Test
    void replicas_ofAClientThatReadsFromThem_areLeftAlone() throws Exception {
        try (EmbeddedReplication servers = EmbeddedReplication.start(1);
                TestFleet fleet = new TestFleet(config(servers));
                RedisAdmin primary = RedisAdmin.of(servers.primary());
                RedisAdmin replica = RedisAdmin.of(servers.replicas().get(0))) {
            fleet.assertWorks();
            // every script asks for fields of the control hash, and questions aren't replicated
            assertThat(primary.calls("hmget")).isPositive();
            assertThat(replica.calls("evalsha") + replica.calls("hmget")).isZero();
        }
    }

    @Test
    void replicaThatLagged_promoted_andNothingStaleIsServed() throws Exception {
        try (EmbeddedReplication servers = EmbeddedReplication.start(2);
                TestFleet fleet = new TestFleet(config(servers))) {
            EmbeddedRedis old = servers.primary();
            EmbeddedRedis lagging = servers.replicas().get(0);
            fleet.assertWorks();
            servers.awaitSync();
            servers.detach(lagging);
            try (StalenessWatch watch = new StalenessWatch(fleet)) {
                watch.awaitChanges(200);
                old.kill();
                servers.promote(lagging);
                watch.awaitChanges(500);
                watch.assertNothingStale();
            }
            fleet.awaitWorking();
            fleet.assertWorks();
        }
    }

    @Test
    void change_thatReplicasMustHave_isPendingWithoutThem() throws Exception {
        try (EmbeddedReplication servers = EmbeddedReplication.start(1);
                Twofold twofold = Twofold.builder()
                        .remote(RedisTier.connect(servers.primary().uri()))
                        .build()) {
            TieredCache<String, String> cache = twofold.cache("strings", String.class, String.class)
                    .spec("ttl=1m, maxStaleness=2s, l2.timeout=2s, l2.replicas=1")
                    .build();
            servers.awaitSync();
            assertThat(cache.put("k", "v")).isEqualTo(Delivery.ACKNOWLEDGED);
            assertThat(cache.getIfPresent("k")).isEqualTo("v");
            servers.detach(servers.replicas().get(0));
            assertThat(cache.invalidate("k")).isEqualTo(Delivery.PENDING);
            assertThat(cache.getIfPresent("k")).isNull();
        }
    }
}
