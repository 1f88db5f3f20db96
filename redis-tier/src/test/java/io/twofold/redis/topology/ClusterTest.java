package io.twofold.redis.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.redis.RedisTier;
import io.twofold.testkit.Await;
import io.twofold.testkit.EmbeddedCluster;
import io.twofold.testkit.EmbeddedRedis;
import io.twofold.testkit.RedisAdmin;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.redisson.config.Config;

/** A fleet on a Redis Cluster. */
@Tag("topology")
class ClusterTest {
    private static EmbeddedCluster cluster;

    @BeforeAll
    static void start() {
        cluster = EmbeddedCluster.start();
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    @BeforeEach
    void complete() {
        for (EmbeddedRedis server : cluster.servers()) {
            if (!server.isRunning()) {
                server.restart();
            }
        }
        cluster.awaitComplete();
    }

    private static TestFleet fleet() {
        return new TestFleet(RedisTier.recommendedClusterConfig(cluster.uris()));
    }

    @Test
    void cacheWhoseSpecSaysNothing_isCutIntoSixteenShards() {
        try (RedisTier tier = RedisTier.connect(RedisTier.recommendedClusterConfig(cluster.uris()))) {
            assertThat(tier.shards()).isEqualTo(16);
        }
    }

    @Test
    void fleet_onAllPrimaries_works() throws Exception {
        try (TestFleet fleet = fleet()) {
            fleet.assertWorks();
        }
    }

    @Test
    void primaryKilled_isReplaced_andNothingStaleIsServed() throws Exception {
        try (TestFleet fleet = fleet();
                StalenessWatch watch = new StalenessWatch(fleet)) {
            watch.awaitChanges(100);
            cluster.primaryOf(cluster.slotOf(fleet.controlKey(0))).kill();
            cluster.awaitServing();
            watch.awaitChanges(500);
            watch.assertNothingStale();
            fleet.awaitWorking();
            fleet.assertWorks();
        }
    }

    @Test
    void slotMoved_whileInUse_isFollowed_andNothingStaleIsServed() throws Exception {
        try (TestFleet fleet = fleet();
                StalenessWatch watch = new StalenessWatch(fleet)) {
            int slot = cluster.slotOf(fleet.controlKey(0));
            EmbeddedRedis from = cluster.primaryOf(slot);
            EmbeddedRedis to = cluster.primaries().stream()
                    .filter(server -> server != from)
                    .findFirst()
                    .orElseThrow();
            watch.awaitChanges(100);
            cluster.beginMove(slot, to);
            watch.awaitChanges(100);
            cluster.endMove(slot, to);
            watch.awaitChanges(500);
            watch.assertNothingStale();
            fleet.awaitWorking();
            fleet.assertWorks();
        }
    }

    @Test
    void slotOfTheChannelMoved_announcementsStillComeAtOnce() throws Exception {
        try (TestFleet fleet = fleet()) {
            int slot = cluster.slotOf(fleet.announcements());
            EmbeddedRedis from = cluster.primaryOf(slot);
            EmbeddedRedis to = cluster.primaries().stream()
                    .filter(server -> server != from)
                    .findFirst()
                    .orElseThrow();
            cluster.beginMove(slot, to);
            cluster.endMove(slot, to);
            // Redisson goes where the slot is; until then the old server passes on what others publish
            Await.until("every node listens where the slot is", () -> subscribers(to, fleet) == 3);
            assertThat(subscribers(from, fleet)).isZero();
            fleet.awaitWorking();
            fleet.assertWorks();
        }
    }

    private static long subscribers(EmbeddedRedis server, TestFleet fleet) {
        try (RedisAdmin admin = RedisAdmin.of(server)) {
            return (Long) admin.list("PUBSUB", "NUMSUB", fleet.announcements()).get(1);
        }
    }

    @Test
    void userOfLeastRights_mayDoEverything() throws Exception {
        for (EmbeddedRedis server : cluster.servers()) {
            AclTest.makeUser(server, "+cluster|nodes", "+asking");
        }
        List<String> uris = cluster.uris().stream().map(AclTest::asUser).toList();
        try (TestFleet fleet = new TestFleet(RedisTier.recommendedClusterConfig(uris))) {
            fleet.assertWorks();
        }
    }

    @Test
    void replicas_ofAClientThatReadsFromThem_areLeftAlone() throws Exception {
        Config config = new Config();
        config.useClusterServers()
                .addNodeAddress(cluster.uris().toArray(String[]::new))
                .setSlaveConnectionMinimumIdleSize(1)
                .setMasterConnectionMinimumIdleSize(1);
        List<EmbeddedRedis> replicas = cluster.servers().stream()
                .filter(server -> !cluster.primaries().contains(server))
                .toList();
        replicas.forEach(replica -> tell(replica, "CONFIG", "RESETSTAT"));
        try (TestFleet fleet = new TestFleet(config)) {
            fleet.assertWorks();
        }
        for (EmbeddedRedis replica : replicas) {
            try (RedisAdmin admin = RedisAdmin.of(replica)) {
                // every script asks for fields of the control hash, and questions aren't replicated
                assertThat(admin.calls("evalsha") + admin.calls("hmget")).isZero();
            }
        }
    }

    @Test
    void subscriptionsKilled_areMadeAgain() throws Exception {
        try (TestFleet fleet = fleet();
                StalenessWatch watch = new StalenessWatch(fleet)) {
            watch.awaitChanges(100);
            cluster.servers().forEach(server -> tell(server, "CLIENT", "KILL", "TYPE", "pubsub"));
            watch.awaitChanges(100);
            watch.assertNothingStale();
            fleet.awaitWorking();
            fleet.assertWorks();
        }
    }

    private static void tell(EmbeddedRedis server, String... words) {
        try (RedisAdmin admin = RedisAdmin.of(server)) {
            admin.command(words);
        }
    }
}
