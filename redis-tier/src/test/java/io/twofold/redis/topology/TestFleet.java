package io.twofold.redis.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.CacheLoader;
import io.twofold.Delivery;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/**
 * Three nodes of one cache, each with a client of its own, over a source of versions: the value of a key is how often
 * it has changed.
 */
final class TestFleet implements AutoCloseable {
    static final Duration MAX_STALENESS = Duration.ofSeconds(2);
    static final int KEYS = 64;
    static final String CACHE = "versions";

    /** What goes wrong here goes wrong on purpose; held, or it would forget its level. */
    private static final Logger QUIET = Logger.getLogger("io.twofold");

    static {
        QUIET.setLevel(Level.SEVERE);
    }

    private static final AtomicInteger NAMESPACES = new AtomicInteger();
    private static final int NODES = 3;
    private static final int THREADS_PER_NODE = 8;
    private static final String SPEC = "ttl=10m, l2.timeout=1s, l2.lease=1s, heartbeat=200ms, maxStaleness=2s";

    private final String namespace = "t" + NAMESPACES.incrementAndGet() + "-" + System.nanoTime();
    private final List<RedissonClient> clients = new ArrayList<>();
    private final List<Twofold> managers = new ArrayList<>();
    private final List<TieredCache<Integer, Long>> nodes = new ArrayList<>();
    private final List<AtomicLong> source = new ArrayList<>();
    private final AtomicInteger loads = new AtomicInteger();
    private final AtomicInteger fresh = new AtomicInteger(1_000_000);

    TestFleet(Config config) {
        this(node -> config);
    }

    /** With a config for each node. */
    TestFleet(IntFunction<Config> configs) {
        for (int key = 0; key < KEYS; key++) {
            source.add(new AtomicLong());
        }
        for (int node = 0; node < NODES; node++) {
            RedissonClient client = Redisson.create(configs.apply(node));
            clients.add(client);
            Twofold manager = Twofold.builder()
                    .namespace(namespace)
                    .remote(RedisTier.of(client))
                    .build();
            managers.add(manager);
            CacheLoader<Integer, Long> loader = this::load;
            nodes.add(manager.cache(CACHE, Integer.class, Long.class)
                    .spec(SPEC)
                    .loader(loader)
                    .build());
        }
    }

    private Long load(Integer key) {
        loads.incrementAndGet();
        return key < KEYS ? source.get(key).get() : key.longValue();
    }

    TieredCache<Integer, Long> node(int number) {
        return nodes.get(number);
    }

    List<TieredCache<Integer, Long>> nodes() {
        return List.copyOf(nodes);
    }

    /** Changes a key in the source; returns its new version. */
    long change(int key) {
        return source.get(key).incrementAndGet();
    }

    long version(int key) {
        return source.get(key).get();
    }

    int loads() {
        return loads.get();
    }

    /** A key that nobody has asked for yet. */
    int freshKey() {
        return fresh.incrementAndGet();
    }

    /** The control key of a shard in Redis. */
    String controlKey(int shard) {
        return "tf:{" + namespace + ":" + CACHE + ":" + shard + "}:c";
    }

    String announcements() {
        return "tf:{" + namespace + ":" + CACHE + "}:ch";
    }

    /** Waits until every node reaches every shard, has nothing pending, and hears of every change by doorbell. */
    void awaitWorking() {
        for (TieredCache<Integer, Long> node : nodes) {
            for (int key = 0; key < KEYS; key++) {
                int each = key;
                Await.until(
                        "key " + each + " can be invalidated", () -> node.invalidate(each) == Delivery.ACKNOWLEDGED);
            }
            Await.until("nothing is pending", () -> node.stats().pendingInvalidations() == 0);
        }
        for (TieredCache<Integer, Long> node : nodes) {
            for (int key = 0; key < KEYS; key++) {
                int each = key;
                Await.until("key " + each + " is shared", () -> {
                    int before = loads();
                    nodes.forEach(reader -> assertThat(reader.get(each)).isEqualTo(version(each)));
                    node.invalidate(each);
                    nodes.forEach(reader -> reader.get(each));
                    return loads() - before <= 2;
                });
            }
        }
    }

