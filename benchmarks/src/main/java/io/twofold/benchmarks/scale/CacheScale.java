package io.twofold.benchmarks.scale;

import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.benchmarks.compare.Heap;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.EmbeddedRedis;
import io.twofold.testkit.RedisAdmin;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What more caches in one process cost while nobody uses them: threads, memory, time to start, heartbeats. */
final class CacheScale {
    private final long watchedNanos;

    CacheScale(boolean isShort) {
        this.watchedNanos = TimeUnit.SECONDS.toNanos(isShort ? 4 : 10);
    }

    List<String> run(int... counts) {
        List<String> lines = new ArrayList<>(List.of(
                "| Caches | shards | time to build a cache | threads | connections | heap a cache | heartbeats/s | time"
                        + " of one in Redis | this process busy | Redis busy |",
                "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"));
        line(1, 1); // warms up
        for (int count : counts) {
            lines.add(line(count, 1));
        }
        lines.add(line(counts[counts.length - 1], 16));
        return lines;
    }

    private String line(int count, int shards) {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                RedisAdmin admin = RedisAdmin.of(redis)) {
            int threadsBefore = Machine.threads();
            try (Twofold twofold = Twofold.builder()
                    .namespace("scale")
                    .remote(RedisTier.connect(redis.uri()))
                    .build()) {
                List<TieredCache<String, String>> caches = new ArrayList<>();
                long heapBefore = Heap.reachable();
                long begin = System.nanoTime();
                for (int i = 0; i < count; i++) {
                    caches.add(twofold.cache("cache-" + i, String.class, String.class)
                            .spec("ttl=10m, l1.maximumSize=1_000, l2.compression=none, l2.shards=" + shards)
                            .loader((String key) -> key)
                            .build());
                }
                double buildMillis = (System.nanoTime() - begin) / 1e6 / count;
                caches.forEach(cache -> cache.get("key")); // whatever is made at the first use
                long heap = Heap.reachable() - heapBefore;
                return watched(count, shards, admin, buildMillis, heap, threadsBefore);
            }
        }
    }

    private String watched(int count, int shards, RedisAdmin admin, double buildMillis, long heap, int threadsBefore) {
        admin.text("CONFIG", "RESETSTAT");
        double redisBefore = redisCpu(admin);
        long cpu = Machine.cpuNanos();
        long begin = System.nanoTime();
        LockSupport.parkNanos(watchedNanos);
        double passed = (System.nanoTime() - begin) / 1e9;
        long spent = Machine.cpuNanos() - cpu;
        Map<String, String> commands = admin.info("commandstats");
        double redisCpu = redisCpu(admin) - redisBefore;
        long beats = admin.calls("evalsha");
        String micros = commands.getOrDefault("cmdstat_evalsha", "calls=0,usec=0");
        double usec = Double.parseDouble(micros.replaceFirst("^.*usec=(\\d+).*$", "$1"));
        return String.format(
                Locale.ROOT,
                "| %,d | %d | %.2f ms | %d | %d | %,.0f KB | %,.1f | %.0f us | %.1f%% | %.1f%% |",
                count,
                shards,
                buildMillis,
                Machine.threads() - threadsBefore,
                Long.parseLong(admin.info("clients").get("connected_clients")) - 1,
                heap / 1024.0 / count,
                beats / passed,
                beats == 0 ? 0 : usec / beats,
                100 * spent / 1e9 / passed,
                100 * redisCpu / passed);
    }

    private static double redisCpu(RedisAdmin admin) {
        Map<String, String> cpu = admin.info("cpu");
        return Double.parseDouble(cpu.get("used_cpu_user")) + Double.parseDouble(cpu.get("used_cpu_sys"));
    }
}
