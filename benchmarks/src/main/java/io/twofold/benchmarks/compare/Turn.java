package io.twofold.benchmarks.compare;

/**
 * What a side did in its turn.
 *
 * @param nanos what one piece of work cost
 * @param bytes allocated by one piece of work
 * @param elapsed how long the turn took, in nanoseconds
 * @param compiling how long the JIT of its process worked meanwhile, in nanoseconds, all its threads together
 */
public record Turn(double nanos, double bytes, long elapsed, long compiling) {
    /** What a JIT that still compiles what counts exceeds by far; now and then something small is always compiled. */
    private static final double QUIET = 0.05;

    /** Whether the JIT had hardly anything left to compile. */
    boolean isQuiet() {
        return compiling < QUIET * elapsed;
    }
}
