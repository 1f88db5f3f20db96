package io.twofold.internal;

import io.twofold.spi.RemoteTier;
import io.twofold.spi.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** How many refreshes the fleet may begin in a second. While the remote tier can't be asked, this node counts alone. */
final class Budget {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final RemotePermits remote;
    private final TimeSource time;
    private final int perSecond;
    private long windowBegan;
    private int taken;

    /**
     * Asks the fleet for permits.
     *
     * @see RemoteTier#acquire
     */
    @FunctionalInterface
    interface RemotePermits {
        /** Completes with how many were granted, or with -1 if the remote tier couldn't be asked. Never fails. */
        CompletableFuture<Integer> acquire(int wanted, int perSecond);
    }

    /** @param perSecond 0 for as many as there are */
    Budget(RemotePermits remote, TimeSource time, int perSecond) {
        this.remote = remote;
        this.time = time;
        this.perSecond = perSecond;
        this.windowBegan = time.nanoTime();
    }

    /** Takes so many, or as many as there are left; completes with how many. */
    CompletableFuture<Integer> take(int wanted) {
        return perSecond == 0
                ? Futures.done(wanted)
                : remote.acquire(wanted, perSecond).thenApply(granted -> granted < 0 ? takeHere(wanted) : granted);
    }

    private synchronized int takeHere(int wanted) {
        long now = time.nanoTime();
        if (now - windowBegan >= SECOND) {
            windowBegan = now;
            taken = 0;
        }
        int granted = Math.min(wanted, perSecond - taken);
        taken += granted;
        return granted;
    }
}
