package io.twofold.internal;

import io.twofold.spi.TimeSource;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The machine's time. A thread of its own writes the coarse clock every few milliseconds, so that readers of L1
 * pay a memory read instead of a call to the system's clock.
 */
public final class SystemTime implements TimeSource, AutoCloseable {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    /** A tick, and what a busy machine may need to wake the thread. */
    private static final long LAG_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ScheduledThreadPoolExecutor scheduler;
    private volatile long coarse = System.nanoTime();
    private volatile boolean closed;

    /** Starts its two daemon threads. */
    public SystemTime() {
        scheduler = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "twofold-scheduler"));
        scheduler.setRemoveOnCancelPolicy(true);
        daemon(this::tick, "twofold-clock").start();
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void tick() {
        while (!closed) {
            coarse = System.nanoTime();
            LockSupport.parkNanos(this, TICK_NANOS);
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long coarseNanoTime() {
        return coarse;
    }

    @Override
    public long coarseLagNanos() {
        return LAG_NANOS;
    }

    @Override
    public long epochMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public Runnable schedule(Runnable task, long delayNanos) {
        ScheduledFuture<?> scheduled = scheduler.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public void close() {
        closed = true;
        scheduler.shutdownNow();
    }
}