    /** Everything that users do, once, all as it should be. */
    void assertWorks() throws Exception {
        assertReadsAreShared();
        assertInvalidationsReachEveryone();
        assertPutsReachEveryone();
        assertClearReachesEveryone();
        assertColdKeyIsLoadedOnce();
    }

    private void assertReadsAreShared() {
        List<Integer> keys =
                IntStream.range(0, 100).map(i -> freshKey()).boxed().toList();
        int before = loads();
        for (TieredCache<Integer, Long> node : nodes) {
            Map<Integer, Long> values = node.getAll(keys);
            keys.forEach(key -> assertThat(values).containsEntry(key, key.longValue()));
            assertThat(node.get(keys.get(7))).isEqualTo(keys.get(7).longValue());
        }
        assertThat(loads() - before).isEqualTo(keys.size());
    }

    private void assertInvalidationsReachEveryone() {
        for (int key = 0; key < KEYS; key++) {
            for (TieredCache<Integer, Long> node : nodes) {
                assertThat(node.get(key)).isEqualTo(version(key));
            }
        }
        for (int key = 0; key < KEYS; key++) {
            long version = change(key);
            TieredCache<Integer, Long> writer = nodes.get(key % NODES);
            assertThat(writer.invalidate(key)).isEqualTo(Delivery.ACKNOWLEDGED);
            assertThat(writer.get(key)).isEqualTo(version);
            awaitEveryone(key, version);
        }
    }

    private void assertPutsReachEveryone() {
        for (int key = 0; key < KEYS; key++) {
            long version = change(key);
            assertThat(nodes.get(key % NODES).put(key, version)).isEqualTo(Delivery.ACKNOWLEDGED);
            awaitEveryone(key, version);
        }
    }

    private void assertClearReachesEveryone() {
        for (int key = 0; key < KEYS; key++) {
            change(key);
        }
        assertThat(nodes.get(0).clear()).isEqualTo(Delivery.ACKNOWLEDGED);
        for (int key = 0; key < KEYS; key++) {
            awaitEveryone(key, version(key));
        }
    }

    void awaitEveryone(int key, long version) {
        for (TieredCache<Integer, Long> node : nodes) {
            Await.until("everyone has version " + version + " of " + key, () -> {
                Long value = node.get(key);
                return value != null && value == version;
            });
        }
    }

    /** As {@link #awaitEveryone}, where somebody else may change the key too. */
    void awaitAtLeast(int key, long version) {
        for (TieredCache<Integer, Long> node : nodes) {
            Await.until("everyone has version " + version + " of " + key, () -> {
                Long value = node.get(key);
                return value != null && value >= version;
            });
        }
    }

    private void assertColdKeyIsLoadedOnce() throws Exception {
        int key = freshKey();
        int before = loads();
        CountDownLatch asking = new CountDownLatch(NODES * THREADS_PER_NODE);
        ExecutorService threads = Executors.newFixedThreadPool(NODES * THREADS_PER_NODE);
        try {
            List<Future<Long>> answers = new ArrayList<>();
            for (int i = 0; i < NODES * THREADS_PER_NODE; i++) {
                TieredCache<Integer, Long> node = nodes.get(i % NODES);
                answers.add(threads.submit(() -> {
                    asking.countDown();
                    return node.get(key, asked -> {
                        asking.await();
                        return load(asked);
                    });
                }));
            }
            for (Future<Long> answer : answers) {
                assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(key);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(loads() - before).isOne();
    }

    @Override
    public void close() {
        managers.forEach(Twofold::close);
        clients.forEach(client -> client.shutdown(0, 2, TimeUnit.SECONDS));
    }
}
