package io.twofold.testkit.simulation;

import java.util.List;

/**
 * What a run came to.
 *
 * @param seed its seed
 * @param reads how many reads were checked
 * @param faults how many faults there were
 * @param events how many things happened in all; of the same seed always the same number
 * @param maxStalenessNanos the longest time for which a value was served after an invalidation of it had been
 *     acknowledged, where {@code maxStaleness} was the bound
 * @param violations what it broke
 */
public record SimulationReport(
        long seed, long reads, long faults, long events, long maxStalenessNanos, List<Violation> violations) {
    /** A copy of the violations is kept. */
    public SimulationReport {
        violations = List.copyOf(violations);
    }
}
