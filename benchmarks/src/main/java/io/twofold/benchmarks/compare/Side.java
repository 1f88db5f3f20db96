package io.twofold.benchmarks.compare;

/**
 * One of those that are compared. Each has a loop of its own, so that the compiler doesn't mix them up.
 *
 * @param name what the report calls it
 * @param loop what it does again and again
 */
public record Side(String name, Loop loop) {
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
}
