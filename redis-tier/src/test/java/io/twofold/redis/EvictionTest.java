package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.CacheBuilder;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.testkit.EmbeddedRedis;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.Test;

/** Write-behind doesn't begin where the server may evict what the source doesn't have yet. */
class EvictionTest {
    private final ConcurrentMap<String, String> source = new ConcurrentHashMap<>();

    private CacheBuilder<String, String> builder(Twofold twofold, String more) {
        return twofold.cache("cache", String.class, String.class)
                .spec("ttl=10m, write=behind, write.delay=0ms, l2.timeout=5s" + more)
                .batchWriter(batch -> batch.writes().forEach(write -> {
                    String value = write.value();
                    if (value != null) {
                        source.put(write.key(), value);
                    }
                }));
    }

    @Test
    void serverThatMayEvictAnything_isRefused_andTheMessageSaysWhatToDo() {
        try (EmbeddedRedis server = EmbeddedRedis.start("--maxmemory-policy", "allkeys-lru");
                Twofold twofold = Twofold.builder()
                        .remote(RedisTier.connect(server.uri()))
                        .build()) {
            assertThatThrownBy(() -> builder(twofold, "").build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cache 'cache'")
                    .hasMessageContaining("maxmemory-policy=allkeys-lru")
                    .hasMessageContaining("CONFIG SET maxmemory-policy noeviction");
            assertThat(builder(twofold, ", write.noEviction=on").build()).isNotNull();
        }
    }

    @Test
    void serverThatEvictsWhatExpiresOnly_isFine() {
        try (EmbeddedRedis server = EmbeddedRedis.start("--maxmemory-policy", "volatile-lru");
                Twofold twofold = Twofold.builder()
                        .remote(RedisTier.connect(server.uri()))
                        .build()) {
            TieredCache<String, String> cache = builder(twofold, "").build();
            cache.put("k", "v");
            assertThat(cache.getIfPresent("k")).isEqualTo("v");
            assertThat(cache.flush(java.time.Duration.ofSeconds(20)).isComplete())
                    .isTrue();
            assertThat(source).containsEntry("k", "v");
        }
    }
}
