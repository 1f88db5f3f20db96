package io.twofold.redis.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.Delivery;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.Await;
import io.twofold.testkit.EmbeddedCluster;
import io.twofold.testkit.EmbeddedRedis;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.config.Config;

/** Servers that are there and don't answer: stopped as by SIGSTOP. */
@Tag("topology")
class StoppedServerTest {
    private static TieredCache<Integer, Integer> cache(Twofold twofold, String timeout) {
        return twofold.cache("numbers", Integer.class, Integer.class)
                .spec("ttl=10m, maxStaleness=2s, l2.timeout=" + timeout)
                .loader(key -> key)
                .build();
    }

    private static Twofold node(Config config) {
        return Twofold.builder().remote(RedisTier.connect(config)).build();
    }

    @Test
    void server_stoppedAndResumed_isDoneWithoutAndThenUsedAgain() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                Twofold twofold = node(RedisTier.recommendedConfig(server.uri()))) {
            TieredCache<Integer, Integer> cache = cache(twofold, "300ms");
            assertThat(cache.get(1)).isEqualTo(1);
            server.pause();
            Await.until(
                    "its only shard is done without",
                    () -> cache.get((int) cache.stats().loads()) != null
                            && cache.stats().openShards() == 1);
            long failures = cache.stats().remoteFailures();
            assertThat(cache.invalidate(1)).isEqualTo(Delivery.PENDING);
            assertThat(cache.get(1)).isEqualTo(1);
            assertThat(cache.getAll(List.of(1, 1_001, 1_002))).hasSize(3);
            assertThat(cache.stats().remoteFailures() - failures)
                    .as("heartbeats only")
                    .isLessThanOrEqualTo(2);
            server.resume();
            Await.until("it is used again", () -> cache.stats().openShards() == 0);
            Await.until("what was kept is sent", () -> cache.stats().pendingInvalidations() == 0);
            assertThat(cache.stats().breakerOpenings()).isOne();
        }
    }

    /** Entries with tags take a second step, which must not wait for the server that is silent. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneOfSeveralServers_stopped_costsAGetAllItsOwnKeysOnly(boolean tagged) {
        List<String> tags = tagged ? List.of("tag") : List.of();
        try (EmbeddedCluster cluster = EmbeddedCluster.start("--cluster-node-timeout", "60000");
                Twofold writer = node(RedisTier.recommendedClusterConfig(cluster.uris()));
                Twofold reader = node(RedisTier.recommendedClusterConfig(cluster.uris()))) {
            List<Integer> keys = IntStream.range(0, 300).boxed().toList();
            TieredCache<Integer, Integer> written = cache(writer, "2s");
            for (int key : keys) {
                Await.until("key " + key + " is in L2", () -> written.put(key, key, tags) == Delivery.ACKNOWLEDGED);
            }
            TieredCache<Integer, Integer> read = cache(reader, "1s");
            EmbeddedRedis stopped = cluster.primaries().get(0);
            read.getAll(keys.stream().map(key -> 1_000 + key).toList()); // each server knows the script then
            long loads = read.stats().loads();
            stopped.pause();
            try {
                Map<Integer, Integer> found = read.getAll(keys);
                assertThat(found).hasSize(keys.size());
                assertThat(read.stats().l2Hits())
                        .as("of the servers that answer")
                        .isGreaterThan(100);
                assertThat(read.stats().loads() - loads)
                        .as("in place of the one that doesn't")
                        .isBetween(1L, 200L);
                Await.until("its shards are done without", () -> {
                    long open = read.stats().openShards();
                    return open > 0 && open < 16;
                });
            } finally {
                stopped.resume();
            }
            Await.until("all are used again", () -> read.stats().openShards() == 0);
        }
    }
}
