package io.twofold.benchmarks.scale;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.benchmarks.compare.Contest;
import io.twofold.benchmarks.compare.Contest.Cost;
import io.twofold.benchmarks.compare.Contest.Plan;
import io.twofold.benchmarks.compare.Contest.Result;
import io.twofold.benchmarks.compare.Heap;
import io.twofold.benchmarks.compare.KeySequence;
import io.twofold.benchmarks.compare.Side;
import io.twofold.benchmarks.compare.WarmUp;
import io.twofold.benchmarks.plot.Plot;
import io.twofold.benchmarks.plot.Plot.Curve;
import io.twofold.benchmarks.plot.Plot.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What more entries in L1 cost: a hit, memory, and the garbage collector's work, beside bare Caffeine. */
final class EntryScale {
    private static final int SEQUENCE = 1 << 20;
    private static final int BATCH = 1 << 12;
    private static final int AT_ONCE = 10_000;
    /** Both caches with their keys need about this, and some room. */
    private static final int BYTES_AN_ENTRY = 600;

    private final int rounds;
    private final WarmUp warmUp;
    private final List<Point> ratios = new ArrayList<>();

    EntryScale(boolean isShort) {
        this.rounds = isShort ? 7 : 21;
        this.warmUp = WarmUp.ofSeconds(isShort ? 3 : 10);
    }

    List<String> run(int... sizes) {
        List<String> lines = new ArrayList<>(List.of(
                "| Entries | a hit, ratio to Caffeine | half of the rounds | a hit | B/entry, Caffeine | B/entry, Twofold"
                        + " | full collection, Caffeine alone | and Twofold | young collections during hits |",
                "|--:|--:|--:|--:|--:|--:|--:|--:|--:|"));
        for (int size : sizes) {
            if ((long) size * BYTES_AN_ENTRY > Runtime.getRuntime().maxMemory()) {
                lines.add(String.format(
                        Locale.ROOT,
                        "| %,d | needs a larger heap: -Xmx%dg | | | | | | | |",
                        size,
                        1 + (((long) size * BYTES_AN_ENTRY) >> 30)));
            } else {
                lines.add(line(size));
            }
        }
        return lines;
    }

    String plot() {
        return new Plot("A hit in L1 by entries", "ratio to Caffeine")
                .curves(List.of(new Curve("get, Zipf, 1 thread", ratios)), "entries", 10, 0);
    }

    /** What the caches take, in bytes, and what collecting them takes, in milliseconds. */
    private record Taken(long bare, long tiered, long collectionOfBare, long collectionOfBoth) {}

    private String line(int size) {
        Long[] keys = new Long[size];
        Arrays.setAll(keys, i -> (long) i);
        long before = Heap.reachable();
        Cache<Long, Long> bare = bare(keys);
        long ofBare = Heap.reachable() - before;
        long collectionOfBare = collect();
        try (Twofold twofold = Twofold.builder().build()) {
            TieredCache<Long, Long> tiered = twofold.cache("entries", Long.class, Long.class)
                    .spec("ttl=1h, l1.maximumSize=" + (size + size / 4))
                    .loader((Long key) -> key)
                    .bulkLoader(EntryScale::themselves)
                    .build();
            tiered.get(keys[0]); // what there is once for all entries
            long beforeTwofold = Heap.reachable();
            for (int i = 0; i < size; i += AT_ONCE) {
                tiered.getAll(Arrays.asList(keys).subList(i, Math.min(size, i + AT_ONCE)));
            }
            long ofTwofold = Heap.reachable() - beforeTwofold;
            return contest(keys, bare, tiered, new Taken(ofBare, ofTwofold, collectionOfBare, collect()));
        }
    }

    private static Cache<Long, Long> bare(Long[] keys) {
        Cache<Long, Long> bare = Caffeine.newBuilder()
                .maximumSize(keys.length + keys.length / 4)
                .expireAfterWrite(1, TimeUnit.HOURS)
                .recordStats()
                .build();
        for (Long key : keys) {
            bare.put(key, key);
        }
        bare.cleanUp();
        return bare;
    }

    private String contest(Long[] keys, Cache<Long, Long> bare, TieredCache<Long, Long> tiered, Taken taken) {
        int size = keys.length;
        Long[] sequence = Arrays.stream(KeySequence.ZIPF.draw(SEQUENCE, size))
                .mapToObj(i -> keys[i])
                .toArray(Long[]::new);
        long collections = Machine.collections();
        Result seen = new Contest(new Plan(Cost.CPU, 1, 60, BATCH), rounds, warmUp, sides(bare, tiered, sequence))
                .run()
                .get(1);
        ratios.add(new Point(
                size, seen.ratio().low(), seen.ratio().median(), seen.ratio().high()));
        return String.format(
                Locale.ROOT,
                "| %,d | **%.3f** | %.3f to %.3f | %.0f ns | %.0f | %.0f | %,d ms | %,d ms | %d |",
                size,
                seen.ratio().median(),
                seen.ratio().low(),
                seen.ratio().high(),
                seen.nanos().median(),
                (double) taken.bare / size,
                (double) taken.tiered / size,
                taken.collectionOfBare,
                taken.collectionOfBoth,
                Machine.collections() - collections);
    }

    private static Map<Long, Long> themselves(Set<Long> keys) {
        return keys.stream().collect(Collectors.toMap(key -> key, key -> key));
    }

    /** How long a full collection takes, in milliseconds. */
    private static long collect() {
        long begin = System.nanoTime();
        System.gc();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    private static List<Side> sides(Cache<Long, Long> bare, TieredCache<Long, Long> tiered, Long[] sequence) {
        return List.of(
                Side.of("Caffeine", (from, times) -> {
                    int seen = 0;
                    for (int i = from; i < from + times; i++) {
                        Long value = bare.getIfPresent(sequence[i & SEQUENCE - 1]);
                        seen += value == null ? 0 : value.intValue();
                    }
                    return seen;
                }),
                Side.of("Twofold", (from, times) -> {
                    int seen = 0;
                    for (int i = from; i < from + times; i++) {
                        Long value = tiered.get(sequence[i & SEQUENCE - 1]);
                        seen += value == null ? 0 : value.intValue();
                    }
                    return seen;
                }));
    }
}
