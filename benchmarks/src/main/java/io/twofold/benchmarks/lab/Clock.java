package io.twofold.benchmarks.lab;

import java.util.concurrent.TimeUnit;

/** A clock that all processes of a machine share, in nanoseconds. */
public final class Clock {
    /** There the JVM's clock counts from the machine's start; elsewhere nothing is known of its origin. */
    private static final boolean SHARED = System.getProperty("os.name").equals("Linux");

    private static final long MAX_DIFFERENCE = TimeUnit.SECONDS.toNanos(30);

    private Clock() {}

    /** The time now. */
    public static long now() {
        return SHARED ? System.nanoTime() : TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }

    /** Checks that a time which another process has just read is of the same clock. */
    public static void check(long sent) {
        long difference = now() - sent;
        if (difference < 0 || difference > MAX_DIFFERENCE) {
            throw new IllegalStateException("the processes of this machine don't share a clock: " + difference + " ns");
        }
    }
}
