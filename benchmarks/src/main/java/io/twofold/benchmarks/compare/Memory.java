package io.twofold.benchmarks.compare;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.benchmarks.compare.Contest.Middle;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What an entry of L1 takes beyond its key and value: all that can be reached, by entries. */
final class Memory {
    static final String GROUP = "memory of an entry beyond key and value";

    private static final int ENTRIES = 200_000;
    private static final int ROOM = ENTRIES * 5 / 4;

    private Memory() {}

    static List<Row> run() {
        Long[] keys = new Long[ENTRIES];
        String[] values = new String[ENTRIES];
        Arrays.setAll(keys, i -> (long) i);
        Arrays.setAll(values, i -> "value " + i);
        double bare = ofCaffeine(keys, values);
        double twofold = ofTwofold(keys, values);
        return List.of(row(GROUP, "Caffeine, expireAfterWrite", bare, bare), row(GROUP, "Twofold", twofold, bare));
    }

    private static Row row(String group, String side, double bytes, double bare) {
        double ratio = bytes / bare;
        return new Row(group, side, new Middle(ratio, ratio, ratio), bytes, "B", -1);
    }

    private static double ofCaffeine(Long[] keys, String[] values) {
        long before = Heap.reachable();
        Cache<Long, String> cache = Caffeine.newBuilder()
                .maximumSize(ROOM)
                .expireAfterWrite(1, TimeUnit.HOURS)
                .build();
        for (int i = 0; i < ENTRIES; i++) {
            cache.put(keys[i], values[i]);
        }
        double taken = Heap.reachable() - before;
        check(cache.estimatedSize());
        return taken / ENTRIES;
    }

    private static double ofTwofold(Long[] keys, String[] values) {
        try (Twofold twofold = Twofold.builder().build()) {
            TieredCache<Long, String> cache = twofold.cache("memory", Long.class, String.class)
                    .spec("ttl=1h, l1.maximumSize=" + ROOM)
                    .loader((Long key) -> values[key.intValue()])
                    .build();
            cache.get(keys[0]); // what there is once for all entries
            long before = Heap.reachable();
            for (int i = 0; i < ENTRIES; i++) {
                cache.get(keys[i]);
            }
            double taken = Heap.reachable() - before;
            check(cache.stats().l1Size());
            return taken / ENTRIES;
        }
    }

    private static void check(long size) {
        if (size != ENTRIES) {
            throw new IllegalStateException("there are " + size + " entries, not " + ENTRIES);
        }
    }
}
