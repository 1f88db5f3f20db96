package io.twofold.redis;

import java.time.Duration;
import java.util.List;
import org.redisson.config.BaseConfig;
import org.redisson.config.BaseMasterSlaveServersConfig;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;
import org.redisson.config.ReadMode;
import org.redisson.config.SubscriptionMode;

/** The settings that a client for the tier should have, for each topology. */
final class Recommended {
    /** Fewer than ten lets Redisson pipeline commands on a connection. */
    private static final int CONNECTIONS = 8;

    private static final int IDLE_CONNECTIONS = 4;
    private static final int SENTINEL_PORT = 26_379;
    /** How often a client asks who is who: it notices a failover so much later at most. */
    private static final int CLUSTER_SCAN_MILLIS = 1_000;

    private static final int SENTINEL_SCAN_MILLIS = 500;

    private Recommended() {}

    static Config single(String uri) {
        RedisUri parsed = RedisUri.parse(uri);
        Config config = config(parsed);
        patience(config.useSingleServer())
                .setAddress(parsed.address())
                .setDatabase(parsed.database())
                .setConnectionMinimumIdleSize(IDLE_CONNECTIONS)
                .setConnectionPoolSize(CONNECTIONS)
                .setSubscriptionConnectionMinimumIdleSize(1);
        return config;
    }

    static Config cluster(List<String> uris) {
        List<RedisUri> parsed = RedisUri.parseAll(uris, RedisUri.STANDARD_PORT);
        if (parsed.get(0).database() != 0) {
            throw new IllegalArgumentException("a Redis Cluster has database 0 only");
        }
        Config config = config(parsed.get(0));
        ofMasters(config.useClusterServers())
                .setScanInterval(CLUSTER_SCAN_MILLIS)
                .addNodeAddress(parsed.stream().map(RedisUri::address).toArray(String[]::new));
        return config;
    }

    static Config sentinel(String masterName, List<String> uris) {
        List<RedisUri> parsed = RedisUri.parseAll(uris, SENTINEL_PORT);
        Config config = config(parsed.get(0));
        ofMasters(config.useSentinelServers())
                .setMasterName(masterName)
                .setDatabase(parsed.get(0).database())
                .setScanInterval(SENTINEL_SCAN_MILLIS)
                .addSentinelAddress(parsed.stream().map(RedisUri::address).toArray(String[]::new));
        return config;
    }

    private static Config config(RedisUri uri) {
        Config config = new Config().setThreads(16).setNettyThreads(4);
        uri.credentials(config);
        return config;
    }

    private static <T extends BaseConfig<T>> T patience(T servers) {
        return servers.setTimeout(2_000)
                .setConnectTimeout(1_000)
                .setRetryAttempts(1)
                .setRetryDelay(new ConstantDelay(Duration.ofMillis(100)))
                .setReconnectionDelay(new ConstantDelay(Duration.ofMillis(200)))
                .setPingConnectionInterval(1_000);
    }

    private static <T extends BaseMasterSlaveServersConfig<T>> T ofMasters(T servers) {
        return patience(servers)
                .setReadMode(ReadMode.MASTER)
                .setSubscriptionMode(SubscriptionMode.MASTER)
                .setMasterConnectionMinimumIdleSize(IDLE_CONNECTIONS)
                .setMasterConnectionPoolSize(CONNECTIONS)
                .setSubscriptionConnectionMinimumIdleSize(1);
    }
}
