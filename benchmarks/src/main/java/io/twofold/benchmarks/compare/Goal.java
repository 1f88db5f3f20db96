package io.twofold.benchmarks.compare;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Something that we hold ourselves to: how much Twofold may cost.
 *
 * @param work what is done
 * @param base what it is compared with
 * @param groups those in which it is measured; the worst of them counts
 * @param side Twofold's line in them
 * @param measure what of the line counts
 * @param must no more than this
 * @param aim no more than this, if it can be had
 */
record Goal(String work, String base, Pattern groups, Pattern side, Measure measure, double must, double aim) {
    /** What is looked at of a line of the report. */
    enum Measure {
        /** The ratio to the base. */
        RATIO(""),
        /** How much more than the base, in the unit of the line. */
        MORE(" B"),
        /** The figure itself. */
        VALUE(""),
        /** What is allocated. */
        BYTES(" B/op"),
        /** How many points a hit rate is below the base's, on the fourth best of the recorded traces. */
        POINTS(" points");

        private final String unit;

        Measure(String unit) {
            this.unit = unit;
        }
    }

    /** How far along. */
    enum State {
        MET("met"),
        AIM_MISSED("must met, aim missed"),
        SHORT("short"),
        NOT_MEASURED("not measured");

        private final String words;

        State(String words) {
            this.words = words;
        }
    }

    /**
     * What came out.
     *
     * @param seen the worst, not a number if it wasn't measured
     */
    record Verdict(Goal goal, double seen, State state) {
        String line() {
            String unit = goal.measure.unit;
            return String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %s |",
                    goal.work,
                    goal.base,
                    state == State.NOT_MEASURED ? "" : "**" + number(seen) + "**" + unit,
                    number(goal.must) + unit,
                    number(goal.aim) + unit,
                    words());
        }

        private String words() {
            return switch (state) {
                case MET, NOT_MEASURED -> state.words;
                case AIM_MISSED -> state.words + " by " + number(seen - goal.aim) + goal.measure.unit;
                case SHORT -> "**" + state.words + "** by " + number(seen - goal.must) + goal.measure.unit;
            };
        }

        private static String number(double number) {
            return number >= 10
                    ? String.format(Locale.ROOT, "%.0f", number)
                    : String.format(Locale.ROOT, "%.2f", number);
        }
    }

    static Goal of(String work, String base, String groups, Measure measure, double must, double aim) {
        return new Goal(
                work,
                base,
                Pattern.compile(groups, Pattern.CASE_INSENSITIVE),
                Pattern.compile("Twofold.*"),
                measure,
                must,
                aim);
    }

    /** The same for another line. */
    Goal by(String which) {
        return new Goal(work, base, groups, Pattern.compile(which), measure, must, aim);
    }

    Verdict verdict(List<Row> rows) {
        OptionalDouble seen = measure == Measure.POINTS ? fourthBest(rows) : worst(rows);
        if (seen.isEmpty()) {
            return new Verdict(this, Double.NaN, State.NOT_MEASURED);
        }
        double rounded = Math.round(seen.getAsDouble() * 1_000) / 1_000.0;
        State state = rounded <= aim ? State.MET : rounded <= must ? State.AIM_MISSED : State.SHORT;
        return new Verdict(this, rounded, state);
    }

    private Stream<Row> lines(List<Row> rows) {
        return rows.stream()
                .filter(row -> groups.matcher(row.group()).matches())
                .filter(row -> side.matcher(row.side()).matches());
    }

    private OptionalDouble worst(List<Row> rows) {
        return lines(rows).mapToDouble(row -> seen(row, rows)).max();
    }

    private double seen(Row row, List<Row> rows) {
        return switch (measure) {
            case RATIO -> row.ratio().median();
            case MORE -> row.value() - base(row, rows).map(Row::value).orElse(0.0);
            case VALUE -> row.value();
            case BYTES -> row.bytes();
            case POINTS -> base(row, rows).map(Row::value).orElse(0.0) - row.value();
        };
    }

    private static Optional<Row> base(Row row, List<Row> rows) {
        return rows.stream().filter(other -> other.group().equals(row.group())).findFirst();
    }

    /** A trace is as good as the worst of its sizes and rates; at least four must do. */
    private OptionalDouble fourthBest(List<Row> rows) {
        List<Double> worstOfTraces = lines(rows)
                .map(row -> HitRates.trace(row.group()))
                .distinct()
                .map(trace -> lines(rows)
                        .filter(row -> HitRates.trace(row.group()).equals(trace))
                        .mapToDouble(row -> seen(row, rows))
                        .max()
                        .orElseThrow())
                .sorted()
                .toList();
        return worstOfTraces.size() < 4 ? OptionalDouble.empty() : OptionalDouble.of(Math.max(0, worstOfTraces.get(3)));
    }
}
