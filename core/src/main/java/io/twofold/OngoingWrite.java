package io.twofold;

import java.util.concurrent.CompletableFuture;

/**
 * A write of some keys in progress: from its beginning until its end nothing is cached under them, on any node, so
 * that no reader can bring back the old value between the change of the source and its announcement.
 *
 * <p>Its guard is prolonged for as long as this process lives. If it dies, the guard runs out after {@code l2.guard},
 * and leaves nothing stale, wherever in the write that was.
 *
 * <p>To be ended after the transaction has committed, or has been rolled back. Safe for use by many threads.
 */
public interface OngoingWrite extends AutoCloseable {
    /**
     * Ends the write: drops the keys from every tier of every node once more, and allows them to be cached again. One
     * round trip for each shard among them, side by side. Idempotent.
     *
     * @return whether the remote tier has acknowledged that. If it is {@link Delivery#PENDING}, the keys may stay
     *     uncached until the guard runs out.
     * @throws CacheInterruptedException if the thread is interrupted while it waits; the write ends all the same
     */
    Delivery end();

    /** As {@link #end()}, without waiting. */
    CompletableFuture<Delivery> endAsync();

    /** As {@link #end()}. */
    @Override
    default void close() {
        end();
    }
}
