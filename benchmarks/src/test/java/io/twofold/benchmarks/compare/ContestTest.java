package io.twofold.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.benchmarks.compare.Contest.Cost;
import io.twofold.benchmarks.compare.Contest.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ContestTest {
    private static final Plan PLAN = new Plan(Cost.WALL, 3, 100, 7);

    private final List<String> turns = new ArrayList<>();

    /** Takes turns as long as planned, of which the JIT works these shares, and the last of them from then on. */
    private Side side(String name, boolean hasOwnJit, double... shares) {
        return new Side(name, new Side.Worker() {
            private int taken;

            @Override
            public Turn turn(Plan plan) {
                double share = shares[Math.min(taken++, shares.length - 1)];
                turns.add(name + " " + plan.turnMillis());
                long elapsed = TimeUnit.MILLISECONDS.toNanos(plan.turnMillis());
                return new Turn(1, 0, elapsed, (long) (share * elapsed));
            }

            @Override
            public boolean hasOwnJit() {
                return hasOwnJit;
            }
        });
    }

    private void warmUp(Side... sides) {
        new WarmUp(1_000, 5_000).run(List.of(sides), PLAN);
    }

    @Test
    void warmUp_jitThatBecomesQuiet_endsWithItsFirstQuietTurn() {
        warmUp(side("a", true, 0.9, 0.06, 0.04, 0.9));

        assertThat(turns).containsExactly("a 1000", "a 1000", "a 1000");
    }

    @Test
    void warmUp_jitThatNeverIsQuiet_endsAtTheBound() {
        warmUp(side("a", true, 0.5));

        assertThat(turns).hasSize(5).containsOnly("a 1000");
    }

    @Test
    void warmUp_jitOfEachSide_isOneAfterTheOther() {
        warmUp(side("a", true, 0.5, 0), side("b", true, 0.5, 0));

        assertThat(turns).containsExactly("a 1000", "a 1000", "b 1000", "b 1000");
    }

    @Test
    void warmUp_oneJitOfAllSides_goesRoundUntilItIsQuietInTheTurnsOfAll() {
        warmUp(side("a", false, 0.5, 0, 0.5, 0), side("b", false, 0.5, 0.5, 0));

        assertThat(turns).hasSize(8).startsWith("a 1000", "b 1000", "a 1000", "b 1000");
    }

    @Test
    void warmUp_oneJitOfAllSides_thatNeverIsQuiet_endsAtTheBoundOfAll() {
        warmUp(side("a", false, 0), side("b", false, 0.5));

        assertThat(turns).hasSize(10);
    }

    @Test
    void run_afterTheWarmUp_hasARoundThatDoesNotCount_thenTakesTurnsAboutWhoIsFirst() {
        new Contest(PLAN, 2, new WarmUp(1_000, 5_000), List.of(side("a", true, 0), side("b", true, 0))).run();

        assertThat(turns).containsExactly("a 1000", "b 1000", "a 100", "b 100", "b 100", "a 100", "a 100", "b 100");
    }
}
