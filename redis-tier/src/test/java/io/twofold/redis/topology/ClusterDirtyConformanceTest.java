package io.twofold.redis.topology;

import io.twofold.redis.RedisTier;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteTier;
import io.twofold.testkit.DirtyStoreConformance;
import io.twofold.testkit.EmbeddedRedis;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Dirty values in a cluster: all that a script touches of a shard is in one slot. */
@Tag("topology")
class ClusterDirtyConformanceTest extends DirtyStoreConformance {
    private static EmbeddedRedis server;
    private static RedisTier factory;

    @BeforeAll
    static void start() throws IOException {
        server = ClusterConformanceTest.ofOneServer();
        factory = RedisTier.connect(RedisTier.recommendedClusterConfig(List.of(server.uri())));
    }

    @AfterAll
    static void end() {
        factory.close();
        server.close();
    }

    @Override
    protected RemoteTier open(RemoteCache cache) {
        return factory.open(cache);
    }
}
