package io.twofold.internal;

import io.twofold.Explanation;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The flights of one cache on this node, at most one that can be joined for each key.
 *
 * @param <V> the type of the values
 */
final class Flights<V> {
    private final ConcurrentHashMap<Object, Flight<V>> byKey = new ConcurrentHashMap<>();
    private final Fences fences;
    private final long trustNanos;
    private volatile @Nullable RuntimeException closedBy;

    /** @param trustNanos how long what was loaded may be served without evidence */
    Flights(Fences fences, long trustNanos) {
        this.fences = fences;
        this.trustNanos = trustNanos;
    }

    /** The key's flight that a read that begins now may join; null if there is none. */
    @Nullable
    Flight<V> current(Object key, long now) {
        Flight<V> current = byKey.get(key);
        return current != null && isJoinable(current, now) ? current : null;
    }

    /** The key's flight that may be joined, or the candidate, which its maker then leads. */
    Flight<V> joinOrAdd(Flight<V> candidate) {
        Object key = candidate.slot.local();
        long now = candidate.fence.takenAt();
        Flight<V> current = current(key, now);
        if (current != null) {
            return current;
        }
        Flight<V> flight =
                byKey.compute(key, (k, present) -> present != null && isJoinable(present, now) ? present : candidate);
        if (closedBy != null) {
            flight.result.completeExceptionally(closedBy);
        }
        return flight;
    }

    /**
     * A flight that began before an invalidation that this node has applied since must not answer a read that
     * begins now. Where there is no evidence that this node has heard of every invalidation, its age decides, as it
     * does for entries: a load may take longer than maxStaleness. So it does for one that didn't ask the remote tier:
     * the source may have lagged behind what stands there, and a write in progress need announce nothing more. Which
     * tags it will attach nobody knows yet, so the invalidation of any is as one of its own.
     */
    private boolean isJoinable(Flight<V> flight, long now) {
        Flight.Fence fence = flight.fence;
        boolean isProven = fence.validity().covers(now) && !flight.isUnasked;
        boolean current = isProven || now - fence.takenAt() < trustNanos;
        return current
                && fences.isUnchanged(flight.slot.local(), fence.stamp())
                && fences.tags().stamp() == fence.tagStamp()
                && !fence.validity().isEnded()
                && !flight.result.isDone();
    }

    /** The key's flight, as one who comes now would find it. */
    Explanation.Flight look(Object key, long now) {
        Flight<V> flight = byKey.get(key);
        if (flight == null || flight.result.isDone()) {
            return Explanation.Flight.NONE;
        }
        return isJoinable(flight, now) ? Explanation.Flight.JOINABLE : Explanation.Flight.FENCED;
    }

    /** Forgets a flight that has its result. */
    void land(Flight<V> flight) {
        byKey.remove(flight.slot.local(), flight);
    }

    /** Fails every flight, and each that somebody begins later. */
    void close(RuntimeException reason) {
        closedBy = reason;
        byKey.values().forEach(flight -> flight.result.completeExceptionally(reason));
        byKey.clear();
    }
}
