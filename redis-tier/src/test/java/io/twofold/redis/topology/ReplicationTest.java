package io.twofold.redis.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.Delivery;
import io.twofold.RemoteTierException;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.WriteBatch;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.Await;
import io.twofold.testkit.EmbeddedRedis;
import io.twofold.testkit.EmbeddedReplication;
import io.twofold.testkit.RedisAdmin;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
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

    @Test
    void dirtyValue_thatReplicasMustHave_isOnThem_andFailsWithoutThem() throws Exception {
        Map<String, String> written = new ConcurrentHashMap<>();
        try (EmbeddedReplication servers = EmbeddedReplication.start(1);
                Twofold twofold = Twofold.builder()
                        .remote(RedisTier.connect(servers.primary().uri()))
                        .build();
                RedisAdmin replica = RedisAdmin.of(servers.replicas().get(0))) {
            TieredCache<String, String> cache = twofold.cache("strings", String.class, String.class)
                    .spec("ttl=1m, maxStaleness=2s, l2.timeout=2s, l2.replicas=1, l2.shards=1, write=behind,"
                            + " write.delay=1h, write.drain=0s")
                    .loader(key -> null)
                    .batchWriter((WriteBatch<String, String> batch) ->
                            batch.writes().forEach(write -> written.put(write.key(), write.value())))
                    .build();
            servers.awaitSync();
            cache.put("k", "v");
            assertThat(replica.number("HLEN", "tf:{default:strings:0}:b")).isEqualTo(1);
            servers.detach(servers.replicas().get(0));
            assertThatThrownBy(() -> cache.put("k", "w")).isInstanceOf(RemoteTierException.class);
            assertThat(cache.get("k")).as("the primary has it all the same").isEqualTo("w");
            Await.until("there is no proof any more", () -> cache.stats().openShards() > 0);
            assertThat(cache.get("k")).as("the source still lags behind").isEqualTo("w");
            assertThat(written).isEmpty();
        }
    }

    @Test
    void userOfLeastRights_needsOneMoreToWaitForReplicas() throws Exception {
        try (EmbeddedReplication servers = EmbeddedReplication.start(1)) {
            AclTest.makeUser(servers.primary());
            servers.awaitSync();
            try (Twofold twofold = Twofold.builder()
                    .remote(RedisTier.connect(AclTest.asUser(servers.primary().uri())))
                    .build()) {
                TieredCache<String, Integer> cache =
                        cache(twofold, "ttl=10m, l2.timeout=2s, l2.replicas=1", new AtomicInteger(1));
                assertThat(cache.invalidate("k")).isEqualTo(Delivery.PENDING);
                AclTest.makeUser(servers.primary(), "+wait");
                Await.until("it may wait", () -> cache.invalidate("k") == Delivery.ACKNOWLEDGED);
                assertThat(cache.get("k")).isEqualTo(1);
            }
        }
    }

    @Test
    void deposedPrimary_thatMustHaveReplicas_isNoEvidence() throws Exception {
        try (EmbeddedReplication servers = EmbeddedReplication.start(2, "--min-replicas-to-write", "1")) {
            assertStalenessIsBounded(servers, "");
        }
    }

    @Test
    void deposedPrimary_whoseChangesReplicasMustHave_isNoEvidence() throws Exception {
        try (EmbeddedReplication servers = EmbeddedReplication.start(2)) {
            assertStalenessIsBounded(servers, ", l2.replicas=1");
        }
    }

    /** Two primaries at once: one node still speaks to the old one, which nobody has told, and another to the new one. */
    private static void assertStalenessIsBounded(EmbeddedReplication servers, String more) throws Exception {
        String spec = "ttl=10m, l2.shards=1, maxStaleness=1s, heartbeat=100ms, l2.timeout=500ms" + more;
        AtomicInteger source = new AtomicInteger(1);
        servers.awaitSync();
        try (Twofold left = twofold(servers)) {
            TieredCache<String, Integer> onOld = cache(left, spec, source);
            Await.until("the old primary takes changes", () -> onOld.invalidate("k") == Delivery.ACKNOWLEDGED);
            assertThat(onOld.get("k")).isEqualTo(1);
            servers.promote(servers.replicas().get(0));
            try (Twofold moved = twofold(servers)) {
                TieredCache<String, Integer> onNew = cache(moved, spec, source);
                source.set(2);
                Await.until("the new primary takes changes", () -> onNew.invalidate("k") == Delivery.ACKNOWLEDGED);
                Await.until("what the old one doesn't know is found out", () -> onOld.get("k") == 2);
                assertThat(onOld.invalidate("k")).isEqualTo(Delivery.PENDING);
            }
        }
    }

    private static Twofold twofold(EmbeddedReplication servers) {
        return Twofold.builder()
                .remote(RedisTier.connect(servers.primary().uri()))
                .build();
    }

    private static TieredCache<String, Integer> cache(Twofold twofold, String spec, AtomicInteger source) {
        return twofold.cache("numbers", String.class, Integer.class)
                .spec(spec)
                .loader(key -> source.get())
                .build();
    }
}
