package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.Delivery;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.testkit.RedisForTests;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Calls with more keys than one script can take. */
class ManyKeysTest {
    private static final int KEYS = 12_000;
    private static final int CACHED = 200;

    @Test
    void invalidateAll_ofManyKeysOfOneShard_isAcknowledgedAndDropsEachInBothTiers() {
        List<Long> keys = LongStream.range(0, KEYS).boxed().toList();
        List<Long> cached = keys.subList(KEYS - CACHED, KEYS);
        try (Twofold twofold = Twofold.builder()
                .namespace("many-keys-" + UUID.randomUUID())
                .remote(RedisTier.connect(RedisForTests.uri()))
                .build()) {
            TieredCache<Long, String> cache = twofold.cache("strings", Long.class, String.class)
                    .spec("ttl=10m, l2.shards=1, l2.timeout=20s")
                    .loader(key -> "value " + key)
                    .build();
            assertThat(cache.getAll(cached)).hasSize(CACHED);

            assertThat(cache.invalidateAll(keys)).isEqualTo(Delivery.ACKNOWLEDGED);

            assertThat(cache.stats().remoteFailures()).isZero();
            assertThat(cache.stats().pendingInvalidations()).isZero();
            assertThat(cached)
                    .allSatisfy(key -> assertThat(cache.getIfPresent(key)).isNull());
        }
    }

    @Test
    void getAll_ofManyColdKeys_loadsEachAndFillsL2() {
        List<Long> keys = LongStream.range(0, KEYS).boxed().toList();
        try (Twofold twofold = Twofold.builder()
                .namespace("many-keys-" + UUID.randomUUID())
                .remote(RedisTier.connect(RedisForTests.uri()))
                .build()) {
            TieredCache<Long, String> cache = twofold.cache("strings", Long.class, String.class)
                    .spec("ttl=10m, l2.timeout=60s, l1.maximumSize=" + 2 * KEYS)
                    .loader(key -> "value " + key)
                    .build();

            assertThat(cache.getAll(keys)).hasSize(KEYS);

            assertThat(cache.stats().loads()).isEqualTo(KEYS);
            assertThat(cache.stats().remoteFailures()).isZero();
        }
    }
}
