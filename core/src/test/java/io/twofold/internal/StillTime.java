package io.twofold.internal;

import io.twofold.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;

/** Time that a test sets, and tasks that it runs. */
final class StillTime implements TimeSource {
    volatile long now;
    final List<Scheduled> scheduled = new ArrayList<>();

    record Scheduled(Runnable task, long delayNanos) {}

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public long coarseNanoTime() {
        return now;
    }

    @Override
    public long coarseLagNanos() {
        return 0;
    }

    @Override
    public long epochMillis() {
        return 0;
    }

    @Override
    public synchronized Runnable schedule(Runnable task, long delayNanos) {
        Scheduled entry = new Scheduled(task, delayNanos);
        scheduled.add(entry);
        return () -> cancel(entry);
    }

    private synchronized void cancel(Scheduled entry) {
        scheduled.remove(entry);
    }

    /** Runs the oldest task, as if its time had come. */
    void runNext() {
        scheduled.remove(0).task.run();
    }
}
