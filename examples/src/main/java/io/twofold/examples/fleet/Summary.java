package io.twofold.examples.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How the run went.
 *
 * @param compared how many entries were compared with the database once all was quiet
 * @param staleWhenQuiet how many of them differed
 */
record Summary(int nodes, int seconds, Timeline timeline, long compared, long staleWhenQuiet) {

    /** What went wrong; empty if nothing did. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        NodeStats cached = timeline.total(Phase.CACHED);
        if (staleWhenQuiet > 0) {
            faults.add(staleWhenQuiet + " entries were stale although all was quiet");
        }
        if (compared == 0) {
            faults.add("there was no entry to compare with the database");
        }
        if (cached.count(Counter.VIOLATIONS) > 0) {
            faults.add(cached.count(Counter.VIOLATIONS) + " reads were out of date for longer than maxStaleness, "
                    + ProductService.MAX_STALENESS.toMillis() + " ms");
        }
        long failures =
                cached.count(Counter.FAILURES) + timeline.total(Phase.UNCACHED).count(Counter.FAILURES);
        if (failures > 0) {
            faults.add(failures + " requests or changes failed");
        }
        return faults;
    }

    /** For people. */
    List<String> lines() {
        NodeStats cached = timeline.total(Phase.CACHED);
        NodeStats uncached = timeline.total(Phase.UNCACHED);
        return List.of(
                "",
                row("The same load", "uncached", "cached") + "   (from an empty cache on)",
                row(
                        "requests/s",
                        Display.number(timeline.requestsPerSecond(Phase.UNCACHED)),
                        Display.number(timeline.requestsPerSecond(Phase.CACHED))),
                row(
                        "database queries per 1000",
                        tenths(queriesPerThousand(uncached)),
                        tenths(queriesPerThousand(cached))),
                row("p50", Display.time(uncached.micros(50)), Display.time(cached.micros(50))),
                row("p99", Display.time(uncached.micros(99)), Display.time(cached.micros(99))),
                "",
                "Stale reads under load: " + cached.count(Counter.STALE_READS) + " of "
                        + Display.number(cached.count(Counter.REQUESTS)) + ", every read judged; the oldest value "
                        + Display.time(cached.oldestStaleMicros()) + " after its change was acknowledged (allowed: "
                        + ProductService.MAX_STALENESS.toMillis() + " ms).",
                "Stale entries once all was quiet: " + staleWhenQuiet + " of " + Display.number(compared)
                        + " compared with the database.",
                "databaseQueriesUncached below is what the cached requests would have cost the database without a cache.");
    }

    private static String row(String label, String uncached, String cached) {
        return String.format("  %-28s %14s %14s", label, uncached, cached);
    }

    private static double queriesPerThousand(NodeStats stats) {
        return 1_000.0 * stats.count(Counter.QUERIES) / Math.max(1, stats.count(Counter.REQUESTS));
    }

    private static String tenths(double number) {
        return String.format(Locale.ROOT, "%,.1f", number);
    }

    /** For scripts. */
    String figures() {
        NodeStats cached = timeline.total(Phase.CACHED);
        double perThousand = queriesPerThousand(timeline.total(Phase.UNCACHED));
        return String.format(
                Locale.ROOT,
                "nodes=%d seconds=%d requests=%d l1HitRate=%.4f l2HitRate=%.4f loads=%d databaseQueries=%d"
                        + " databaseQueriesUncached=%.0f p50Micros=%.1f p99Micros=%.1f invalidationsSent=%d"
                        + " invalidationsApplied=%d staleReads=%d staleWhenQuiet=%d",
                nodes,
                seconds,
                cached.count(Counter.REQUESTS),
                cached.l1HitRate(),
                cached.l2HitRate(),
                cached.count(Counter.LOADS),
                cached.count(Counter.QUERIES),
                perThousand * cached.count(Counter.REQUESTS) / 1_000,
                cached.micros(50),
                cached.micros(99),
                cached.count(Counter.SENT),
                cached.count(Counter.APPLIED),
                cached.count(Counter.STALE_READS),
                staleWhenQuiet);
    }
}
