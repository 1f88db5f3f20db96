package io.twofold.spi;

/**
 * Asks for one entry and, on a miss, for the permission to load it.
 *
 * @param key the key
 * @param mode what to do on a hit and on a miss
 * @param token identifies this request as a lease holder: unique for each flight, so that an old holder
 *     is never mistaken for a new one. A request repeated with the same token gets the same lease.
 * @param leaseMillis how long a granted lease lasts unless renewed, in milliseconds
 * @param guard entries filled before this position are misses ({@link Position#NONE} accepts any): the
 *     caller knows of an invalidation at that position
 * @param freshMillis for {@link Mode#REFRESH}: an entry that still lives longer than this, in milliseconds, is a hit
 */
public record ReadRequest(RemoteKey key, Mode mode, String token, long leaseMillis, Position guard, long freshMillis) {
    /** For the other modes. */
    public ReadRequest(RemoteKey key, Mode mode, String token, long leaseMillis, Position guard) {
        this(key, mode, token, leaseMillis, guard, 0);
    }

    /** What a read may return. */
    public enum Mode {
        /** Only look: hit or miss, never a lease. */
        PEEK,
        /** Hit, or on a miss a lease, busy or guarded. */
        LOAD,
        /** As load, but an entry that has little of its life left is no hit, and stays readable meanwhile. */
        REFRESH,
        /** Never a hit: a lease to replace the entry, which stays readable meanwhile; or busy or guarded. */
        REPLACE
    }
}
