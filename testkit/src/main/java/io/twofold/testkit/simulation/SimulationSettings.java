package io.twofold.testkit.simulation;

/**
 * How large a simulated fleet is.
 *
 * @param nodes how many nodes it has, at least 1
 * @param keys how many keys they use, at least 1
 * @param steps how many reads and writes they make, at least 1
 */
public record SimulationSettings(int nodes, int keys, int steps) {
    /** Checks that there is something to simulate. */
    public SimulationSettings {
        if (nodes < 1 || keys < 1 || steps < 1) {
            throw new IllegalArgumentException("a simulation needs a node, a key and a step: nodes=" + nodes + " keys="
                    + keys + " steps=" + steps);
        }
    }

    /** Small enough to be quick, large enough for nodes to be in each other's way. */
    public static SimulationSettings ordinary() {
        return new SimulationSettings(3, 5, 300);
    }
}
