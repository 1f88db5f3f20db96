package io.twofold.internal;

import io.twofold.spi.Position;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What keeps a load that began before an invalidation from installing its result after it.
 *
 * <p>Keys are spread over stripes. Each stripe has a stamp, raised by every invalidation of a key in it: a
 * load remembers the stamp when it begins and may install only while it is the same. Keys that share a stripe
 * cost each other a refused install now and then, never a wrong value.
 *
 * <p>Stripes of their own, within each shard, have a guard: the newest position at which one of their keys is
 * known to have been invalidated. An entry of the remote tier filled before it is refused (a replica, or a new
 * primary, that is behind). Positions of different shards say nothing of each other, so no guard is of two
 * shards. There are many more of these stripes, since sharing one costs the other keys their entries in L2.
 */
final class Fences {
    private static final int STRIPES = 1024;
    private static final int GUARDS = 1 << 16;
    private static final int FEWEST_GUARDS_OF_A_SHARD = 64;

    private final AtomicLongArray stamps = new AtomicLongArray(STRIPES);
    private final AtomicReferenceArray<Position> guards;
    private final int guardsOfAShard;

    private Fences(int shards, int guardsOfAShard) {
        this.guards = new AtomicReferenceArray<>(shards * guardsOfAShard);
        this.guardsOfAShard = guardsOfAShard;
    }

    /** Of a cache of so many shards, a power of two. */
    static Fences ofShards(int shards) {
        return new Fences(shards, Math.max(FEWEST_GUARDS_OF_A_SHARD, GUARDS / shards));
    }

    /** Of a cache that no other node shares: there is nothing to guard. */
    static Fences ofThisProcessOnly() {
        return new Fences(1, 1);
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

    /** As {@link #raise(Object)}, and remembers at which position of its shard the key was invalidated. */
    void raise(int shard, Object key, Position position) {
        guard(shard, key, position);
        raise(key);
    }

    /** Remembers the position of a change without fencing anything. */
    void guard(int shard, Object key, Position position) {
        guards.accumulateAndGet(guardIndex(shard, key), position, Fences::later);
    }

    /** Entries of this key that were filled before this position are not to be trusted. */
    Position guard(int shard, Object key) {
        Position guard = guards.get(guardIndex(shard, key));
        return guard == null ? Position.NONE : guard;
    }

    private static Position later(Position a, Position b) {
        return a == null || a.isBefore(b) ? b : a;
    }

    private int guardIndex(int shard, Object key) {
        return shard * guardsOfAShard + (spread(key) & guardsOfAShard - 1);
    }

    private static int stripe(Object key) {
        return spread(key) & STRIPES - 1;
    }

    private static int spread(Object key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return hash ^ hash >>> 16;
    }
}
