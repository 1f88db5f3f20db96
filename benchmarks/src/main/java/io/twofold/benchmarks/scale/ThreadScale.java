package io.twofold.benchmarks.scale;

import io.twofold.benchmarks.compare.Contest;
import io.twofold.benchmarks.compare.Contest.Cost;
import io.twofold.benchmarks.compare.Contest.Plan;
import io.twofold.benchmarks.compare.Contest.Result;
import io.twofold.benchmarks.compare.KeySequence;
import io.twofold.benchmarks.compare.L1Caches;
import io.twofold.benchmarks.compare.L1Hits;
import io.twofold.benchmarks.compare.WarmUp;
import io.twofold.benchmarks.plot.Plot;
import io.twofold.benchmarks.plot.Plot.Curve;
import io.twofold.benchmarks.plot.Plot.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a hit in L1 costs with more threads that read the same keys. */
final class ThreadScale {
    private static final int BATCH = 1 << 12;

    private final int rounds;
    private final WarmUp warmUp;
    private final List<Point> ratios = new ArrayList<>();

    ThreadScale(boolean isShort) {
        this.rounds = isShort ? 9 : 31;
        this.warmUp = WarmUp.ofSeconds(isShort ? 3 : 10);
    }

    List<String> run(int... threads) {
        List<String> lines = new ArrayList<>(List.of(
                "| Threads | ratio to Caffeine | half of the rounds | a hit, processor time | the same of Caffeine |",
                "|--:|--:|--:|--:|--:|"));
        try (L1Caches caches = new L1Caches()) {
            String[] keys = caches.sequence(KeySequence.ZIPF, L1Hits.SEQUENCE);
            for (int count : threads) {
                List<Result> results = new Contest(
                                new Plan(Cost.CPU, count, 60, BATCH), rounds, warmUp, L1Hits.gets(caches, keys))
                        .run();
                Result seen = results.get(1);
                ratios.add(new Point(
                        count,
                        seen.ratio().low(),
                        seen.ratio().median(),
                        seen.ratio().high()));
                lines.add(String.format(
                        Locale.ROOT,
                        "| %d | **%.3f** | %.3f to %.3f | %.0f ns | %.0f ns |",
                        count,
                        seen.ratio().median(),
                        seen.ratio().low(),
                        seen.ratio().high(),
                        seen.nanos().median(),
                        results.get(0).nanos().median()));
            }
        }
        return lines;
    }

    String plot() {
        return new Plot("A hit in L1 by threads", "ratio to Caffeine")
                .curves(List.of(new Curve("get, Zipf", ratios)), "threads", 2, 0);
    }
}
