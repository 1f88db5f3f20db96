package io.twofold.internal;

/**
 * Until when L1 may serve the entries of one shard: the evidence that this node has applied every
 * invalidation of the shard, plus {@code maxStaleness}.
 *
 * <p>Entries point to the validity under which they were loaded. To drop a whole shard, its validity is
 * ended and a new one begun: every entry of the shard, and every load still in flight, is then dead at once,
 * and a reader finds out by the one comparison that it makes anyway.
 */
final class Validity {
    /** Far enough in the past that a clock that lags can't reach it. */
    private static final long LONG_AGO = Long.MAX_VALUE / 4;

    private volatile long until;
    private volatile boolean ended;

    private Validity(long until) {
        this.until = until;
    }

    /** Covers nothing yet. */
    static Validity withoutEvidence(long now) {
        return new Validity(now - LONG_AGO);
    }

    /** Covers everything until it is ended: nobody else can change what this process holds. */
    static Validity unlimited(long now) {
        return new Validity(now + LONG_AGO);
    }

    boolean covers(long now) {
        return now - until < 0;
    }

    boolean isEnded() {
        return ended;
    }

    /** Moves the end further; only the shard's tracker calls this, under its lock. */
    void extendTo(long newUntil) {
        if (newUntil - until > 0) {
            until = newUntil;
        }
    }

    /** Ends it for good and begins another that covers as much. */
    Validity replace(long now) {
        Validity next = new Validity(until);
        ended = true;
        until = now - LONG_AGO;
        return next;
    }
}
