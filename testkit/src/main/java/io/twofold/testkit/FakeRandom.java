package io.twofold.testkit;

import io.twofold.spi.RandomSource;
import java.util.Random;

/**
 * Randomness that is the same in every run. Give each node of a test another seed: what has the same seed has the
 * same identities. Safe for use by many threads.
 */
public final class FakeRandom implements RandomSource {
    private final Random random;
    private final double fixedFraction;

    private FakeRandom(long seed, double fixedFraction) {
        this.random = new Random(seed);
        this.fixedFraction = fixedFraction;
    }

    /** Of a seed. */
    public static FakeRandom seeded(long seed) {
        return new FakeRandom(seed, Double.NaN);
    }

    /**
     * Of a seed, for identities, with one fraction for ever.
     *
     * @throws IllegalArgumentException if the fraction isn't from 0 (included) to 1 (excluded)
     */
    public static FakeRandom seeded(long seed, double fraction) {
        if (!(fraction >= 0 && fraction < 1)) {
            throw new IllegalArgumentException(fraction + " is not a fraction from 0 to 1");
        }
        return new FakeRandom(seed, fraction);
    }

    @Override
    public synchronized String identity() {
        return String.format("%016x%016x", random.nextLong(), random.nextLong());
    }

    @Override
    public synchronized double fraction() {
        return Double.isNaN(fixedFraction) ? random.nextDouble() : fixedFraction;
    }
}
