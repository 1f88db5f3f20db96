package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.compare.Contest.Middle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What several sides took for the same, measured one by one, a sample of each in turn. Not thread-safe.
 */
final class Samples {
    private final List<String> sides;
    private final double[][] seen;

    Samples(List<String> sides, int count) {
        this.sides = sides;
        this.seen = new double[sides.size()][count];
    }

    /** A sample of one side. */
    interface Measuring {
        double sample(int side) throws InterruptedException;
    }

    /** Takes a sample of each in turn; nobody always goes first. */
    Samples take(Measuring measuring) {
        try {
            for (int i = 0; i < seen[0].length; i++) {
                for (int turn = 0; turn < seen.length; turn++) {
                    int side = (i + turn) % seen.length;
                    seen[side][i] = measuring.sample(side);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return this;
    }

    /** The value that so many of a hundred don't exceed; 100 for the greatest. */
    static ToDoubleFunction<double[]> percentile(double of) {
        return some -> {
            double[] sorted = some.clone();
            Arrays.sort(sorted);
            int rank = (int) Math.ceil(of / 100 * sorted.length);
            return sorted[Math.max(0, rank - 1)];
        };
    }

    /**
     * A row for each side. The samples are cut into blocks and a ratio is taken in each, so that what else keeps the
     * machine busy for a while meets both sides; the middle of the ratios counts. The value is that of all samples.
     *
     * @param figure what to make of samples
     * @param blocks how many blocks there are
     */
    List<Row> rows(String group, ToDoubleFunction<double[]> figure, int blocks, String unit) {
        List<Row> rows = new ArrayList<>();
        for (int side = 0; side < seen.length; side++) {
            double[] ratios = new double[blocks];
            for (int block = 0; block < blocks; block++) {
                ratios[block] = figure.applyAsDouble(block(side, block, blocks))
                        / figure.applyAsDouble(block(0, block, blocks));
            }
            rows.add(new Row(group, sides.get(side), Middle.of(ratios), figure.applyAsDouble(seen[side]), unit, -1));
        }
        return rows;
    }

    private double[] block(int side, int block, int blocks) {
        int count = seen[side].length;
        return Arrays.copyOfRange(
                seen[side], (int) ((long) block * count / blocks), (int) ((block + 1L) * count / blocks));
    }
}
