package io.twofold.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that loaders run on unless the user brings an executor: virtual ones where the JDK has them, which is
 * from 21 on. As many at once either way, for it is the database that bounds them.
 */
final class Workers implements Executor, AutoCloseable {
    /** Loaders block on databases; more at once than this is rarely what a database wants. */
    private static final int MAX_THREADS = 256;

    private static final long IDLE_MILLIS = TimeUnit.SECONDS.toMillis(30);
    /** A virtual thread is as quickly made as kept. */
    private static final long IDLE_MILLIS_OF_VIRTUAL = 1;

    private static final String NAME = "twofold-worker-";

    private final AtomicInteger made = new AtomicInteger();
    private final ThreadPoolExecutor threads;

    Workers() {
        ThreadFactory virtual = virtualThreads();
        threads = new ThreadPoolExecutor(
                MAX_THREADS,
                MAX_THREADS,
                virtual == null ? IDLE_MILLIS : IDLE_MILLIS_OF_VIRTUAL,
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                virtual == null ? this::newThread : virtual);
        threads.allowCoreThreadTimeOut(true);
    }

    /** By reflection, as this is compiled for a JDK without them; null where there are none. */
    private static @Nullable ThreadFactory virtualThreads() {
        if (Runtime.version().feature() < 21) {
            return null; // 19 and 20 have them as a preview only
        }
        try {
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Object named = builder.getMethod("name", String.class, long.class)
                    .invoke(Thread.class.getMethod("ofVirtual").invoke(null), NAME, 1L);
            return (ThreadFactory) builder.getMethod("factory").invoke(named);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a JDK from 21 on has virtual threads", e);
        }
    }

    private Thread newThread(Runnable task) {
        Thread thread = new Thread(task, NAME + made.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Runs a task on an executor, or here if that takes no more: a user's may be full. */
    static void executeOrRun(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** Lets what was begun end. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
