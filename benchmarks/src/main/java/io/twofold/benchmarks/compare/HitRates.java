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
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/**
 * How many reads L1 answers, beside a bare Caffeine cache of the same size. Time is simulated, since what L1 tells
 * Caffeine depends on how many uses fall into a tick.
 */
final class HitRates {
    /** Begins the groups of traces that were recorded. */
    static final String RECORDED = "hit rate of L1, recorded: ";

    private static final String MADE_UP = "hit rate of L1, made up: ";

    /** The base of each group. */
    static final String CAFFEINE = "Caffeine";

    private static final int MADE_UP_ROOM = 5_000;
    private static final int[] READS_PER_SECOND = {1_000, 100_000, 10_000_000};
    /** So much of a trace's keys there is room for, in percent. */
    private static final int[] ROOMS = {2, 10, 30};

    private final int runs;

    private HitRates(Length length) {
        this.runs = length.of(5, 15);
    }

    /** Of traces that are made up. */
    static List<Row> madeUp(Length length) {
        List<Row> rows = new ArrayList<>();
        for (Trace trace : Trace.values()) {
            int[] reads = trace.reads(length.of(500_000, 2_000_000), MADE_UP_ROOM);
            String group = String.format(Locale.ROOT, "%s%s, room for %,d keys", MADE_UP, trace.title(), MADE_UP_ROOM);
            rows.addAll(new HitRates(length).rows(group, reads, MADE_UP_ROOM));
        }
        return rows;
    }

    /** Of traces that were recorded. */
    static List<Row> recorded(Length length) {
        List<Row> rows = new ArrayList<>();
        for (RecordedTrace trace : RecordedTrace.values()) {
            int[] reads = trace.reads(length.of(300_000, 1_000_000));
            for (int percent : ROOMS) {
                int room = RecordedTrace.keys(reads) * percent / 100;
                String group =
                        String.format(Locale.ROOT, "%s%s, room for %d%% of the keys", RECORDED, trace.title(), percent);
                rows.addAll(new HitRates(length).rows(group, reads, room));
            }
        }
        return rows;
    }

    /** The trace of a group of {@link #recorded}. */
    static String trace(String group) {
        return group.substring(RECORDED.length(), group.lastIndexOf(", room for"));
    }

    static boolean isGroup(String group) {
        return group.startsWith(RECORDED) || group.startsWith(MADE_UP);
    }

    private List<Row> rows(String group, int[] reads, int room) {
        List<Row> rows = new ArrayList<>();
        Middle bare = middle(() -> ofCaffeine(reads, room));
        rows.add(row(group, CAFFEINE, bare, bare));
        for (int rate : READS_PER_SECOND) {
            String side = String.format(Locale.ROOT, "Twofold, %,d reads a second", rate);
            rows.add(row(group, side, middle(() -> ofTwofold(reads, room, rate)), bare));
        }
        return rows;
    }

    /** Caffeine throws dice now and then. */
    private Middle middle(DoubleSupplier run) {
        return Middle.of(DoubleStream.generate(run).limit(runs).toArray());
    }

    private static Row row(String group, String side, Middle rate, Middle bare) {
        return new Row(group, side, rate.over(bare.median()), 100 * rate.median(), "%", -1);
    }

    private static double ofCaffeine(int[] reads, int room) {
        Cache<Integer, Integer> cache = Caffeine.newBuilder()
                .maximumSize(room)
                .expireAfterWrite(1, TimeUnit.DAYS)
                .executor(Runnable::run)
                .recordStats()
                .build();
        for (int read : reads) {
            var unused = cache.get(read, key -> key);
        }
        return cache.stats().hitRate();
    }

    private static double ofTwofold(int[] reads, int room, int perSecond) {
        FakeTime time = new FakeTime();
        Duration step = Duration.ofNanos(TimeUnit.SECONDS.toNanos(1) / perSecond);
        try (Twofold twofold =
                Twofold.builder().time(time).executor(Runnable::run).build()) {
            TieredCache<Integer, Integer> cache = twofold.cache("replay", Integer.class, Integer.class)
                    .spec("ttl=1d, l1.maximumSize=" + room)
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
