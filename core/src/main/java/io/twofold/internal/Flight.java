package io.twofold.internal;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A read or load of one key in progress on this node: what those who ask for the same key meanwhile join, and
 * what an invalidation fences.
 *
 * <p>It remembers the fence stamp and the validity of the key's shard as they were when it began. Once either
 * has changed the flight is fenced: it still answers those who joined it before, nobody joins it any more, and
 * its result is not installed. Nor does anybody join one that began so long ago that, for want of evidence, an
 * entry loaded then would no longer be served.
 *
 * @param <V> the type of the value
 */
final class Flight<V> {
    final Slot slot;
    final LoadRunner.Load<V> load;
    /** Identifies this flight to the remote tier as the holder of a lease. */
    final String token;

    final long stamp;
    final Validity validity;
    /** The monotonic time at which it began. */
    final long begunAt;

    final CompletableFuture<@Nullable V> result = new CompletableFuture<>();

    Flight(Slot slot, LoadRunner.Load<V> load, String token, long stamp, Validity validity, long begunAt) {
        this.slot = slot;
        this.load = load;
        this.token = token;
        this.stamp = stamp;
        this.validity = validity;
        this.begunAt = begunAt;
    }
}
