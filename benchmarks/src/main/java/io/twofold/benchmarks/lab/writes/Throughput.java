package io.twofold.benchmarks.lab.writes;

import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.EmbeddedRedis;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;

/** Puts of a cache that writes behind, against SETs of as many bytes through the same client, in turns. */
final class Throughput {
    private static final int KEYS = 1_000;
    private static final int TURNS = 20;
    /** The compiler is at work on both sides for seconds. */
    private static final int WARM_UP = 30;
    /** Of both sides alike: on a machine that has too much to do a command may wait for seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Of an entry with a Long as its value: envelope and position. */
    private static final int BYTES = 64;

    private final TieredCache<Long, Long> cache;
    private final RedissonClient client;
    private final Database database;
    private final int callers;
    private final ExecutorService threads;
    private final byte[] bytes = new byte[BYTES];

    private final int shards;

    private Throughput(
            TieredCache<Long, Long> cache, RedissonClient client, Database database, int callers, int shards) {
        this.shards = shards;
        this.cache = cache;
        this.client = client;
        this.database = database;
        this.callers = callers;
        this.threads = Executors.newFixedThreadPool(callers);
    }

    /** Whether the throughput and the number of statements are as promised. */
    static boolean run(int puts, int callers, int shards, PrintWriter out) throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Database database = Database.start()) {
            Config config = RedisTier.recommendedConfig(redis.uri());
            config.useSingleServer().setTimeout(Math.toIntExact(PATIENCE.toMillis()));
            RedissonClient client = Redisson.create(config);
            try (Twofold twofold =
                    Twofold.builder().remote(RedisTier.of(client)).build()) {
                TieredCache<Long, Long> cache = twofold.cache("items", Long.class, Long.class)
                        .spec("ttl=10m, write=behind, write.delay=1s, l2.shards=" + shards + ", l2.timeout="
                                + PATIENCE.toSeconds() + "s")
                        .loader(key -> null)
                        .batchWriter(new JdbcWriter(database.url()))
                        .build();
                return new Throughput(cache, client, database, callers, shards).measure(puts, out);
            } finally {
                client.shutdown(0, 2, TimeUnit.SECONDS);
            }
        }
    }

    private boolean measure(int puts, PrintWriter out) throws Exception {
        int perTurn = puts / TURNS;
        for (int turn = 0; turn < WARM_UP; turn++) {
            turn(perTurn, this::put);
            turn(perTurn, this::set);
        }
        cache.flush(Duration.ofMinutes(1));
        long before = database.order().writes();
        double[] ratios = new double[TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            long putNanos = turn(perTurn, this::put);
            ratios[turn] = (double) turn(perTurn, this::set) / putNanos;
            out.println("turn " + (turn + 1) + " of " + TURNS);
            out.flush();
        }
        boolean flushed = cache.flush(Duration.ofMinutes(1)).isComplete();
        threads.shutdown();
        long statements = database.order().writes() - before;
        // each of a turn's own, and the one in the middle: what else the machine does comes and goes
        Arrays.sort(ratios);
        double ratio = (ratios[TURNS / 2 - 1] + ratios[TURNS / 2]) / 2;
        double part = (double) statements / (perTurn * TURNS);
        out.printf(
                Locale.ROOT,
                "puts=%d callers=%d shards=%d statements=%d statementsPerPut=%.4f putsPerSet=%.2f (%.2f to %.2f)%n",
                perTurn * TURNS,
                callers,
                shards,
                statements,
                part,
                ratio,
                ratios[0],
                ratios[TURNS - 1]);
        out.flush();
        return flushed && part <= 0.1 && ratio >= 0.8;
    }

    private interface Work {
        void run(long number);
    }

    private void put(long number) {
        cache.put(number % KEYS, number);
    }

    private void set(long number) {
        client.getBucket("bare:" + number % KEYS, ByteArrayCodec.INSTANCE).set(bytes);
    }

    /** How long it takes for all callers together. */
    private long turn(int count, Work work) throws InterruptedException, ExecutionException {
        List<Future<?>> running = new ArrayList<>();
        long began = System.nanoTime();
        for (int caller = 0; caller < callers; caller++) {
            int first = caller;
            running.add(threads.submit(() -> {
                for (int i = first; i < count; i += callers) {
                    work.run(i);
                }
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        return System.nanoTime() - began;
    }
}
