package io.twofold.benchmarks.lab;

import io.twofold.testkit.simulation.Simulation;
import io.twofold.testkit.simulation.SimulationReport;
import io.twofold.testkit.simulation.SimulationSettings;
import io.twofold.testkit.simulation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Runs seeds among mutated classes. Made there by reflection, and spoken to in classes of the JDK only, which both
 * sides share.
 */
final class MutantRun implements LongFunction<List<Object>> {
    private final Simulation simulation;

    MutantRun(int nodes, int keys, int steps) {
        this.simulation = new Simulation(new SimulationSettings(nodes, keys, steps));
    }

    /** The report, taken apart for {@link #report}. */
    @Override
    public List<Object> apply(long seed) {
        SimulationReport report = simulation.run(seed);
        List<Object> parts =
                new ArrayList<>(List.of(report.reads(), report.faults(), report.events(), report.maxStalenessNanos()));
        for (Violation violation : report.violations()) {
            parts.add(List.of(violation.kind().name(), violation.what(), violation.trace()));
        }
        return parts;
    }

    /** The report of the parts, in this side's classes. */
    @SuppressWarnings("unchecked") // just what apply made
    static SimulationReport report(long seed, List<Object> parts) {
        List<Violation> violations = new ArrayList<>();
        for (Object part : parts.subList(4, parts.size())) {
            List<Object> violation = (List<Object>) part;
            violations.add(new Violation(
                    Violation.Kind.valueOf((String) violation.get(0)), seed, (String) violation.get(1), (List<String>)
                            violation.get(2)));
        }
        return new SimulationReport(
                seed, (long) parts.get(0), (long) parts.get(1), (long) parts.get(2), (long) parts.get(3), violations);
    }
}
