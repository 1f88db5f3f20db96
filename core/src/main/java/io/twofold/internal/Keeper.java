package io.twofold.internal;

import io.twofold.spi.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Prolongs something in the remote tier, a lease or a guard, again and again while the work that needs it goes on. So
 * it can be short (a node that dies holds up the others for no longer than that) and the work can be long.
 */
final class Keeper {
    private final TimeSource time;
    private final long intervalNanos;
    private final Supplier<CompletableFuture<?>> prolong;
    private boolean ended;
    private Runnable cancel = () -> {};

    private Keeper(TimeSource time, long intervalNanos, Supplier<CompletableFuture<?>> prolong) {
        this.time = time;
        this.intervalNanos = intervalNanos;
        this.prolong = prolong;
    }

    /**
     * Keeps something until it is ended.
     *
     * @param lifeNanos how long it lasts unless prolonged
     * @param prolong never fails; if it doesn't succeed, the next time may
     */
    static Keeper keep(TimeSource time, long lifeNanos, Supplier<CompletableFuture<?>> prolong) {
        Keeper keeper = new Keeper(time, lifeNanos / 3, prolong);
        keeper.scheduleNext();
        return keeper;
    }

    private synchronized void scheduleNext() {
        if (!ended) {
            cancel = time.schedule(this::prolong, intervalNanos);
        }
    }

    private void prolong() {
        var unused = prolong.get().thenAccept(done -> scheduleNext());
    }

    synchronized void end() {
        ended = true;
        cancel.run();
    }
}
