package io.twofold.benchmarks.compare;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures as a page: ratios first, and what they were taken on. */
final class Report {
    private Report() {}

    static List<String> page(List<Row> rows, Length length) {
        List<String> page = new ArrayList<>(List.of(
                "# Benchmarks",
                "",
                "What Twofold costs beside what it stands on. Written by `benchmarks/report"
                        + (length == Length.FULL ? " --full" : "")
                        + "`; don't edit it.",
                "",
                "Each figure is a ratio to the first line of its group, below 1 for less. Both sides take short turns in one"
                        + " process; the median of the rounds counts, and half of the rounds lay between the two figures"
                        + " behind it. What a hit in L1 costs is processor time of the calling thread; what one in L2"
                        + " costs is elapsed time. The column of absolute figures is for orientation only. The traces"
                        + " of the hit rates are made up, not recorded.",
                "",
                "| Taken on | |",
                "|---|---|",
                "| date | " + LocalDate.now(ZoneOffset.UTC) + " |",
                "| JVM | " + System.getProperty("java.vm.name") + " " + Runtime.version() + " |",
                "| machine | " + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                        + Runtime.getRuntime().availableProcessors() + " processors, shared with others |",
                "| rounds | " + length.rounds() + " |"));
        String group = "";
        for (Row row : rows) {
            if (!row.group().equals(group)) {
                group = row.group();
                page.addAll(List.of("", "## " + capitalized(group), "", "| | ratio | half of the rounds | | B/op |"));
                page.add("|---|---|---|---|---|");
            }
            page.add(line(row));
        }
        return page;
    }

    private static String line(Row row) {
        return String.format(
                Locale.ROOT,
                "| %s | %.3f | %.3f to %.3f | %.1f %s | %s |",
                row.side(),
                row.ratio().median(),
                row.ratio().low(),
                row.ratio().high(),
                row.value(),
                row.unit(),
                row.bytes() < 0 ? "" : String.format(Locale.ROOT, "%.1f", row.bytes()));
    }

    private static String capitalized(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
