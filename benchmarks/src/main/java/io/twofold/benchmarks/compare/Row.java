package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.compare.Contest.Middle;
import io.twofold.benchmarks.compare.Contest.Result;
import java.util.List;
import java.util.Locale;

/**
 * A line of the report.
 *
 * @param group what was done; the first line of a group is the base
 * @param ratio to the base
 * @param value in the unit, for orientation
 * @param bytes allocated by the caller, negative if not measured
 */
record Row(String group, String side, Middle ratio, double value, String unit, double bytes) {
    static List<Row> of(String group, List<Result> results) {
        return results.stream()
                .map(one -> new Row(group, one.name(), one.ratio(), one.nanos().median(), "ns", one.bytes()))
                .toList();
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
