package io.twofold.internal;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A caller's thread that waits for a future, and meanwhile runs what leads to it: what a reply of L2 is followed by
 * need not be handed to a third thread when the one that wants it has nothing else to do. Once it waits no more, the
 * executor runs what is left and what still comes.
 *
 * <p>Made by the thread that is to wait, for one wait.
 */
final class WaitingThread implements Executor {
    private final Thread thread = Thread.currentThread();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Executor executor;
    private volatile boolean hasLeft;

    WaitingThread(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (hasLeft) {
            passOn();
        } else {
            LockSupport.unpark(thread);
        }
    }

    /** Waits, as {@link Futures#await} does. */
    <T extends @Nullable Object> T await(CompletableFuture<T> future, String cache) {
        var unused = future.whenComplete((value, failure) -> LockSupport.unpark(thread));
        try {
            while (!future.isDone()) {
                Runnable task = tasks.poll();
                if (task != null) {
                    task.run();
                } else {
                    // has a ForkJoinPool make up for the thread, which the load may need
                    ForkJoinPool.managedBlock(new Blocker(future));
                }
            }
        } catch (InterruptedException e) {
            throw Futures.interrupted(cache, e);
        } finally {
            hasLeft = true;
            passOn();
        }
        return Futures.await(future, cache);
    }

    /** Until there is something to do, or nothing to wait for. */
    private final class Blocker implements ForkJoinPool.ManagedBlocker {
        private final CompletableFuture<?> future;

        Blocker(CompletableFuture<?> future) {
            this.future = future;
        }

        @Override
        public boolean block() throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.park(WaitingThread.this);
            return isReleasable();
        }

        @Override
        public boolean isReleasable() {
            return future.isDone() || !tasks.isEmpty();
        }
    }

    private void passOn() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            Workers.executeOrRun(executor, task);
        }
    }
}
