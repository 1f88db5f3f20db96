package io.twofold.redis;

import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteTier;
import io.twofold.testkit.DirtyStoreConformance;
import io.twofold.testkit.RedisForTests;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisDirtyConformanceTest extends DirtyStoreConformance {
    private static RedisTier factory;

    @BeforeAll
    static void connect() {
        factory = RedisTier.connect(RedisForTests.uri());
    }

    @AfterAll
    static void disconnect() {
        factory.close();
    }

    @Override
    protected RemoteTier open(RemoteCache cache) {
        return factory.open(cache);
    }
}
