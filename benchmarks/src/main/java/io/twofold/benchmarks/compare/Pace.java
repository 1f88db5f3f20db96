package io.twofold.benchmarks.compare;

/**
 * How thorough a comparison on Redis is.
 *
 * @param rounds of turns that count
 * @param turnMillis of a turn
 * @param samples of what is measured one by one, such as the time that a message takes
 * @param all whether every size and number of threads is tried
 * @param warmUp before the turns that count
 */
record Pace(int rounds, long turnMillis, int samples, boolean all, WarmUp warmUp) {
    static Pace of(Length length) {
        return switch (length) {
            case SHORT -> new Pace(length.rounds(), 100, 4_000, false, WarmUp.ofSeconds(3));
            case FULL -> new Pace(length.rounds(), 150, 10_000, true, WarmUp.ofSeconds(10));
        };
    }
}
