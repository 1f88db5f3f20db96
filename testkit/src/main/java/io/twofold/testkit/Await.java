package io.twofold.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Waits for what other threads, or other processes, are about to do. */
public final class Await {
    private static final Duration AT_MOST = Duration.ofSeconds(20);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private Await() {}

    /**
     * Waits until a condition holds, for 20 seconds at most.
     *
     * @param what completes the sentence "waited in vain until ..."
     * @throws AssertionError if it doesn't hold by then
     */
    public static void until(String what, Callable<Boolean> condition) {
        until(what, AT_MOST, condition);
    }

    /** As {@link #until(String, Callable)}, for another time. */
    public static void until(String what, Duration atMost, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!holds(what, condition)) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited " + atMost.toMillis() + " ms in vain until " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static boolean holds(String what, Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (Exception e) {
            throw new AssertionError("while waiting until " + what, e);
        }
    }

    /**
     * The value of a stage, waited for 20 seconds at most.
     *
     * @throws AssertionError if it fails, with the failure as the cause, or isn't there by then
     */
    public static <T> T value(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the stage failed", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("waited " + AT_MOST.toMillis() + " ms in vain for a stage", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a stage", e);
        }
    }
}
