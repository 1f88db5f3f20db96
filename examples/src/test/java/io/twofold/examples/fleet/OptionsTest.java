package io.twofold.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void parse_nothing_isTheNormalRun() throws UsageException {
        assertThat(Options.parse()).isEqualTo(new Options(4, 35, null, Path.of("fleet.svg"), false));
    }

    @Test
    void parse_everyOption_isTaken() throws UsageException {
        Options options = Options.parse(
                "--nodes", "3", "--seconds", "20", "--redis", "redis://localhost:7000", "--picture", "a.svg", "--help");
        assertThat(options).isEqualTo(new Options(3, 20, "redis://localhost:7000", Path.of("a.svg"), true));
    }

    @Test
    void parse_short_isShortUnlessSecondsSayOtherwise() throws UsageException {
        assertThat(Options.parse("--short").seconds()).isEqualTo(7);
        assertThat(Options.parse("--seconds", "9", "--short").seconds()).isEqualTo(9);
        assertThat(Options.parse("--short", "--seconds", "9").seconds()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--fast                  | unknown option '--fast'",
                "extra                   | unknown option 'extra'",
                "--nodes                 | --nodes needs a value",
                "--nodes --short         | --nodes needs a value",
                "--nodes 2               | --nodes 2 is not allowed: use a number from 3 to 16",
                "--nodes 17              | --nodes 17 is not allowed: use a number from 3 to 16",
                "--nodes four            | --nodes four is not allowed: use a number from 3 to 16",
                "--seconds 2             | --seconds 2 is not allowed: use a number from 3 to 600",
                "--seconds 99999999999   | --seconds 99999999999 is not allowed: use a number from 3 to 600",
                "--seconds               | --seconds needs a value",
                "--redis                 | --redis needs a value",
                "--redis localhost:6379  | --redis is not allowed like that: a Redis URI is redis://",
                "--redis http://host     | --redis is not allowed like that: a Redis URI is redis://",
                "--picture               | --picture needs a value",
                "--picture .             | --picture . is not allowed: use a file in a folder that exists",
                "--picture no/such/a.svg | --picture no/such/a.svg is not allowed: use a file in a folder that exists",
            })
    void parse_wrong_saysWhatAndWhatIsAllowed(String line, String message) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Options.parse(line.split(" ")))
                .withMessageStartingWith(message);
    }

    @Test
    void help_namesEveryOption() {
        assertThat(Options.HELP)
                .contains("--nodes", "--seconds", "--short", "--redis", "--picture", "--help", "Exit status");
    }
}
