package io.twofold.testkit;

import io.twofold.spi.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What goes wrong between one node and the server, as a test commands. */
final class Faults implements Exchange {
    private final TimeSource time;
    private final AtomicLong roundTrips = new AtomicLong();
    private final List<Runnable> heldReplies = new ArrayList<>();
    private boolean reachable = true;
    private boolean holding;
    private int toFail;

    Faults(TimeSource time) {
        this.time = time;
    }

    synchronized void setReachable(boolean on) {
        reachable = on;
    }

    synchronized boolean isReachable() {
        return reachable;
    }

    synchronized void failNext(int operations) {
        toFail = operations;
    }

    synchronized void holdReplies() {
        holding = true;
    }

    void releaseReplies() {
        List<Runnable> released;
        synchronized (this) {
            holding = false;
            released = new ArrayList<>(heldReplies);
            heldReplies.clear();
        }
        released.forEach(Runnable::run);
    }

    long roundTrips() {
        return roundTrips.get();
    }

    /** Asks the server, if it can be reached, and returns its reply, now or when replies are released. */
    @Override
    public <T> CompletableFuture<T> exchange(Supplier<T> operation, Duration timeout) {
        roundTrips.incrementAndGet();
        if (isLost()) {
            return CompletableFuture.failedFuture(new IOException("the in-memory server can't be reached"));
        }
        T reply;
        try {
            reply = operation.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        CompletableFuture<T> future = new CompletableFuture<>();
        if (!hold(() -> future.complete(reply))) {
            future.complete(reply);
            return future;
        }
        Runnable cancel = time.schedule(
                () -> future.completeExceptionally(new TimeoutException("no reply within " + timeout)),
                timeout.toNanos());
        return future.whenComplete((value, failure) -> cancel.run());
    }

    private synchronized boolean isLost() {
        if (toFail > 0) {
            toFail--;
            return true;
        }
        return !reachable;
    }

    private synchronized boolean hold(Runnable reply) {
        if (holding) {
            heldReplies.add(reply);
        }
        return holding;
    }
}
