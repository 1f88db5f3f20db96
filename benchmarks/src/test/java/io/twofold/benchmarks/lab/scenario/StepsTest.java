package io.twofold.benchmarks.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The step-by-step page shows what its command prints. */
class StepsTest {
    private static final Path PAGE = Path.of("..", "docs", "step-by-step.md");

    @Test
    void tableOfThePage_isWhatTheCommandPrints() throws IOException {
        StringWriter out = new StringWriter();
        assertThat(new CommandLine(new StepsCommand())
                        .setOut(new PrintWriter(out))
                        .execute())
                .isZero();
        List<String> printed = out.toString().lines().toList();
        List<String> onThePage = Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.equals(printed.get(0)))
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertThat(onThePage).as("the table in %s must be%n%s", PAGE, out).isEqualTo(printed);
    }
}
