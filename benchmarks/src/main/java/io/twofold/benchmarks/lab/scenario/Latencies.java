package io.twofold.benchmarks.lab.scenario;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** How long calls took, in nanoseconds. Safe for use by many threads. */
final class Latencies {
    private long[] nanos = new long[1_024];
    private int count;

    synchronized void add(long each) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = each;
    }

    synchronized int count() {
        return count;
    }

    /** What a part of them, 0 to 1, doesn't exceed; 0 if there are none. */
    synchronized long at(double part) {
        if (count == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[Math.min(count - 1, (int) (part * count))];
    }

    long most() {
        return at(1);
    }

    static double millis(long nanos) {
        return (double) nanos / TimeUnit.MILLISECONDS.toNanos(1);
    }

    static String text(long nanos) {
        return String.format(Locale.ROOT, "%.3f", millis(nanos));
    }
}
