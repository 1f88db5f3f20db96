package io.twofold.benchmarks.compare;

import java.util.Arrays;
import java.util.Random;

/** In which order keys are asked for. The same each time it is run. */
public enum KeySequence {
    /** One after the other, again and again. */
    SEQUENTIAL,
    /** Few of them often, most seldom: the n-th most popular key is asked for in proportion to n to the power of -0.99. */
    ZIPF;

    private static final double EXPONENT = 0.99;

    /** So many numbers of keys below a limit. */
    public int[] draw(int count, int keys) {
        return this == SEQUENTIAL ? sequential(count, keys) : zipf(count, keys, new Random(42));
    }

    private static int[] sequential(int count, int keys) {
        int[] drawn = new int[count];
        Arrays.setAll(drawn, i -> i % keys);
        return drawn;
    }

    /** Popular keys are spread over the numbers, as they would be over a table. */
    static int[] zipf(int count, int keys, Random random) {
        double[] upTo = new double[keys];
        double sum = 0;
        for (int i = 0; i < keys; i++) {
            sum += Math.pow(i + 1, -EXPONENT);
            upTo[i] = sum;
        }
        int[] shuffled = shuffled(keys, random);
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++) {
            int found = Arrays.binarySearch(upTo, random.nextDouble() * sum);
            drawn[i] = shuffled[Math.min(keys - 1, found < 0 ? -found - 1 : found)];
        }
        return drawn;
    }

    private static int[] shuffled(int keys, Random random) {
        int[] shuffled = sequential(keys, keys);
        for (int i = keys - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int held = shuffled[i];
            shuffled[i] = shuffled[other];
            shuffled[other] = held;
        }
        return shuffled;
    }
}
