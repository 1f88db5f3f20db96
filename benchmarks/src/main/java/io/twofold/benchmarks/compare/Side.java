package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.compare.Contest.Plan;

/**
 * One of those that are compared, in this process or in one of its own.
 *
 * @param name what the report calls it
 * @param worker who takes its turns
 */
public record Side(String name, Worker worker) {
    /** Takes turns. */
    @FunctionalInterface
    public interface Worker {
        /**
         * Works for as long as the plan says.
         *
         * @throws IllegalStateException if that fails
         */
        Turn turn(Plan plan);

        /** Whether nobody else's code is compiled where this one works. */
        default boolean hasOwnJit() {
            return false;
        }
    }

    /** A piece of work. */
    @FunctionalInterface
    public interface Loop {
        /**
         * Does the work so many times.
         *
         * @param from where in the sequence of keys to begin
         * @return something that depends on every result, so that nothing can be left out
         */
        int run(int from, int times);
    }

    /** One in this process. Each has a loop of its own, so that the compiler doesn't mix them up. */
    public static Side of(String name, Loop loop) {
        return new Side(name, new LoopWorker(loop));
    }
}
