package io.twofold.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.testkit.simulation.Simulation;
import io.twofold.testkit.simulation.SimulationSettings;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MutantTest {
    private static final Logger WARNINGS = Logger.getLogger("io.twofold");
    private static final int SEEDS = 250;

    @BeforeAll
    static void silence() {
        WARNINGS.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        WARNINGS.setLevel(null);
    }

    static Stream<String> names() {
        return Mutant.ALL.stream().map(Mutant::name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void mutant_isCaught(String name) {
        assertThat(Mutant.named(name).caught(SimulationSettings.ordinary(), 1, SEEDS))
                .as("the first violation without %s", name)
                .isNotNull();
    }

    @Test
    void protocolAsItIs_isNotCaughtByTheSameSeeds() {
        Simulation simulation = new Simulation(SimulationSettings.ordinary());
        Mutant.ALL.stream()
                .map(Mutant::from)
                .distinct()
                .flatMap(from -> LongStream.range(from, from + SEEDS).boxed())
                .forEach(seed -> assertThat(simulation.run(seed).violations()).isEmpty());
    }

    @Test
    void classesThatAreNotMutated_runAsTheOriginals() {
        Mutant none = new Mutant("none", "nothing is missing", List.of(), 1);
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(none.runs(SimulationSettings.ordinary()).run(seed))
                    .isEqualTo(new Simulation(SimulationSettings.ordinary()).run(seed));
        }
    }

    @Test
    void mutationOfWhatIsNotThere_isRefused() {
        Mutant wrong = new Mutant(
                "wrong", "", List.of(Mutation.body("internal.Validity", "nothing", Mutation.Result.NOTHING)), 1);
        assertThatThrownBy(() -> wrong.runs(SimulationSettings.ordinary()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nothing like that to be mutated");
    }
}
