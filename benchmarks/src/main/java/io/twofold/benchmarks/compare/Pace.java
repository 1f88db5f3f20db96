package io.twofold.benchmarks.compare;

/**
 * How thorough a comparison on Redis is.
 *
 * @param rounds of turns that count
 * @param turnMillis of a turn
 * @param samples of what is measured one by one, such as the time that a message takes
 * @param all whether every size and number of threads is tried
 */
record Pace(int rounds, long turnMillis, int samples, boolean all) {
    static Pace of(Length length) {
        return switch (length) {
            case SHORT -> new Pace(length.rounds(), 100, 4_000, false);
            case FULL -> new Pace(length.rounds(), 150, 10_000, true);
        };
    }
}
