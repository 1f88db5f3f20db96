package io.twofold.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A read or load of one key in progress on this node: what those who ask for the same key meanwhile join, and
 * what an invalidation fences.
 *
 * <p>It remembers the fence stamp and the validity of the key's shard as they were when it began to read. Once
 * either has changed the flight is fenced: it still answers those who joined it before, nobody joins it any more,
 * and its result is not installed. Nor does anybody join one that began so long ago that, for want of evidence, an
 * entry loaded then would no longer be served; nor, with or without evidence, one as old that didn't ask the remote
 * tier, as {@link Installer#installUnasked} says. A flight that had to wait, and has nothing yet, begins anew.
 *
 * @param <V> the type of the value
 */
final class Flight<V> {
    final Slot slot;
    final Loading<V> loading;
    /** Identifies this flight to the remote tier as the holder of a lease; of one that only looks, nothing. */
    volatile String token = "";

    /** What an entry of L2 must have left of its life, in milliseconds, so that it need not be replaced. */
    final long freshMillis;

    /** Runs what follows the replies. */
    final Executor executor;

    volatile Fence fence;
    /** Whether the result is a value past its life. Set before the result is. */
    volatile boolean isStale;

    /** Whether it loads without having asked the remote tier. */
    volatile boolean isUnasked;

    final CompletableFuture<@Nullable V> result = new CompletableFuture<>();

    /**
     * How things were when this flight last began to read.
     *
     * @param stamp the stamp of the key's fence
     * @param validity that of the key's shard
     * @param tagStamp that of the tags' fences
     * @param takenAt the monotonic time
     */
    record Fence(long stamp, Validity validity, long tagStamp, long takenAt) {}

    Flight(Slot slot, Loading<V> loading, long freshMillis, Executor executor, Fence fence) {
        this.slot = slot;
        this.loading = loading;
        this.freshMillis = freshMillis;
        this.executor = executor;
        this.fence = fence;
    }
}
