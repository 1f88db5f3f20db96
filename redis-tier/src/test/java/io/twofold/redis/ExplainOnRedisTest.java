package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.AuditMismatch;
import io.twofold.Explanation;
import io.twofold.Explanation.Answer;
import io.twofold.Explanation.L1State;
import io.twofold.Explanation.L2State;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.testkit.Await;
import io.twofold.testkit.RedisForTests;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Explanations and audits on a real server. */
class ExplainOnRedisTest {
    private final Map<String, String> source = new ConcurrentHashMap<>(Map.of("k", "old"));
    private final String namespace = "explain-" + System.nanoTime();

    private Twofold node() {
        return Twofold.builder()
                .namespace(namespace)
                .remote(RedisTier.connect(RedisForTests.uri()))
                .build();
    }

    private static Explanation.Stored entry(Explanation told) {
        return Objects.requireNonNull(Objects.requireNonNull(told.l2()).entry());
    }

    @Test
    void explain_tellsWhatRedisHolds() {
        try (Twofold first = node();
                Twofold second = node()) {
            String spec = "ttl=10m, l2.timeout=10s, maxStaleness=30s";
            TieredCache<String, String> loads = first.cache("strings", String.class, String.class)
                    .spec(spec)
                    .loader(source::get)
                    .build();
            TieredCache<String, String> asks = second.cache("strings", String.class, String.class)
                    .spec(spec)
                    .loader(source::get)
                    .build();
            assertThat(asks.explain("k").next().answer()).isEqualTo(Answer.LOAD);
            loads.get("k");
            Explanation told = asks.explain("k");
            assertThat(told.l1().state()).isEqualTo(L1State.ABSENT);
            assertThat(entry(told).state()).isEqualTo(L2State.SERVABLE);
            assertThat(entry(told).madeAt()).isNotNull();
            assertThat(told.next().answer()).isEqualTo(Answer.L2);
            loads.write("k", () -> {
                Explanation during = asks.explain("k");
                assertThat(Objects.requireNonNull(during.l2()).guards()).hasSize(1);
                assertThat(during.next().answer()).isEqualTo(Answer.LOAD);
                return null;
            });
            loads.get("k");
            assertThat(loads.explain("k").next().answer()).isEqualTo(Answer.L1);
            loads.clear();
            assertThat(entry(asks.explain("k")).state()).isEqualTo(L2State.BELOW_FLOOR);
            assertThat(asks.stats().loads()).isZero();
        }
    }

    @Test
    void audit_findsASourceThatWasChangedBehindTheCachesBack() {
        Queue<AuditMismatch<String, String>> found = new ConcurrentLinkedQueue<>();
        try (Twofold node = node()) {
            TieredCache<String, String> cache = node.cache("strings", String.class, String.class)
                    .spec("ttl=10m, l2.timeout=200ms, maxStaleness=200ms, audit=100%, audit.rate=100")
                    .loader(source::get)
                    .onMismatch(found::add)
                    .build();
            cache.get("k");
            source.put("k", "new");
            Await.until("the audit has found it", () -> !found.isEmpty());
            assertThat(found.element().read()).isEqualTo("old");
            assertThat(found.element().source()).isEqualTo("new");
        }
    }
}
