package io.twofold.testkit.simulation;

import io.twofold.spi.RandomSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Everything that is left to chance in a run, from one seed. */
final class Chance implements RandomSource {
    private final SplittableRandom random;

    Chance(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Whether something of this probability is to be. */
    boolean is(double probability) {
        return random.nextDouble() < probability;
    }

    /** One of the numbers from 0 to below the bound. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T oneOf(List<T> options) {
        return options.get(random.nextInt(options.size()));
    }

    /** A time between two, in nanoseconds, of two given in microseconds. */
    long micros(long from, long to) {
        return random.nextLong(TimeUnit.MICROSECONDS.toNanos(from), TimeUnit.MICROSECONDS.toNanos(to) + 1);
    }

    /** A time between two, in nanoseconds, of two given in milliseconds. */
    long millis(long from, long to) {
        return micros(from * 1_000, to * 1_000);
    }

    long number() {
        return random.nextLong();
    }

    @Override
    public String identity() {
        return "n" + Long.toHexString(random.nextLong() | Long.MIN_VALUE);
    }

    @Override
    public double fraction() {
        return random.nextDouble();
    }
}
