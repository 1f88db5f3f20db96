package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.testkit.EmbeddedRedis;
import org.junit.jupiter.api.Test;

/** The announcement of a put comes back to the node that made it, at about the same time as the answer. */
class OwnPutTest {
    private static final int PUTS = 500;
    /** On a busy machine a heartbeat may find the node behind, and have it start a shard anew. */
    private static final int ALLOWED = PUTS / 50;

    @Test
    void put_echoComesWithTheAnswer_keepsItsEntry() {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Twofold twofold = Twofold.builder()
                        .namespace("own-put")
                        .remote(RedisTier.connect(redis.uri()))
                        .build()) {
            TieredCache<Integer, String> cache = twofold.cache("own-put", Integer.class, String.class)
                    .spec("ttl=1h, l2.timeout=10s")
                    .build();
            for (int i = 0; i < PUTS; i++) {
                cache.put(i, "value");
                cache.getIfPresent(i);
            }
            assertThat(cache.stats().l1Hits()).isBetween((long) PUTS - ALLOWED, (long) PUTS);
        }
    }
}
