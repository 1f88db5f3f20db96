package io.twofold;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.internal.spec.Setting;
import io.twofold.internal.spec.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reference in the documentation says what the code does. */
class SpecReferenceTest {
    private static final Path REFERENCE = Path.of("..", "docs", "spec-reference.md");
    private static final String HEADER = "| Setting | Default | Allowed | What it does |";

    @Test
    void tableOfSettings_isWhatTheCodeSays() throws IOException {
        List<String> expected =
                Settings.ALL.stream().map(SpecReferenceTest::row).toList();
        assertThat(rows())
                .as("the table of settings in %s must have these rows:%n%s", REFERENCE, String.join("\n", expected))
                .isEqualTo(expected);
    }

    static String row(Setting<?> setting) {
        return "| `" + setting.name() + "` | " + cell(setting.standard()) + " | "
                + cell(setting.allowed().text()) + " | " + cell(setting.summary()) + " |";
    }

    /** A bar would end the cell. */
    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    /** The rows below the header and its underline, up to the first line that is none. */
    private static List<String> rows() throws IOException {
        return Files.readAllLines(REFERENCE).stream()
                .dropWhile(line -> !line.equals(HEADER))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }
}
