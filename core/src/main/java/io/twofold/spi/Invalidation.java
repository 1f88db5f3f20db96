package io.twofold.spi;

import java.util.List;

/**
 * One step of a shard's history: as announced, as kept in the shard's log, and as answered to the node
 * that made it.
 *
 * @param shard the shard
 * @param position its position after this step
 * @param nonce the unique identity of this step
 * @param previousNonce the nonce of the step before, or the empty string for the first of an epoch
 * @param kind what happened
 * @param ids the identities ({@link RemoteKey#id()}) of the keys, or of the tags, it concerns; empty for {@link
 *     Kind#CLEAR}
 */
public record Invalidation(
        int shard, Position position, String nonce, String previousNonce, Kind kind, List<String> ids) {
    public Invalidation {
        ids = List.copyOf(ids);
    }

    /** The head of the shard right after this step. */
    public Head head() {
        return new Head(shard, position, nonce);
    }

    /** What a step did. */
    public enum Kind {
        /** The entries of the keys were deleted. */
        KEYS,
        /** The entries of the keys were replaced by other values. */
        PUT,
        /** The lives of the entries of the keys ended; what is kept in case a load fails was kept. */
        EXPIRE,
        /** Every entry that has one of the tags became a miss; the ids are those of the tags. */
        TAGS,
        /** Every entry of the shard became a miss. */
        CLEAR
    }
}
