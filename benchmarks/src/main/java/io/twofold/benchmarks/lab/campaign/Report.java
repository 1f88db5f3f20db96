package io.twofold.benchmarks.lab.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A page on a campaign, and its picture. */
final class Report {
    @SuppressWarnings("InlineFormatString") // it is longer than a method may be
    private static final String PAGE = """
            # A campaign of faults

            Made by

            ```
            %s
            ```

            which ended with

            ```
            %s
            ```

            Several processes read and wrote through the cache, while servers, processes and connections were
            harmed. The source's versions stood in memory that all of them shared, so that each read could be
            judged: *staleness* is how long before the read began the first change was acknowledged which it
            missed. The bound is `maxStaleness=1s`, and 10 ms for the coarse clock of the cache.

            ![The largest staleness over time, and the faults](%s)

            | Fault | What | Times | Largest staleness, ms | Recovery, ms: median | longest |
            |---|---|---:|---:|---:|---:|
            %s

            - The staleness of a fault is that of reads which began between it and the next fault.
            - Recovery: from the end of the fault (for a node that was killed, from when its successor was up)
              until every node had a change acknowledged, and a change made on one of them had reached all.
            - %,d changes were acknowledged and %,d were not; those that were not are repeated by their node, and
              only those that were are judged.
            - %,d reads that began while their process was stopped or its threads got no processor, or within
              10 ms after, were older than the bound. They don't count: the cache's clock has a thread of its
              own, see the guarantees.
            - Not part of this: writes that a primary acknowledged and then lost while their node died too; there the
              TTL is the bound. Two primaries at once are part of it only where `--down-after` is shorter than a fault.
            - A `put` that was not acknowledged may reach the server late, and the last put in the order of Redis
              wins: the campaign goes on with another key in its place. So it does with the keys of a process
              that was killed while it may have put them.
            %s""";

    private final Outcome outcome;
    private final String command;

    Report(Outcome outcome, String command) {
        this.outcome = outcome;
        this.command = command;
    }

    /** What was seen of one kind, in milliseconds. */
    private record Line(int times, double staleness, double medianRecovery, double longestRecovery) {}

    static String figures(Outcome outcome) {
        return String.format(
                Locale.ROOT,
                "reads=%d faults=%d kinds=%d violations=%d maxStalenessMs=%.1f seconds=%.0f",
                outcome.reads(),
                outcome.faults().size(),
                outcome.faults().stream().map(Outcome.Fault::kind).distinct().count(),
                outcome.violations().size(),
                outcome.maxStalenessMillis(),
                outcome.seconds());
    }

    void write(Path page) throws IOException {
        Path name = page.getFileName();
        if (name == null) {
            throw new IllegalArgumentException(page + " is no file");
        }
        String picture = name.toString().replaceFirst("\\.md$", "") + ".svg";
        Files.writeString(page.resolveSibling(picture), new Picture(outcome).svg());
        Files.writeString(page, text(picture));
    }

    private String text(String picture) {
        return PAGE.formatted(
                command,
                figures(outcome),
                picture,
                lines(),
                outcome.acknowledged(),
                outcome.unacknowledged(),
                outcome.excused(),
                violations());
    }

    private String lines() {
        Map<Kind, Line> lines = new TreeMap<>();
        for (Kind kind : Kind.values()) {
            Line line = line(kind);
            if (line.times > 0) {
                lines.put(kind, line);
            }
        }
        return lines.entrySet().stream()
                .map(each -> String.format(
                        Locale.ROOT,
                        "| %s | %s | %d | %.1f | %.0f | %.0f |",
                        each.getKey(),
                        each.getKey().text(),
                        each.getValue().times,
                        each.getValue().staleness,
                        each.getValue().medianRecovery,
                        each.getValue().longestRecovery))
                .collect(Collectors.joining("\n"));
    }

    private Line line(Kind kind) {
        List<Outcome.Fault> faults = outcome.faults();
        List<Outcome.Sample> samples = outcome.samples();
        long staleness = 0;
        for (int i = 0; i < faults.size(); i++) {
            if (faults.get(i).kind() == kind) {
                long from = faults.get(i).began();
                long to = i + 1 < faults.size() ? faults.get(i + 1).began() : Long.MAX_VALUE;
                staleness = Math.max(
                        staleness,
                        samples.stream()
                                .filter(sample -> from <= sample.at() && sample.at() < to)
                                .mapToLong(Outcome.Sample::staleness)
                                .max()
                                .orElse(0));
            }
        }
        List<Double> recoveries = faults.stream()
                .filter(fault -> fault.kind() == kind)
                .map(fault -> Outcome.millis(fault.recovered() - fault.ended()))
                .sorted()
                .toList();
        return recoveries.isEmpty()
                ? new Line(0, 0, 0, 0)
                : new Line(
                        recoveries.size(),
                        Outcome.millis(staleness),
                        recoveries.get(recoveries.size() / 2),
                        recoveries.get(recoveries.size() - 1));
    }

    private String violations() {
        if (outcome.violations().isEmpty()) {
            return "";
        }
        return "\n## Violations\n\n"
                + outcome.violations().stream().map(text -> "- " + text).collect(Collectors.joining("\n")) + "\n";
    }
}
