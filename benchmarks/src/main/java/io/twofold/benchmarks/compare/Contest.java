package io.twofold.benchmarks.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lets several sides do the same work in short turns, one after the other, round after round. A ratio is taken within
 * each round, so whatever else keeps the machine busy meets both sides; its median over the rounds is the result.
 * Before that the sides are warmed up.
 */
public final class Contest {
    private final Plan plan;
    private final int rounds;
    private final WarmUp warmUp;
    private final List<Side> sides;

    /**
     * How a turn goes.
     *
     * @param cost what is compared
     * @param threads how many work at once
     * @param batch how often a thread repeats the work before it looks at the clock
     */
    public record Plan(Cost cost, int threads, long turnMillis, int batch) {
        /** As this, of another length. */
        Plan lasting(long millis) {
            return new Plan(cost, threads, millis, batch);
        }
    }

    /** What is compared. */
    public enum Cost {
        /** The processor time of the calling threads: for what never waits. */
        CPU,
        /** The time that passes: for what waits. */
        WALL
    }

    /**
     * One that hasn't begun.
     *
     * @param rounds how many count
     * @param sides the first is the base
     */
    public Contest(Plan plan, int rounds, WarmUp warmUp, List<Side> sides) {
        this.plan = plan;
        this.rounds = rounds;
        this.warmUp = warmUp;
        this.sides = List.copyOf(sides);
    }

    /** The middle of what was seen in all rounds, and what half of the rounds lay between. */
    public record Middle(double low, double median, double high) {
        static Middle of(double[] seen) {
            double[] sorted = seen.clone();
            Arrays.sort(sorted);
            int last = sorted.length - 1;
            return new Middle(sorted[last / 4], sorted[last / 2], sorted[last * 3 / 4]);
        }

        Middle over(double base) {
            return new Middle(low / base, median / base, high / base);
        }
    }

    /**
     * What one side did.
     *
     * @param nanos of one piece of work
     * @param ratio of its cost to the base's
     * @param bytes allocated by one piece of work
     */
    public record Result(String name, Middle nanos, Middle ratio, double bytes) {}

    /**
     * Runs it. The results are in the order of the sides.
     *
     * @throws IllegalStateException if a side fails
     */
    public List<Result> run() {
        warmUp.run(sides, plan);
        round(0); // doesn't count: who has waited for the warm-up of others is awake after it
        List<Turn[]> turns = new ArrayList<>();
        for (int number = 1; number <= rounds; number++) {
            turns.add(round(number));
        }
        return results(turns);
    }

    private Turn[] round(int number) {
        Turn[] turns = new Turn[sides.size()];
        for (int i = 0; i < turns.length; i++) {
            int side = (i + number) % turns.length; // nobody always goes first
            turns[side] = sides.get(side).worker().turn(plan);
        }
        return turns;
    }

    private List<Result> results(List<Turn[]> turns) {
        List<Result> results = new ArrayList<>();
        for (int side = 0; side < sides.size(); side++) {
            int index = side;
            results.add(new Result(
                    sides.get(side).name(),
                    Middle.of(turns.stream()
                            .mapToDouble(turn -> turn[index].nanos())
                            .toArray()),
                    Middle.of(turns.stream()
                            .mapToDouble(turn -> turn[index].nanos() / turn[0].nanos())
                            .toArray()),
                    Middle.of(turns.stream()
                                    .mapToDouble(turn -> turn[index].bytes())
                                    .toArray())
                            .median));
        }
        return results;
    }
}
