package io.twofold.internal;

import io.twofold.spi.Position;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What keeps a load that began before an invalidation from installing its result after it.
 *
 * <p>Keys are spread over stripes. Each stripe has a stamp, raised by every invalidation of a key in it: a
 * load remembers the stamp when it begins and may install only while it is the same. Keys that share a stripe
 * cost each other a refused install now and then, never a wrong value.
 *
 * <p>Besides, the keys changed last have a guard, the newest position at which each is known to have been
 * changed: an entry of the remote tier filled before it is refused (a replica, or a new primary, that is behind).
 * A guard is of its key alone, since positions of different shards can't be compared, and since an entry that
 * was refused for another key's sake would have to be loaded again.
 */
final class Fences {
    private static final int STRIPES = 1 << 10;

    private final TagFences tags = new TagFences();
    private final AtomicLongArray stamps = new AtomicLongArray(STRIPES);
    private final Guards guards = new Guards();

    /** What does the same for tags. */
    TagFences tags() {
        return tags;
    }

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
        guard(key, position);
        raise(key);
    }

    /** Remembers the position of a change without fencing anything. */
    void guard(Object key, Position position) {
        guards.remember(key, spread(key), position);
    }

    /** Entries of this key that were filled before this position are not to be trusted. */
    Position guard(Object key) {
        return guards.of(key, spread(key));
    }

    private static int stripe(Object key) {
        return spread(key) & STRIPES - 1;
    }

    private static int spread(Object key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return hash ^ hash >>> 16;
    }
}
