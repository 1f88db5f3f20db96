package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.compare.Contest.Plan;
import java.util.List;

/** How thorough a comparison is. */
enum Length {
    SHORT(9, 3),
    FULL(31, 10);

    private final int rounds;
    private final int warmUpSeconds;

    Length(int rounds, int warmUpSeconds) {
        this.rounds = rounds;
        this.warmUpSeconds = warmUpSeconds;
    }

    int rounds() {
        return rounds;
    }

    /** One in this process, where loops are small, and the JIT is quiet after a second or two. */
    Contest contest(Plan plan, List<Side> sides) {
        return new Contest(plan, rounds, WarmUp.ofSeconds(warmUpSeconds), sides);
    }

    /** One of two sizes. */
    int of(int ofShort, int ofFull) {
        return this == SHORT ? ofShort : ofFull;
    }
}
