package io.twofold.benchmarks.compare;

import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.benchmarks.compare.Contest.Cost;
import io.twofold.benchmarks.compare.Contest.Plan;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.EmbeddedRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RBuckets;
import org.redisson.api.RedissonClient;
import org.redisson.codec.Kryo5Codec;
import org.redisson.config.Config;

/**
 * A hit in L2 beside a Redisson bucket. L1 has room for one entry, so that nearly every read goes to Redis; the base
 * uses a client with the same settings as Twofold's.
 */
final class L2Hits {
    private static final int KEYS = 2_000;
    private static final int AT_ONCE = 100;

    private L2Hits() {}

    /** A value as services cache them. */
    record Product(long id, String name, String description, List<String> labels, double price) {}

    static List<Row> run(Length length) {
        List<Row> rows = new ArrayList<>();
        for (int bytes : new int[] {1_024}) {
            try (Caches caches = new Caches(bytes)) {
                for (int threads : new int[] {1, 16, 64}) {
                    Plan plan = new Plan(Cost.WALL, threads, length.rounds(), 250, 8);
                    String group = "L2 hit, " + bytes + " B, " + threads + (threads == 1 ? " thread" : " threads");
                    rows.addAll(Row.of(group, new Contest(plan, caches.get()).run()));
                }
            }
        }
        try (Caches caches = new Caches(300)) {
            Plan plan = new Plan(Cost.WALL, 1, length.rounds(), 250, 1);
            rows.addAll(Row.of("getAll of 100 in L2, 300 B", new Contest(plan, caches.getAll()).run()));
        }
        return rows;
    }

    private static final class Caches implements AutoCloseable {
        private final EmbeddedRedis redis = EmbeddedRedis.start();
        private final RedissonClient bare;
        private final Twofold twofold = Twofold.builder()
                .namespace("benchmark")
                .remote(RedisTier.connect(redis.uri()))
                .build();
        private final TieredCache<String, Product> tiered;
        private final String[] keys = new String[KEYS];

        Caches(int bytes) {
            Config config = RedisTier.recommendedConfig(redis.uri());
            config.setCodec(new Kryo5Codec());
            bare = Redisson.create(config);
            tiered = twofold.cache("l2-hit", String.class, Product.class)
                    .spec("ttl=1h, l1.maximumSize=1, maxStaleness=1m, l2.timeout=10s, l2.compression=none")
                    .loader((String key) -> product(key, bytes))
                    .build();
            Arrays.setAll(keys, i -> "product:" + (100_000 + i));
            for (String key : keys) {
                bare.<Product>getBucket(key).set(product(key, bytes), Duration.ofHours(1));
            }
            for (int i = 0; i < KEYS; i += AT_ONCE) {
                tiered.getAll(List.of(keys).subList(i, i + AT_ONCE));
            }
        }

        private static Product product(String key, int bytes) {
            return new Product(key.hashCode(), key, "x".repeat(bytes - 80), List.of("a label", "another"), 9.99);
        }

        List<Side> get() {
            return List.of(
                    new Side("Redisson bucket, Kryo5Codec", (from, times) -> {
                        int seen = 0;
                        for (int i = from; i < from + times; i++) {
                            seen += bare.<Product>getBucket(keys[i % KEYS])
                                    .get()
                                    .name()
                                    .length();
                        }
                        return seen;
                    }),
                    new Side("Twofold get", (from, times) -> {
                        int seen = 0;
                        for (int i = from; i < from + times; i++) {
                            Product found = tiered.get(keys[i % KEYS]);
                            seen += found == null ? 0 : found.name().length();
                        }
                        return seen;
                    }));
        }

        List<Side> getAll() {
            return List.of(
                    new Side("Redisson getBuckets().get, Kryo5Codec", (from, times) -> {
                        int seen = 0;
                        RBuckets buckets = bare.getBuckets();
                        for (int i = from; i < from + times; i++) {
                            Map<String, Product> found = buckets.get(hundred(i));
                            seen += found.size();
                        }
                        return seen;
                    }),
                    new Side("Twofold getAll", (from, times) -> {
                        int seen = 0;
                        for (int i = from; i < from + times; i++) {
                            seen += tiered.getAll(Arrays.asList(hundred(i))).size();
                        }
                        return seen;
                    }));
        }

        private String[] hundred(int number) {
            int from = number * AT_ONCE % KEYS;
            return Arrays.copyOfRange(keys, from, from + AT_ONCE);
        }

        @Override
        public void close() {
            twofold.close();
            bare.shutdown(0, 2, TimeUnit.SECONDS);
            redis.close();
        }
    }
}
