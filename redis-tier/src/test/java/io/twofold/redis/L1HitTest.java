package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.testkit.RedisForTests;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What a hit in L1 costs the thread that asks. */
class L1HitTest {
    private static final int KEYS = 1_000;
    private static final int ROUNDS = 2_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void get_hitInL1_allocatesNothing() {
        String namespace = "l1-hit-" + System.nanoTime();
        try (Twofold twofold = Twofold.builder()
                .namespace(namespace)
                .remote(RedisTier.connect(RedisForTests.uri()))
                .build()) {
            TieredCache<String, String> cache = twofold.cache("strings", String.class, String.class)
                    .spec("ttl=10m, l2.timeout=10s, maxStaleness=1m")
                    .loader(key -> "value of " + key)
                    .build();
            String[] keys = new String[KEYS];
            for (int i = 0; i < KEYS; i++) {
                keys[i] = "key " + i;
                cache.get(keys[i]);
            }
            hit(cache, keys); // so that everything is compiled

            long hitsBefore = cache.stats().l1Hits();
            long before = threads.getCurrentThreadAllocatedBytes();
            hit(cache, keys);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;

            assertThat(cache.stats().l1Hits() - hitsBefore).isEqualTo((long) KEYS * ROUNDS);
            assertThat((double) allocated / KEYS / ROUNDS)
                    .as("bytes for each hit")
                    .isLessThan(0.01);
        }
    }

    private static void hit(TieredCache<String, String> cache, String[] keys) {
        for (int round = 0; round < ROUNDS; round++) {
            for (String key : keys) {
                cache.get(key);
            }
        }
    }
}
