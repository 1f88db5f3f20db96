package io.twofold.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a run is like: each has its own, so that together they have everything in every mixture, and each alone too.
 *
 * @param writes the part of the steps that write
 * @param stepNanos how long from step to step, on average
 * @param slowLoads the part of the loads that take long
 * @param failingLoads the part of the loads that fail
 * @param executorMicros how long a task may wait for a thread
 * @param faults what may go wrong; nothing if it is empty
 * @param faultGapNanos how long from fault to fault, on average
 */
record Profile(
        double writes,
        long stepNanos,
        double slowLoads,
        double failingLoads,
        long executorMicros,
        List<Fault> faults,
        long faultGapNanos) {
    private static final double CALM = 0.1;

    static Profile draw(Chance chance) {
        return new Profile(
                chance.oneOf(List.of(0.02, 0.1, 0.25)),
                chance.oneOf(List.of(chance.millis(2, 4), chance.millis(8, 15), chance.millis(20, 30))),
                chance.oneOf(List.of(0.0, 0.02, 0.2)),
                chance.oneOf(List.of(0.0, 0.0, 0.05)),
                chance.oneOf(List.of(100L, 1_000L, 30_000L)),
                chance.is(CALM) ? List.of() : someFaults(chance),
                TimeUnit.MILLISECONDS.toNanos(chance.oneOf(List.of(100, 300, 900))));
    }

    private static List<Fault> someFaults(Chance chance) {
        double part = chance.oneOf(List.of(0.15, 0.3, 1.0));
        List<Fault> some = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            if (chance.is(part)) {
                some.add(fault);
            }
        }
        return some;
    }
}
