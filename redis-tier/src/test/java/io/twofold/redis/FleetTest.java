package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.Delivery;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.testkit.Await;
import io.twofold.testkit.RedisForTests;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Several nodes, each with its own connections, on one real server. */
class FleetTest {
    private static final String SPEC = "ttl=10m, l2.timeout=10s, maxStaleness=30s";

    private final List<Twofold> nodes = new ArrayList<>();
    private String namespace = "";

    record Product(long id, String name, List<String> tags) {}

    @BeforeEach
    void ownNamespace(TestInfo info) {
        namespace = info.getTestMethod().orElseThrow().getName() + "-" + System.nanoTime();
        namespace = namespace.substring(Math.max(0, namespace.length() - 60));
    }

    @AfterEach
    void closeNodes() {
        nodes.forEach(Twofold::close);
    }

    private Twofold node() {
        Twofold node = Twofold.builder()
                .namespace(namespace)
                .remote(RedisTier.connect(RedisForTests.uri()))
                .build();
        nodes.add(node);
        return node;
    }

    @Test
    void get_loadedByOneNode_isAHitForTheOther() {
        AtomicInteger loads = new AtomicInteger();
        TieredCache<Long, Product> first = node().cache("products", Long.class, Product.class)
                .spec(SPEC)
                .loader(id -> new Product(id, "lamp " + loads.incrementAndGet(), List.of("light")))
                .build();
        TieredCache<Long, Product> second = node().cache("products", Long.class, Product.class)
                .spec(SPEC)
                .loader(id -> new Product(id, "lamp " + loads.incrementAndGet(), List.of("light")))
                .build();

        Product product = first.get(7L);
        assertThat(product).isEqualTo(new Product(7, "lamp 1", List.of("light")));
        assertThat(second.get(7L)).isEqualTo(product);
        assertThat(second.get(7L)).isEqualTo(product);
        assertThat(second.stats().l2Hits()).isEqualTo(1);
        assertThat(second.stats().l1Hits()).isEqualTo(1);
    }

    @Test
    void invalidate_onOneNode_reachesEveryOther() {
        ConcurrentHashMap<String, String> source = new ConcurrentHashMap<>();
        source.put("k", "old");
        List<TieredCache<String, String>> caches = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            caches.add(node().cache("strings", String.class, String.class)
                    .spec(SPEC)
                    .loader(source::get)
                    .build());
        }
        for (TieredCache<String, String> cache : caches) {
            assertThat(cache.get("k")).isEqualTo("old");
        }
        source.put("k", "new");
        assertThat(caches.get(0).invalidate("k")).isEqualTo(Delivery.ACKNOWLEDGED);

        assertThat(caches.get(0).get("k")).isEqualTo("new");
        for (TieredCache<String, String> cache : caches) {
            Await.until("the new value is served", () -> "new".equals(cache.get("k")));
        }
    }

    @Test
    void invalidate_ofSomeKeys_leavesTheOthersInL2() {
        int keys = 2_000;
        int changed = 100;
        // a machine that is busy with so many loads at once must not lose their leases
        String spec = SPEC + ", l1.maximumSize=0, l2.lease=1m";
        TieredCache<Integer, String> reader = node().cache("strings", Integer.class, String.class)
                .spec(spec)
                .loader(key -> "value of " + key)
                .build();
        TieredCache<Integer, String> writer =
                node().cache("strings", Integer.class, String.class).spec(spec).build();
        List<Integer> all = IntStream.range(0, keys).boxed().toList();
        reader.getAll(all);
        for (int key = 0; key < changed; key++) {
            assertThat(writer.invalidate(key)).isEqualTo(Delivery.ACKNOWLEDGED);
        }
        Await.until("the reader has heard of every change", () -> reader.stats().invalidationsApplied() == changed);

        reader.getAll(all);
        // A few keys that share a stripe with a changed one are loaded again too.
        assertThat(reader.stats().loads())
                .as("%s", reader.stats())
                .isBetween((long) keys + changed, keys + changed + changed / 2L);
        assertThat(reader.stats().shardDrops()).isZero();
    }

    @Test
    void get_coldKeyAskedByEveryThreadOfEveryNode_isLoadedOnce() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        List<TieredCache<String, String>> caches = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            caches.add(node().cache("strings", String.class, String.class)
                    .spec(SPEC)
                    .loader(key -> {
                        TimeUnit.MILLISECONDS.sleep(50);
                        return "value " + loads.incrementAndGet();
                    })
                    .build());
        }
        ExecutorService threads = Executors.newFixedThreadPool(400);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<String>> answers = new ArrayList<>();
            for (TieredCache<String, String> cache : caches) {
                for (int i = 0; i < 100; i++) {
                    answers.add(threads.submit(() -> {
                        start.await();
                        return cache.get("cold");
                    }));
                }
            }
            start.countDown();
            for (Future<String> answer : answers) {
                assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("value 1");
            }
            assertThat(loads).hasValue(1);
        } finally {
            threads.shutdownNow();
        }
    }
}
