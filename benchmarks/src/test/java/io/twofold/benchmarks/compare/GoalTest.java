package io.twofold.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.benchmarks.compare.Contest.Middle;
import io.twofold.benchmarks.compare.Goal.Measure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoalTest {
    private static Row row(String group, String side, double ratio, double value) {
        return new Row(group, side, new Middle(ratio, ratio, ratio), value, "B", 0);
    }

    private static Goal ratio(String groups) {
        return Goal.of("a work", "a base", groups, Measure.RATIO, 0.8, 0.5);
    }

    @ParameterizedTest
    @CsvSource({"0.5, met", "0.6, 'must met, aim missed by 0.10'", "1.0, '**short** by 0.20'"})
    void verdict_ofARatio_saysByHowMuchItMisses(double ratio, String words) {
        List<Row> rows = List.of(row("work, 1", "base", 1, 7), row("work, 1", "Twofold", ratio, 7));

        assertThat(ratio("work, \\d").verdict(rows).line())
                .isEqualTo("| a work | a base | **%.2f** | 0.80 | 0.50 | %s |", ratio, words);
    }

    @Test
    void verdict_ofSeveralGroups_isOfTheWorst_andOfTwofoldOnly() {
        List<Row> rows = List.of(
                row("work, 1", "Twofold", 0.4, 7),
                row("work, 2", "Twofold", 0.7, 7),
                row("work, 2", "another", 9, 7),
                row("other", "Twofold", 8, 7));

        assertThat(ratio("work, \\d").verdict(rows).seen()).isEqualTo(0.7);
    }

    @Test
    void verdict_ofNothing_isThatItIsNotMeasured() {
        assertThat(ratio("work").verdict(List.of()).line()).endsWith("| not measured |");
    }

    @Test
    void verdict_ofMore_isTheDifferenceToTheBaseOfItsGroup() {
        Goal goal = Goal.of("", "", "memory", Measure.MORE, 40, 16);

        assertThat(goal.verdict(List.of(row("memory", "base", 1, 100), row("memory", "Twofold", 1.3, 130)))
                        .seen())
                .isEqualTo(30);
    }

    @Test
    void verdict_ofHitRates_isOfTheFourthBestTrace_atItsWorst() {
        Goal goal = Goal.of("", "", HitRates.RECORDED + ".*", Measure.POINTS, 0.5, 0.3);
        List<Row> rows = new ArrayList<>();
        for (int trace = 1; trace <= 5; trace++) {
            String group = HitRates.RECORDED + "trace " + trace + ", room for 2% of the keys";
            rows.add(row(group, HitRates.CAFFEINE, 1, 50));
            rows.add(row(group, "Twofold, slow", 1, 50 - 0.1 * trace));
            rows.add(row(group, "Twofold, fast", 1, 51));
        }

        assertThat(goal.verdict(rows).seen()).isEqualTo(0.4);
    }

    @Test
    void all_haveAnAimThatIsNoLooserThanTheMust() {
        assertThat(Goals.ALL)
                .isNotEmpty()
                .allSatisfy(goal -> assertThat(goal.aim()).isLessThanOrEqualTo(goal.must()));
    }
}
