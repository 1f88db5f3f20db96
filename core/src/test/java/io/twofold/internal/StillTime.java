package io.twofold.internal;

import io.twofold.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Time that a test sets, and tasks that it runs. */
public class StillTime implements TimeSource {
    volatile long now;
    final List<Scheduled> scheduled = new ArrayList<>();

    record Scheduled(Runnable task, long delayNanos) {}

    /** How many tasks wait for their time. */
    public synchronized int waiting() {
        return scheduled.size();
    }

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

    /** Runs the oldest task, as if its time had come; false if there is none. */
    public boolean runNext() {
        Scheduled next = next();
        if (next == null) {
            return false;
        }
        next.task.run();
        return true;
    }

    private synchronized @Nullable Scheduled next() {
        return scheduled.isEmpty() ? null : scheduled.remove(0);
    }
}
