package io.twofold.examples.fleet;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Draws ranks by Zipf's law: rank r (from 0) with a chance in proportion to 1 / (r + 1)^skew. Immutable. */
final class Zipf {
    private final double[] cumulative;

    Zipf(int ranks, double skew) {
        if (ranks < 1) {
            throw new IllegalArgumentException("ranks must be at least 1, not " + ranks);
        }
        cumulative = new double[ranks];
        double sum = 0;
        for (int rank = 0; rank < ranks; rank++) {
            sum += 1 / Math.pow(rank + 1.0, skew);
            cumulative[rank] = sum;
        }
        for (int rank = 0; rank < ranks; rank++) {
            cumulative[rank] /= sum;
        }
    }

    /** The chance of a rank. */
    double chance(int rank) {
        return rank == 0 ? cumulative[0] : cumulative[rank] - cumulative[rank - 1];
    }

    int next(RandomGenerator random) {
        int found = Arrays.binarySearch(cumulative, random.nextDouble());
        int rank = found >= 0 ? found + 1 : -found - 1;
        return Math.min(rank, cumulative.length - 1);
    }
}
