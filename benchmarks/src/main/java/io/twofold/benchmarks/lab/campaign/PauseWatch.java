package io.twofold.benchmarks.lab.campaign;

import io.twofold.benchmarks.lab.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Knows when the threads of this process didn't run. Reads that begin then, or in the first 10 ms after, may go by
 * the time before: the cache's clock has a thread of its own.
 */
final class PauseWatch {
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LAG = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int REMEMBERED = 256;

    private record Pause(long from, long to) {}

    private final Deque<Pause> pauses = new ArrayDeque<>();
    private volatile long last = Clock.now();

    void start() {
        Thread thread = new Thread(this::run, "pause-watch");
        thread.setDaemon(true);
        thread.start();
    }

    @SuppressWarnings("InfiniteLoop") // it ends with the process
    private void run() {
        while (true) {
            LockSupport.parkNanos(TICK);
            long now = Clock.now();
            if (now - last > LAG) {
                remember(new Pause(last, now));
            }
            last = now;
        }
    }

    private synchronized void remember(Pause pause) {
        pauses.addFirst(pause);
        if (pauses.size() > REMEMBERED) {
            pauses.removeLast();
        }
    }

    /** Whether a read that began at this time may have gone by the time before a pause. */
    synchronized boolean excuses(long began) {
        return (Clock.now() - last > LAG && began > last)
                || pauses.stream().anyMatch(pause -> pause.from <= began && began <= pause.to + LAG);
    }
}
