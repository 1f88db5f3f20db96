package io.twofold.benchmarks.compare;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.benchmarks.compare.Contest.Middle;
import io.twofold.testkit.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * How many reads L1 answers, beside a bare Caffeine cache of the same size. Time is simulated, since what L1 tells
 * Caffeine depends on how many uses fall into a tick.
 */
final class HitRates {
    private static final int RUNS = 3;
    private static final int ROOM = 5_000;
    private static final int[] READS_PER_SECOND = {1_000, 100_000, 10_000_000};

    private HitRates() {}

    static List<Row> run(Length length) {
        int count = length == Length.SHORT ? 500_000 : 2_000_000;
        List<Row> rows = new ArrayList<>();
        for (Trace trace : Trace.values()) {
            int[] reads = trace.reads(count, ROOM);
            String group = "hit rate, " + trace.title();
            double bare = average(() -> ofCaffeine(reads));
            rows.add(row(group, "Caffeine", bare, bare));
            for (int rate : READS_PER_SECOND) {
                double twofold = average(() -> ofTwofold(reads, rate));
                rows.add(row(group, "Twofold, " + rate + " reads a second", twofold, bare));
            }
        }
        return rows;
    }

    /** Caffeine throws dice now and then. */
    private static double average(DoubleSupplier run) {
        double sum = 0;
        for (int i = 0; i < RUNS; i++) {
            sum += run.getAsDouble();
        }
        return sum / RUNS;
    }

    private static Row row(String group, String side, double rate, double bare) {
        double ratio = rate / bare;
        return new Row(group, side, new Middle(ratio, ratio, ratio), 100 * rate, "%", -1);
    }

    private static double ofCaffeine(int[] reads) {
        Cache<Integer, Integer> cache = Caffeine.newBuilder()
                .maximumSize(ROOM)
                .expireAfterWrite(1, TimeUnit.DAYS)
                .executor(Runnable::run)
                .recordStats()
                .build();
        for (int read : reads) {
            var unused = cache.get(read, key -> key);
        }
        return cache.stats().hitRate();
    }

    private static double ofTwofold(int[] reads, int perSecond) {
        FakeTime time = new FakeTime();
        Duration step = Duration.ofNanos(TimeUnit.SECONDS.toNanos(1) / perSecond);
        try (Twofold twofold =
                Twofold.builder().time(time).executor(Runnable::run).build()) {
            TieredCache<Integer, Integer> cache = twofold.cache("replay", Integer.class, Integer.class)
                    .spec("ttl=1d, l1.maximumSize=" + ROOM)
                    .loader((Integer key) -> key)
                    .build();
            for (int read : reads) {
                cache.get(read);
                time.advance(step);
            }
            return (double) cache.stats().l1Hits() / reads.length;
        }
    }
}
