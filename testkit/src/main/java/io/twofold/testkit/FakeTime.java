package io.twofold.testkit;

import io.twofold.spi.TimeSource;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still until a test moves it. Its coarse clock doesn't lag. Safe for use by many threads.
 *
 * <p>Scheduled tasks run on the thread that calls {@link #advance}, each at just the time that it was scheduled
 * for, in the order of these times, and those of the same time in the order in which they were scheduled.
 */
public final class FakeTime implements TimeSource {
    private static final long FIRST_NANO_TIME = TimeUnit.DAYS.toNanos(1);
    private static final long FIRST_EPOCH_MILLIS = 1_767_225_600_000L; // 2026-01-01T00:00Z

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::number));
    private final ReentrantLock advancing = new ReentrantLock();
    private final long origin;
    private volatile long elapsed;
    private long scheduled;

    /** @param due nanoseconds after the beginning */
    private record Task(long due, long number, Runnable work) {}

    /** Begins at a fixed time. */
    public FakeTime() {
        this(FIRST_NANO_TIME);
    }

    /**
     * Begins at a time of the caller's choice, such as one close to where the clock's number overflows.
     *
     * @param nanoTime what {@link #nanoTime()} returns first
     */
    public FakeTime(long nanoTime) {
        this.origin = nanoTime;
    }

    /**
     * Moves time forward, and runs on its way what falls due, including what such tasks schedule themselves. A task
     * that throws stops it at that task's time.
     *
     * @throws IllegalArgumentException if the duration is negative
     * @throws IllegalStateException if a task calls it
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time can't go back by " + duration);
        }
        if (advancing.isHeldByCurrentThread()) {
            throw new IllegalStateException("a scheduled task can't advance the time that it runs at");
        }
        advancing.lock();
        try {
            long until = elapsed + duration.toNanos();
            for (Task task = nextDue(until); task != null; task = nextDue(until)) {
                elapsed = Math.max(elapsed, task.due);
                task.work.run();
            }
            elapsed = until;
        } finally {
            advancing.unlock();
        }
    }

    private @Nullable Task nextDue(long until) {
        synchronized (tasks) {
            Task first = tasks.peek();
            return first != null && first.due <= until ? tasks.poll() : null;
        }
    }

    /** How many tasks wait for their time. */
    public int pendingTasks() {
        synchronized (tasks) {
            return tasks.size();
        }
    }

    @Override
    public long nanoTime() {
        return origin + elapsed;
    }

    @Override
    public long coarseNanoTime() {
        return nanoTime();
    }

    @Override
    public long coarseLagNanos() {
        return 0;
    }

    @Override
    public long epochMillis() {
        return FIRST_EPOCH_MILLIS + TimeUnit.NANOSECONDS.toMillis(elapsed);
    }

    /** A task of no delay, or less, runs when time is advanced next, be it by nothing. */
    @Override
    public Runnable schedule(Runnable task, long delayNanos) {
        synchronized (tasks) {
            Task entry = new Task(elapsed + Math.max(0, delayNanos), scheduled++, task);
            tasks.add(entry);
            return () -> cancel(entry);
        }
    }

    private void cancel(Task task) {
        synchronized (tasks) {
            tasks.remove(task);
        }
    }
}
