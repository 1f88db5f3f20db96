package io.twofold.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final Logger WARNINGS = Logger.getLogger("io.twofold");
    private static final int SEEDS = 500;

    private final Simulation simulation = new Simulation(SimulationSettings.ordinary());

    /** What nodes say of a server that is often away. */
    @BeforeAll
    static void silence() {
        WARNINGS.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        WARNINGS.setLevel(null);
    }

    @Test
    void seeds_breakNothing() {
        List<Violation> violations = new ArrayList<>();
        long reads = 0;
        long faults = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            SimulationReport report = simulation.run(seed);
            violations.addAll(report.violations());
            reads += report.reads();
            faults += report.faults();
            assertThat(report.maxStalenessNanos()).isLessThanOrEqualTo(Times.MAX_STALENESS);
        }
        assertThat(violations).isEmpty();
        assertThat(reads).isGreaterThan(SEEDS * 100L);
        assertThat(faults).isGreaterThan(SEEDS * 5L);
    }

    @Test
    void seedOfAnotherSize_breaksNothing() {
        for (long seed = 1; seed <= 50; seed++) {
            assertThat(new Simulation(new SimulationSettings(6, 2, 200))
                            .run(seed)
                            .violations())
                    .isEmpty();
            assertThat(new Simulation(new SimulationSettings(1, 1, 200))
                            .run(seed)
                            .violations())
                    .isEmpty();
        }
    }

    @Test
    void seed_givesTheSameRunAgain_tracedOrNot() {
        for (long seed = 1; seed <= 20; seed++) {
            SimulationReport first = simulation.run(seed, false);
            assertThat(simulation.run(seed, true)).isEqualTo(first);
            assertThat(simulation.run(seed + 1, false)).isNotEqualTo(first);
        }
    }

    @Test
    void settingsOfNothing_areRefused() {
        assertThatThrownBy(() -> new SimulationSettings(0, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nodes=0");
        assertThatThrownBy(() -> new SimulationSettings(1, 0, 1)).hasMessageContaining("keys=0");
        assertThatThrownBy(() -> new SimulationSettings(1, 1, 0)).hasMessageContaining("steps=0");
    }
}
