package io.twofold.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ScaleCommandTest {
    @Test
    void nodes_askOfRedisWhatTheFormulaSays() {
        StringWriter out = new StringWriter();

        int exit =
                new CommandLine(new ScaleCommand()).setOut(new PrintWriter(out)).execute("NODES", "--short");

        assertThat(exit).as(out.toString()).isZero();
        String ofTwo = out.toString()
                .lines()
                .filter(line -> line.startsWith("| 2 | 16 |"))
                .findFirst()
                .orElseThrow();
        String[] cells = ofTwo.split("\\|");
        // pings are answered in between, a few bytes for each heartbeat
        assertThat(Double.parseDouble(cells[6]))
                .as("bytes of a beat's reply, in %s", ofTwo)
                .isCloseTo(Double.parseDouble(cells[5]), withinPercentage(5));
    }
}
