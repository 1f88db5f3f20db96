package io.twofold.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.benchmarks.compare.Contest.Middle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final List<Row> ROWS = List.of(
            new Row("L1 hit, get, zipf, 1 thread", "Caffeine", new Middle(1, 1, 1), 60.2, "ns", 0.1),
            new Row("L1 hit, get, zipf, 1 thread", "Twofold", new Middle(0.3, 0.35, 0.5), 20.7, "ns", 0),
            new Row(
                    HitRates.RECORDED + "a web site, room for 2% of the keys",
                    "Caffeine",
                    new Middle(1, 1, 1),
                    50,
                    "%",
                    -1),
            new Row(
                    HitRates.RECORDED + "a web site, room for 2% of the keys",
                    "Twofold, 1,000 reads a second",
                    new Middle(1, 1, 1),
                    49.9,
                    "%",
                    -1));

    @TempDir
    private Path folder;

    @Test
    void write_holdsRatios_plots_andWhatItWasTakenOn() throws IOException {
        Path page = folder.resolve("figures.md");

        new Report(ROWS, Length.SHORT, new Environment()).write(page);

        assertThat(Files.readString(page))
                .contains("| L1 hit, 1 thread | Caffeine, expireAfterWrite | **0.35** | 0.80 | 0.50 | met |")
                .contains("| get, zipf, 1 thread | Caffeine | 1 |  | 60.2 ns | 0.1 |")
                .contains("|  | Twofold | **0.350** | 0.300 to 0.500 | 20.7 ns | 0.0 |")
                .contains("| a web site | 50.0 %; -0.10 to -0.10 |")
                .contains("Caffeine 3", "| Redis | ")
                .contains("](figures/l1-hit.svg)", "](figures/hit-rate-of-l1-recorded.svg)");
        assertThat(Files.readString(folder.resolve("figures/l1-hit.svg")))
                .contains("<svg", "get, zipf, 1 thread")
                .hasSizeLessThan(60_000);
    }

    @Test
    void csv_isReadBack() {
        assertThat(ROWS.stream().map(Row::csv).map(Row::parse)).containsExactlyElementsOf(ROWS);
    }

    @Test
    void middle_isTheMedianWithTheQuartiles() {
        assertThat(Middle.of(new double[] {9, 1, 3, 2, 8})).isEqualTo(new Middle(2, 3, 8));
    }
}
