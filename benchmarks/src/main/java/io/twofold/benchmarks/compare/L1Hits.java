package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.compare.Contest.Cost;
import io.twofold.benchmarks.compare.Contest.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.springframework.cache.Cache;

/**
 * A hit in L1 beside a hit in bare Caffeine. Every side has a loop of its own on purpose: one shared by all would see
 * all their types at its call, and then none would be inlined.
 */
public final class L1Hits {
    /** How many keys a sequence holds that the sides go round. */
    public static final int SEQUENCE = 1 << 16;

    private static final String GROUPS = "L1 hit, ";
    private static final int BATCH = 1 << 12;

    private L1Hits() {}

    static List<Row> run(Length length) {
        List<Row> rows = new ArrayList<>();
        try (L1Caches caches = new L1Caches()) {
            for (KeySequence order : KeySequence.values()) {
                String[] keys = caches.sequence(order, SEQUENCE);
                for (int threads : threads()) {
                    Plan plan = new Plan(Cost.CPU, threads, 40, BATCH);
                    String how = ", " + order.name().toLowerCase(Locale.ROOT) + ", " + threads
                            + (threads == 1 ? " thread" : " threads");
                    rows.addAll(Row.of(
                            GROUPS + "get" + how,
                            length.contest(plan, allGets(caches, keys)).run()));
                    rows.addAll(Row.of(
                            GROUPS + "get(key, loader)" + how,
                            length.contest(plan, getWith(caches, keys)).run()));
                    rows.addAll(Row.of(
                            GROUPS + "async get" + how,
                            length.contest(plan, async(caches, keys)).run()));
                }
            }
        }
        rows.addAll(refreshDue(length));
        return rows;
    }

    /** One, two, and as many as there are processors. */
    private static int[] threads() {
        return IntStream.of(1, 2, Runtime.getRuntime().availableProcessors())
                .distinct()
                .sorted()
                .toArray();
    }

    private static List<Row> refreshDue(Length length) {
        try (RefreshDueCaches caches = new RefreshDueCaches()) {
            String[] keys = caches.sequence(SEQUENCE);
            List<Side> sides = List.of(
                    Side.of("Caffeine", (from, times) -> {
                        int seen = 0;
                        for (int i = from; i < from + times; i++) {
                            seen += caches.caffeine.get(keys[i & SEQUENCE - 1]).length();
                        }
                        return seen;
                    }),
                    Side.of("Twofold", (from, times) -> {
                        int seen = 0;
                        for (int i = from; i < from + times; i++) {
                            String value = caches.tiered.get(keys[i & SEQUENCE - 1]);
                            seen += value == null ? 0 : value.length();
                        }
                        return seen;
                    }));
            Plan plan = new Plan(Cost.CPU, 1, 250, BATCH);
            return Row.of(
                    GROUPS + "get, refreshes due, zipf, 1 thread",
                    length.contest(plan, sides).run());
        }
    }

    /** A {@code get} of bare Caffeine, and one of Twofold; {@code keys} are {@link #SEQUENCE} of the caches' keys. */
    public static List<Side> gets(L1Caches caches, String[] keys) {
        return List.of(
                Side.of("Caffeine", (from, times) -> {
                    int seen = 0;
                    for (int i = from; i < from + times; i++) {
                        String value = caches.caffeine.getIfPresent(keys[i & SEQUENCE - 1]);
                        seen += value == null ? 0 : value.length();
                    }
                    return seen;
                }),
                Side.of("Twofold", (from, times) -> {
                    int seen = 0;
                    for (int i = from; i < from + times; i++) {
                        String value = caches.tiered.get(keys[i & SEQUENCE - 1]);
                        seen += value == null ? 0 : value.length();
                    }
                    return seen;
                }));
    }

    private static List<Side> allGets(L1Caches caches, String[] keys) {
        List<Side> sides = new ArrayList<>(gets(caches, keys));
        sides.add(Side.of("Twofold, of a tenant", (from, times) -> {
            int seen = 0;
            for (int i = from; i < from + times; i++) {
                String value = caches.scoped.get(keys[i & SEQUENCE - 1]);
                seen += value == null ? 0 : value.length();
            }
            return seen;
        }));
        sides.addAll(others(caches, keys));
        return sides;
    }

    private static List<Side> others(L1Caches caches, String[] keys) {
        return List.of(
                Side.of("Caffeine, no expiry", (from, times) -> {
                    int seen = 0;
                    for (int i = from; i < from + times; i++) {
                        String value = caches.unexpiring.getIfPresent(keys[i & SEQUENCE - 1]);
                        seen += value == null ? 0 : value.length();
                    }
                    return seen;
                }),
                Side.of("Spring's Caffeine cache", (from, times) -> {
                    int seen = 0;
                    for (int i = from; i < from + times; i++) {
                        Cache.ValueWrapper found = caches.spring.get(keys[i & SEQUENCE - 1]);
                        seen += found != null && found.get() instanceof String value ? value.length() : 0;
                    }
                    return seen;
                }));
    }

    private static List<Side> getWith(L1Caches caches, String[] keys) {
        return List.of(
                Side.of("Caffeine", (from, times) -> {
                    int seen = 0;
                    for (int i = from; i < from + times; i++) {
                        seen += caches.caffeine
                                .get(keys[i & SEQUENCE - 1], caches.function)
                                .length();
                    }
                    return seen;
                }),
                Side.of("Twofold", (from, times) -> {
                    int seen = 0;
                    for (int i = from; i < from + times; i++) {
                        String value = caches.tiered.get(keys[i & SEQUENCE - 1], caches.loader);
                        seen += value == null ? 0 : value.length();
                    }
                    return seen;
                }));
    }

    private static List<Side> async(L1Caches caches, String[] keys) {
        return List.of(
                Side.of("Caffeine", (from, times) -> {
                    int seen = 0;
                    for (int i = from; i < from + times; i++) {
                        seen += caches.asyncCaffeine
                                .get(keys[i & SEQUENCE - 1])
                                .join()
                                .length();
                    }
                    return seen;
                }),
                Side.of("Twofold", (from, times) -> {
                    int seen = 0;
                    for (int i = from; i < from + times; i++) {
                        String value = caches.async.get(keys[i & SEQUENCE - 1]).join();
                        seen += value == null ? 0 : value.length();
                    }
                    return seen;
                }));
    }
}
