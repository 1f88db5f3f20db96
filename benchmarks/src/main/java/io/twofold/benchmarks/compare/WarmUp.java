package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.compare.Contest.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What goes before the turns that count: turns until the JIT is quiet. A side with a JIT of its own takes them alone. Those
 * in this process share one, and what one of them does may undo what was compiled for another, so they go round until it
 * was quiet in the turns of all.
 *
 * @param turnMillis of a turn; one that is too short says little about the JIT
 * @param mostMillis for each side, after which no other turn begins, quiet or not
 */
public record WarmUp(long turnMillis, long mostMillis) {
    private static final long LOOK_MILLIS = 1_000;

    /** One that looks every second, and ends after so many. */
    public static WarmUp ofSeconds(int most) {
        return new WarmUp(LOOK_MILLIS, TimeUnit.SECONDS.toMillis(most));
    }

    /** Lets the sides take such turns, one at a time. */
    void run(List<Side> sides, Plan plan) {
        List<Side.Worker> here = new ArrayList<>();
        for (Side side : sides) {
            if (side.worker().hasOwnJit()) {
                run(List.of(side.worker()), plan.lasting(turnMillis), mostMillis);
            } else {
                here.add(side.worker());
            }
        }
        run(here, plan.lasting(turnMillis), here.size() * mostMillis);
    }

    private static void run(List<Side.Worker> ofOneJit, Plan look, long mostMillis) {
        long left = TimeUnit.MILLISECONDS.toNanos(mostMillis);
        boolean isQuiet = ofOneJit.isEmpty();
        while (!isQuiet && left > 0) {
            isQuiet = true;
            for (Side.Worker each : ofOneJit) {
                Turn turn = each.turn(look);
                left -= turn.elapsed();
                isQuiet &= turn.isQuiet();
            }
        }
    }
}
