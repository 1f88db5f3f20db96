package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.compare.Contest.Middle;
import io.twofold.benchmarks.compare.Contest.Result;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of the report.
 *
 * @param group what was done; the first line of a group is the base
 * @param ratio to the base
 * @param value in the unit, for orientation
 * @param bytes allocated by the caller, negative if not measured
 */
record Row(String group, String side, Middle ratio, double value, String unit, double bytes) {
    private static final Pattern CSV =
            Pattern.compile("\"([^\"]*)\",\"([^\"]*)\",([^,]+),([^,]+),([^,]+),([^,]+),([^,]*),([^,]+)");

    static List<Row> of(String group, List<Result> results) {
        return results.stream()
                .map(one -> new Row(group, one.name(), one.ratio(), one.nanos().median(), "ns", one.bytes()))
                .toList();
    }

    /** One that {@link #csv()} made. */
    static Row parse(String csv) {
        Matcher found = CSV.matcher(csv);
        if (!found.matches()) {
            throw new IllegalArgumentException("not a line of figures: " + csv);
        }
        Middle ratio = new Middle(number(found, 3), number(found, 4), number(found, 5));
        return new Row(found.group(1), found.group(2), ratio, number(found, 6), found.group(7), number(found, 8));
    }

    private static double number(Matcher found, int group) {
        return Double.parseDouble(found.group(group));
    }

    String csv() {
        return String.format(
                Locale.ROOT,
                "\"%s\",\"%s\",%.4f,%.4f,%.4f,%.4f,%s,%.1f",
                group,
                side,
                ratio.low(),
                ratio.median(),
                ratio.high(),
                value,
                unit,
                bytes);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-48s %-34s %6.3f (%.3f to %.3f) %12.1f %s %8.1f B",
                group,
                side,
                ratio.median(),
                ratio.low(),
                ratio.high(),
                value,
                unit,
                bytes);
    }
}
