package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.plot.Plot;
import io.twofold.benchmarks.plot.Plot.Dot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Groups of one kind of work: a plot, and a table. */
final class Section {
    private static final String GET_ALL = "getAll of 100";

    private final String title;
    private final List<Row> rows = new ArrayList<>();

    private Section(String title) {
        this.title = title;
    }

    /** The rows by the work that their groups begin with, in their order. */
    static List<Section> of(List<Row> rows) {
        List<Section> sections = new ArrayList<>();
        for (Row row : rows) {
            String title = title(row.group());
            Section section = sections.stream()
                    .filter(each -> each.title.equals(title))
                    .findFirst()
                    .orElse(null);
            if (section == null) {
                section = new Section(title);
                sections.add(section);
            }
            section.rows.add(row);
        }
        return sections;
    }

    private static String title(String group) {
        if (group.startsWith(GET_ALL)) {
            return GET_ALL;
        }
        int colon = group.indexOf(": ");
        return colon < 0 ? group.split(", ", 2)[0] : group.substring(0, colon);
    }

    private boolean isOfHitRates() {
        return HitRates.isGroup(rows.get(0).group());
    }

    /** What the plot is called among files. */
    String file() {
        return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".svg";
    }

    /** The plot; empty if there is nothing but bases. */
    String plot() {
        if (isOfHitRates()) {
            return new Plot(capitalized() + ": points above Caffeine's", "points")
                    .dots(new HitRateTable(rows).dots(), 0);
        }
        List<Dot> dots = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            if (!isBase(i) && Double.isFinite(row.ratio().high())) {
                dots.add(new Dot(
                        rest(row),
                        row.side(),
                        row.ratio().low(),
                        row.ratio().median(),
                        row.ratio().high()));
            }
        }
        String base = rows.get(0).side();
        boolean isOne = rows.stream().map(Row::group).distinct().count()
                == rows.stream().filter(row -> row.side().equals(base)).count();
        return dots.isEmpty()
                ? ""
                : new Plot(capitalized(), "ratio to " + (isOne ? base : "the first line of each group")).dots(dots, 1);
    }

    private boolean isBase(int index) {
        return index == 0 || !rows.get(index).group().equals(rows.get(index - 1).group());
    }

    /** Heading and figures. */
    List<String> lines(String plot) {
        List<String> lines = new ArrayList<>(List.of("", "## " + capitalized(), ""));
        lines.add("![" + capitalized() + "](" + plot + ")");
        lines.add("");
        if (isOfHitRates()) {
            lines.add("In each field Caffeine's rate, and by how many points Twofold's was better, at the rate of reads"
                    + " at which it did worst and at the one at which it did best.");
            lines.add("");
            lines.addAll(new HitRateTable(rows).lines());
            return lines;
        }
        lines.add("| | | ratio | half of the rounds | | B/op |");
        lines.add("|---|---|---|---|---|---|");
        for (int i = 0; i < rows.size(); i++) {
            lines.add(line(rows.get(i), isBase(i)));
        }
        return lines;
    }

    private static String rest(Row row) {
        String title = title(row.group());
        String rest = row.group().substring(title.length()).replaceFirst("^[,: ]+", "");
        return rest.isEmpty() ? title : rest;
    }

    private static String line(Row row, boolean isBase) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s %s | %s |",
                isBase ? rest(row) : "",
                row.side(),
                isBase
                        ? "1"
                        : String.format(Locale.ROOT, "**%.3f**", row.ratio().median()),
                isBase ? "" : spread(row),
                figure(row.value()),
                row.unit(),
                row.bytes() < 0 ? "" : String.format(Locale.ROOT, "%.1f", row.bytes()));
    }

    private static String spread(Row row) {
        boolean isOneFigure = row.ratio().low() == row.ratio().high();
        return isOneFigure
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%.3f to %.3f",
                        row.ratio().low(),
                        row.ratio().high());
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, value >= 1_000 ? "%,.0f" : "%.1f", value);
    }

    private String capitalized() {
        return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
    }
}
