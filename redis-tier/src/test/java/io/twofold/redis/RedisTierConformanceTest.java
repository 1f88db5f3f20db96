package io.twofold.redis;

import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteTier;
import io.twofold.testkit.Await;
import io.twofold.testkit.RedisForTests;
import io.twofold.testkit.RemoteTierConformance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

class RedisTierConformanceTest extends RemoteTierConformance {
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
        RemoteTier tier = factory.open(cache);
        try (RawRedis redis = new RawRedis(URI.create(RedisForTests.uri()).getPort())) {
            List<String> missing = missingControls(cache, redis);
            // reads look with a plain command once a server has told its time, as it does before a cache believes L2
            Await.value(tier.heads(IntStream.range(0, cache.shards()).boxed().toList()));
            for (String control : missing) {
                redis.command("DEL", control); // a history that nobody but this question has begun
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tier;
    }

    private static List<String> missingControls(RemoteCache cache, RawRedis redis) throws IOException {
        KeyLayout layout = new KeyLayout(cache);
        List<String> missing = new ArrayList<>();
        for (int shard = 0; shard < cache.shards(); shard++) {
            if ("0".equals(redis.command("EXISTS", layout.control(shard)))) {
                missing.add(layout.control(shard));
            }
        }
        return missing;
    }

    /** As long as no server has told its time, or where a client reads from replicas, all is left to scripts. */
    @Nested
    class WithoutLooks extends RemoteTierConformance {
        @Override
        protected RemoteTier open(RemoteCache cache) {
            return factory.open(cache);
        }
    }
}
