package io.twofold.benchmarks.lab.writes;

import io.twofold.BatchWriter;
import io.twofold.CacheBuilder;
import io.twofold.CacheWriter;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.WriteBatch;
import io.twofold.benchmarks.compare.Contest;
import io.twofold.benchmarks.compare.Contest.Cost;
import io.twofold.benchmarks.compare.Contest.Plan;
import io.twofold.benchmarks.compare.Contest.Result;
import io.twofold.benchmarks.compare.Side;
import io.twofold.benchmarks.compare.WarmUp;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.EmbeddedRedis;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a write costs by each strategy beside what the source takes for it, which here is nothing. */
@Command(
        name = "write-cost",
        mixinStandardHelpOptions = true,
        description = {
            "Writes by each strategy, in turns with bare SETs of as many bytes through the same client, and prints ratios.",
            "The source takes no time, so that only what the cache adds is seen."
        })
public final class WriteCostCommand implements Callable<Integer> {
    private static final int KEYS = 1_000;
    /** Of an entry with a Long as its value: envelope and position. */
    private static final int BYTES = 64;
    /** On a machine that has too much to do a command may wait for seconds. */
    private static final int PATIENCE_SECONDS = 10;

    private static final long TURN_MILLIS = 200;

    @Option(names = "--rounds", defaultValue = "15", description = "how many count (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--warm-up",
            defaultValue = "15",
            description = "seconds a side at most, until its code is compiled (default: ${DEFAULT-VALUE})")
    private int warmUp;

    @Option(names = "--callers", defaultValue = "1,32", split = ",", description = "default: ${DEFAULT-VALUE}")
    private int[] callers = {};

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec called = spec;
        if (called == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        if (rounds < 1 || warmUp < 1 || IntStream.of(callers).anyMatch(count -> count < 1)) {
            throw new ParameterException(called.commandLine(), "allowed are at least 1 round, second and caller");
        }
        PrintWriter out = called.commandLine().getOut();
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            Config config = RedisTier.recommendedConfig(redis.uri());
            config.useSingleServer().setTimeout(Math.toIntExact(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS)));
            RedissonClient client = Redisson.create(config);
            try (Twofold twofold =
                    Twofold.builder().remote(RedisTier.of(client)).build()) {
                List<Side> sides = sides(client, twofold);
                for (int count : callers) {
                    Plan plan = new Plan(Cost.WALL, count, TURN_MILLIS, 1);
                    print(count, new Contest(plan, rounds, WarmUp.ofSeconds(warmUp), sides).run(), out);
                }
            } finally {
                client.shutdown(0, 2, TimeUnit.SECONDS);
            }
        }
        return 0;
    }

    private static List<Side> sides(RedissonClient client, Twofold twofold) {
        byte[] bytes = new byte[BYTES];
        TieredCache<Long, Long> aside = builder(twofold, "aside", "").build();
        CacheWriter<Long, Long> nowhere = new CacheWriter<>() {
            @Override
            public void write(Long key, Long value) {}

            @Override
            public void delete(Long key) {}
        };
        TieredCache<Long, Long> through =
                builder(twofold, "through", ", write=through").writer(nowhere).build();
        BatchWriter<Long, Long> later = (WriteBatch<Long, Long> batch) -> {};
        TieredCache<Long, Long> behind = builder(twofold, "behind", ", write=behind, write.delay=1s")
                .batchWriter(later)
                .build();
        return List.of(
                side(
                        "SET",
                        key -> client.getBucket("bare:" + key, ByteArrayCodec.INSTANCE)
                                .set(bytes)),
                side("invalidate", aside::invalidate),
                side("write(key, action)", key -> aside.write(key, () -> true)),
                side("write-through put", key -> through.put(key, key)),
                side("write-behind put", key -> behind.put(key, key)));
    }

    private static CacheBuilder<Long, Long> builder(Twofold twofold, String name, String more) {
        return twofold.cache(name, Long.class, Long.class)
                .spec("ttl=10m, l2.timeout=" + PATIENCE_SECONDS + "s" + more)
                .loader((Long key) -> null);
    }

    private static Side side(String name, LongConsumer write) {
        return Side.of(name, (from, times) -> {
            for (int i = from; i < from + times; i++) {
                write.accept(Math.floorMod(i, KEYS));
            }
            return times;
        });
    }

    private static void print(int count, List<Result> results, PrintWriter out) {
        for (Result result : results) {
            out.printf(
                    Locale.ROOT,
                    "callers=%d %s ratio=%.2f (%.2f to %.2f) micros=%.1f%n",
                    count,
                    result.name(),
                    result.ratio().median(),
                    result.ratio().low(),
                    result.ratio().high(),
                    result.nanos().median() / 1e3);
        }
        out.flush();
    }
}
