package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.testkit.Await;
import io.twofold.testkit.RedisForTests;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A deployment: the last node ends, the first of the next ones starts. */
class WarmUpOnRedisTest {
    private static final int KEYS = 250;

    private final String namespace = "warm-up-" + UUID.randomUUID();
    private final AtomicInteger loads = new AtomicInteger();

    private Twofold node() {
        return Twofold.builder()
                .namespace(namespace)
                .remote(RedisTier.connect(RedisForTests.uri()))
                .build();
    }

    private TieredCache<Long, String> cache(Twofold node) {
        return node.cache("strings", Long.class, String.class)
                .spec("ttl=10m, l2.timeout=20s, warmUp=1000")
                .loader(key -> "value " + key + " of load " + loads.incrementAndGet())
                .build();
    }

    @Test
    void nextNode_hasInL1WhatTheLastOneHad_withoutALoad() {
        try (Twofold last = node()) {
            TieredCache<Long, String> cache = cache(last);
            LongStream.range(0, KEYS).forEach(cache::get);
        }
        try (Twofold next = node()) {
            TieredCache<Long, String> cache = cache(next);
            Await.until("it is warm", () -> cache.stats().warmedEntries() == KEYS);
            LongStream.range(0, KEYS).forEach(key -> assertThat(cache.get(key)).startsWith("value " + key + " "));
            assertThat(cache.stats().l1Hits()).isEqualTo(KEYS);
            assertThat(cache.stats().loads()).isZero();
        }
        assertThat(loads).hasValue(KEYS);
    }
}
