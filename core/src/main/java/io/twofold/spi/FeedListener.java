package io.twofold.spi;

/**
 * Hears what other nodes, and this one, announced of one cache. Messages may be lost, repeated or late:
 * the positions say so. Calls for one cache come one at a time and must return quickly.
 */
public interface FeedListener {
    /** A shard was changed. */
    void onInvalidation(Invalidation invalidation);

    /** The entry was replaced by a newer load of the same key; the old value was not wrong. */
    void onRefreshed(String id);

    /** The lease that this node waited for, under this {@link RemoteKey#name()}, has ended. */
    void onWake(String name);

    /**
     * The feed was (re)established. Whatever was announced before this call may have been missed.
     */
    void onSubscribed();

    /** Something arrived that this node can't read; anything may have been missed. */
    void onUnreadable(Throwable cause);
}
