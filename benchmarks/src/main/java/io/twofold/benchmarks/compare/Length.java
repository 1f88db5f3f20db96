package io.twofold.benchmarks.compare;

/** How thorough a comparison is. */
enum Length {
    SHORT(9),
    FULL(31);

    private final int rounds;

    Length(int rounds) {
        this.rounds = rounds;
    }

    int rounds() {
        return rounds;
    }

    /** One of two sizes. */
    int of(int ofShort, int ofFull) {
        return this == SHORT ? ofShort : ofFull;
    }
}
