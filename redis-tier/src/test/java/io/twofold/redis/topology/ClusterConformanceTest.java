package io.twofold.redis.topology;

import io.twofold.redis.RedisTier;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteTier;
import io.twofold.testkit.Await;
import io.twofold.testkit.EmbeddedRedis;
import io.twofold.testkit.RedisAdmin;
import io.twofold.testkit.RemoteTierConformance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/**
 * What the remote tier does on a server alone, it does in a cluster. In one of a single server: the suite takes a step
 * of one shard for the sign that those of another have been heard, and between servers there is no order.
 */
@Tag("topology")
class ClusterConformanceTest extends RemoteTierConformance {
    private static EmbeddedRedis server;
    private static RedisTier factory;

    @BeforeAll
    static void start() throws IOException {
        server = ofOneServer();
        factory = RedisTier.connect(RedisTier.recommendedClusterConfig(List.of(server.uri())));
    }

    /** A cluster whose one server has every slot. */
    static EmbeddedRedis ofOneServer() throws IOException {
        EmbeddedRedis server = EmbeddedRedis.start(
                "--cluster-enabled",
                "yes",
                "--cluster-announce-ip",
                "127.0.0.1",
                "--cluster-port",
                Integer.toString(freePort()));
        try (RedisAdmin admin = RedisAdmin.of(server)) {
            admin.command("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
            Await.until(
                    "the slots are served", () -> admin.text("CLUSTER", "INFO").contains("cluster_state:ok"));
        }
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
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
