package io.twofold.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs Caffeine's housekeeping on the thread that caused it, since it takes less than to hand it over; for one that
 * causes a lot of it, once at the end. Caffeine asks for it one at a time: until it has run, whatever else there is to
 * do is only noted.
 */
final class Housekeeping implements Executor {
    private final AtomicReference<@Nullable Thread> deferring = new AtomicReference<>();
    /** Only the deferring thread's. */
    private @Nullable Runnable deferred;

    @Override
    public void execute(Runnable task) {
        if (deferring.getPlain() == Thread.currentThread() && deferred == null) {
            deferred = task;
        } else {
            task.run();
        }
    }

    /** Runs what causes a lot of it; if another thread is doing so, as if it caused little. */
    void deferWhile(Runnable cause) {
        if (!deferring.compareAndSet(null, Thread.currentThread())) {
            cause.run();
            return;
        }
        try {
            cause.run();
        } finally {
            Runnable task = deferred;
            deferred = null;
            deferring.set(null);
            if (task != null) {
                task.run();
            }
        }
    }
}
