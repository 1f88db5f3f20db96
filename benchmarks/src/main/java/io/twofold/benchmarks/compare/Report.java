package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.plot.Plot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Figures as a page with plots: what we hold ourselves to, what it was taken on, then all ratios. */
final class Report {
    private final List<Row> rows;
    private final Length length;
    private final Environment environment;

    Report(List<Row> rows, Length length, Environment environment) {
        this.rows = rows;
        this.length = length;
        this.environment = environment;
    }

    /** Writes the page, and the plots into a folder beside it that is called as the page is. */
    void write(Path page) throws IOException {
        Path name = page.getFileName();
        if (name == null) {
            throw new IllegalArgumentException("a report needs a file, and " + page + " is none");
        }
        String folder = name.toString().replaceFirst("\\.md$", "");
        List<String> lines = new ArrayList<>(beginning());
        for (Section section : Section.of(rows)) {
            String plot = section.plot();
            if (!plot.isEmpty()) {
                Plot.write(page.resolveSibling(folder).resolve(section.file()), plot);
            }
            lines.addAll(section.lines(plot.isEmpty() ? "" : folder + "/" + section.file()));
        }
        Files.write(page, lines, StandardCharsets.UTF_8);
    }

    private List<String> beginning() {
        List<String> lines = new ArrayList<>(List.of(
                "# Benchmarks",
                "",
                "What Twofold costs beside what it stands on and what you might use instead. Written by `benchmarks/report"
                        + (length == Length.FULL ? " --full" : "")
                        + "`; don't edit it. Where the time went and what was done about it: [performance](performance.md)."
                        + " How the cost grows: [scale](scale.md).",
                "",
                "## What we hold ourselves to",
                "",
                "As ratios unless a unit stands there. Of several figures for one line the worst counts.",
                ""));
        lines.addAll(Goals.table(rows));
        lines.addAll(howToRead());
        lines.addAll(environment.table());
        lines.addAll(List.of(
                "| rounds | " + length.rounds() + " |",
                "",
                "| To measure | run |",
                "|---|---|",
                "| all of this again | `benchmarks/report`, or `benchmarks/report --full` |",
                "| a part of it | `java -jar benchmarks/target/lab.jar compare L1 CODEC`; `compare --help` names the parts |",
                "| the same works by JMH | `java -jar benchmarks/target/benchmarks.jar -prof gc` |",
                "| where the time of one of them goes | `benchmarks/profile L1HitBenchmark.twofoldGet` |"));
        return lines;
    }

    private static String processors() {
        Processors here = Processors.HERE;
        return here.areKept()
                ? "Redis keeps to processor " + here.ofRedis() + ", each side to " + here.ofSides()
                        + ", as if Redis had"
                        + " a machine of its own; where the kernel would put them differs from run to run, and what it"
                        + " costs to wake a thread with that, by more than the sides do."
                : "Redis and the sides run where the kernel puts them.";
    }

    private List<String> howToRead() {
        return List.of(
                "",
                "## How to read the rest",
                "",
                "Each figure is a ratio to the first line of its group, below 1 for less. All sides take short turns, one"
                        + " after the other; the median of the rounds counts, and half of the rounds lay between the two"
                        + " figures behind it, as do the bars in the plots. What a hit in L1 or a codec costs is processor"
                        + " time of the calling thread; what goes to Redis costs elapsed time. The column of absolute"
                        + " figures is for orientation only. B/op is what the calling thread allocated.",
                "",
                "An application has one cache library, so for hits in L2, getAll, misses, puts, invalidations and the"
                        + " processor time of Redis each side has a process of its own, with " + Pace.HEAP_MB
                        + " MB of heap; all of them live at the same time, on one Redis. In one process they would run on"
                        + " code that was compiled for all of them together. " + processors()
                        + " Everything else is in one process. Before turns count, each side works until its JIT has hardly anything left to compile, for "
                        + Pace.of(length).warmUp().mostMillis() / 1_000 + " seconds at most.",
                "",
                "The recorded traces come with Caffeine's simulator. They hold no times, so they are replayed at several"
                        + " rates of simulated time. In the replays over both tiers L1 has room for 2% of the keys, L2"
                        + " keeps everything for the time to live of 10 minutes, 100 reads come each second, and L2 is the"
                        + " testkit's in-memory tier. L1 there answers a little less than Caffeine alone, since what"
                        + " comes from L2 has only what is left of its time to live, where Caffeine begins a new one.",
                "");
    }
}
