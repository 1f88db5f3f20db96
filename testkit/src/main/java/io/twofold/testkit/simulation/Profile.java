package io.twofold.testkit.simulation;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What a run is like: each has its own, so that together they have everything in every mixture, and each alone too.
 *
 * @param writes the part of the steps that write
 * @param conflicts the part of the writes that another node's write of the same key meets
 * @param hot the part of the steps that are about one and the same key
 * @param stepNanos how long from step to step, on average
 * @param slowLoads the part of the loads that take long
 * @param failingLoads the part of the loads that fail
 * @param executorMicros how long a task may wait for a thread
 * @param faults what may go wrong; nothing if it is empty
 * @param faultGapNanos how long from fault to fault, on average
 * @param puts what a put does with the source
 */
record Profile(
        double writes,
        double conflicts,
        double hot,
        long stepNanos,
        double slowLoads,
        double failingLoads,
        long executorMicros,
        List<Fault> faults,
        long faultGapNanos,
        Puts puts) {
    private static final double CALM = 0.1;
    /** What keeps a node from hearing of the others for a while, and what it may miss then. */
    private static final Fault[] ISOLATING = {
        Fault.COMMANDS_REFUSED,
        Fault.REQUESTS_LOST,
        Fault.FEED_LOST,
        Fault.NODE_CUT_OFF,
        Fault.NODE_KILLED_IN_GUARDED_WRITE,
        Fault.FAILOVER_IN_A_STORM
    };

    /** What takes from the server what it has acknowledged, and so what waits for the source. */
    private static final Set<Fault> LOSING = EnumSet.of(
            Fault.SERVER_FLUSHED,
            Fault.SERVER_RESTARTED_WITH_AN_OLD_SNAPSHOT,
            Fault.FAILOVER,
            Fault.FAILOVER_IN_A_STORM);

    /** What a put does with the source. */
    enum Puts {
        ASIDE,
        THROUGH,
        BEHIND;

        /** Each seed has its own. */
        static Puts of(long seed) {
            return seed % 4 == 1 ? THROUGH : seed % 8 == 3 ? BEHIND : ASIDE;
        }
    }

    boolean through() {
        return puts == Puts.THROUGH;
    }

    boolean behind() {
        return puts == Puts.BEHIND;
    }

    static Profile draw(Chance chance, Puts puts) {
        return new Profile(
                chance.oneOf(List.of(0.02, 0.1, 0.25)),
                chance.oneOf(List.of(0.0, 0.5)),
                chance.oneOf(List.of(0.0, 0.0, 0.6)),
                chance.oneOf(List.of(chance.millis(2, 4), chance.millis(8, 15), chance.millis(20, 30))),
                chance.oneOf(List.of(0.0, 0.02, 0.3)),
                chance.oneOf(List.of(0.0, 0.0, 0.05)),
                chance.oneOf(List.of(100L, 1_000L, 30_000L)),
                chance.is(CALM) ? List.of() : someFaults(chance, puts),
                TimeUnit.MILLISECONDS.toNanos(chance.oneOf(List.of(100, 300, 900))),
                puts);
    }

    private static List<Fault> someFaults(Chance chance, Puts puts) {
        List<Fault> faults = someFaults(chance);
        return puts == Puts.BEHIND
                ? faults.stream().filter(fault -> !LOSING.contains(fault)).toList()
                : faults;
    }

    private static List<Fault> someFaults(Chance chance) {
        return chance.is(0.3)
                ? some(List.of(ISOLATING), 0.6, chance)
                : some(List.of(Fault.values()), chance.oneOf(List.of(0.15, 0.3, 1.0)), chance);
    }

    private static List<Fault> some(List<Fault> faults, double part, Chance chance) {
        List<Fault> some = new ArrayList<>();
        for (Fault fault : faults) {
            if (chance.is(part)) {
                some.add(fault);
            }
        }
        return some;
    }
}
