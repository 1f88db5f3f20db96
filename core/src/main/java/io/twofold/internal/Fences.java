package io.twofold.internal;

import io.twofold.spi.Position;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What keeps a load that began before an invalidation from installing its result after it.
 *
 * <p>Keys are spread over stripes. Each stripe has a stamp, raised by every invalidation of a key in it: a
 * load remembers the stamp when it begins and may install only while it is the same. Each also has a guard,
 * the newest position at which one of its keys is known to have been invalidated: an entry of the remote tier
 * filled before it is refused (a replica, or a new primary, that is behind). Keys that share a stripe cost
 * each other a refused install now and then, never a wrong value.
 */
final class Fences {
    private static final int STRIPES = 1024;

    private final AtomicLongArray stamps = new AtomicLongArray(STRIPES);
    private final AtomicReferenceArray<Position> guards = new AtomicReferenceArray<>(STRIPES);

    /** The stamp to remember when a load of this key begins. */
    long stamp(Object key) {
        return stamps.get(stripe(key));
    }

    boolean isUnchanged(Object key, long stamp) {
        return stamp(key) == stamp;
    }

    /** Fences every load of the key that has begun. */
    long raise(Object key) {
        return stamps.incrementAndGet(stripe(key));
    }

    /**
     * Fences the loads of the key, unless somebody else has fenced them since the stamp was taken.
     *
     * @return the new stamp, or the old one, which is then no longer the key's
     */
    long raiseFrom(Object key, long stamp) {
        return stamps.compareAndSet(stripe(key), stamp, stamp + 1) ? stamp + 1 : stamp;
    }

    /** As {@link #raise(Object)}, and remembers at which position the key was invalidated. */
    void raise(Object key, Position position) {
        guards.accumulateAndGet(stripe(key), position, Fences::later);
        raise(key);
    }

    /** Remembers the position of a change without fencing anything. */
    void guard(Object key, Position position) {
        guards.accumulateAndGet(stripe(key), position, Fences::later);
    }

    /** Entries of this key that were filled before this position are not to be trusted. */
    Position guard(Object key) {
        Position guard = guards.get(stripe(key));
        return guard == null ? Position.NONE : guard;
    }

    private static Position later(Position a, Position b) {
        return a == null || a.isBefore(b) ? b : a;
    }

    private static int stripe(Object key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return (hash ^ hash >>> 16) & STRIPES - 1;
    }
}
