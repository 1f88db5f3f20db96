package io.twofold;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.internal.spec.Setting;
import io.twofold.internal.spec.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of settings on the pages on policies say what the code does. */
class PolicyPagesTest {
    private static final Path PAGES = Path.of("..", "docs", "policies");
    private static final String HEADER = "| Setting | Default | Allowed | What it does |";
    private static final Map<String, String> ROWS =
            Settings.ALL.stream().collect(Collectors.toMap(Setting::name, SpecReferenceTest::row));

    static List<Path> pages() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES)) {
            return pages.filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void tableOfAPage_isWhatTheCodeSays(Path page) throws IOException {
        List<String> rows = rows(page);
        assertThat(rows).as("%s has a table of settings", page).isNotEmpty();
        assertThat(rows)
                .as("rows of %s", page)
                .isEqualTo(rows.stream()
                        .map(row -> ROWS.getOrDefault(setting(row), "no such setting"))
                        .toList());
    }

    @Test
    void settingsOfLoads_standOnSomePage() throws IOException {
        List<String> documented = new ArrayList<>();
        for (Path page : pages()) {
            rows(page).forEach(row -> documented.add(setting(row)));
        }
        assertThat(documented)
                .containsAll(Settings.ALL.stream()
                        .map(Setting::name)
                        .filter(name -> name.matches("(refresh|load|failSafe)\\b.*|absentTtl|jitter|warmUp"))
                        .toList());
    }

    private static String setting(String row) {
        return row.split("`", -1)[1];
    }

    private static List<String> rows(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .dropWhile(line -> !line.equals(HEADER))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }
}
