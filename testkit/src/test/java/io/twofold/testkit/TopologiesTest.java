package io.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The servers that tests start do what is said of them. */
class TopologiesTest {
    private static String get(EmbeddedRedis server, String key) {
        try (RedisAdmin admin = RedisAdmin.of(server)) {
            return String.valueOf(admin.command("GET", key));
        }
    }

    private static void set(EmbeddedRedis server, String key, String value) {
        try (RedisAdmin admin = RedisAdmin.of(server)) {
            admin.command("SET", key, value);
        }
    }

    @Test
    void replication_detachedReplicaPromoted_lacksWhatItMissed() {
        try (EmbeddedReplication replication = EmbeddedReplication.start(2)) {
            EmbeddedRedis old = replication.primary();
            EmbeddedRedis replica = replication.replicas().get(0);
            EmbeddedRedis other = replication.replicas().get(1);
            set(old, "k", "1");
            replication.awaitSync();
            replication.detach(replica);
            set(old, "k", "2");
            assertThat(get(replica, "k")).isEqualTo("1");
            old.kill();
            replication.promote(replica);
            replication.awaitSync();
            assertThat(get(other, "k")).isEqualTo("1");
            old.restart();
            replication.attach(old);
            replication.awaitSync();
            assertThat(get(old, "k")).isEqualTo("1");
        }
    }

    @Test
    void sentinel_primaryKilled_namesAReplica() {
        try (EmbeddedSentinel sentinel = EmbeddedSentinel.start(2)) {
            EmbeddedRedis old = sentinel.primary();
            set(old, "k", "1");
            sentinel.awaitSync();
            old.kill();
            sentinel.awaitFailoverFrom(old);
            assertThat(sentinel.primary()).isNotSameAs(old);
            assertThat(get(sentinel.primary(), "k")).isEqualTo("1");
        }
    }

    @Test
    void cluster_slotsMoveAndReplicasTakeOver() {
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            int slot = cluster.slotOf("k");
            EmbeddedRedis first = cluster.primaryOf(slot);
            EmbeddedRedis second = cluster.primaries().stream()
                    .filter(server -> server != first)
                    .findFirst()
                    .orElseThrow();
            set(first, "k", "1");
            cluster.beginMove(slot, second);
            cluster.endMove(slot, second);
            assertThat(cluster.primaryOf(slot)).isSameAs(second);
            assertThat(get(second, "k")).isEqualTo("1");
            assertThatThrownBy(() -> get(first, "k"))
                    .isInstanceOf(RedisAdmin.ErrorReply.class)
                    .hasMessageStartingWith("MOVED");

            EmbeddedRedis replica = cluster.replicaOf(second);
            cluster.failover(replica);
            cluster.awaitComplete();
            assertThat(cluster.primaryOf(slot)).isSameAs(replica);
            replica.kill();
            cluster.awaitServing();
            assertThat(cluster.primaryOf(slot)).isSameAs(second);
            assertThat(get(second, "k")).isEqualTo("1");
            replica.restart();
            cluster.awaitComplete();
        }
    }
}
