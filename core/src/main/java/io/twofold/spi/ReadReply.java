package io.twofold.spi;

import java.util.List;

/**
 * What a read found. Each reply carries the head of the shard as it was at that same instant.
 */
public sealed interface ReadReply {
    /** The shard's head at the instant of the read. */
    Head head();

    /**
     * The entry is there.
     *
     * @param head the shard's head
     * @param filledAt the position at which the lease that filled the entry was granted, or at which it
     *     was put
     * @param envelope the stored bytes, as they were given
     * @param remainingMillis what remains of its time to live, in milliseconds; at least 1
     * @param tags the identities of its tags
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed over, never compared
    record Hit(Head head, Position filledAt, byte[] envelope, long remainingMillis, List<String> tags)
            implements ReadReply {
        public Hit {
            tags = List.copyOf(tags);
        }
    }

    /**
     * The entry is not there and the caller holds the lease to fill it.
     *
     * @param head the shard's head, the position of the grant
     */
    record Granted(Head head) implements ReadReply {}

    /**
     * The entry is not there and another flight holds the lease; this node is registered and gets a {@link
     * FeedListener#onWake wake-up} when that flight ends.
     *
     * @param head the shard's head
     */
    record Busy(Head head) implements ReadReply {}

    /**
     * The entry is not there and must not be filled: a write of its key is in progress.
     *
     * @param head the shard's head
     */
    record Guarded(Head head) implements ReadReply {}

    /**
     * The entry is not there; only for {@link ReadRequest.Mode#PEEK}.
     *
     * @param head the shard's head
     */
    record Absent(Head head) implements ReadReply {}

    /**
     * The key has a value that the source doesn't have yet.
     *
     * @param head the shard's head
     * @param item the value, or that the key is deleted
     */
    record Dirty(Head head, DirtyStore.Item item) implements ReadReply {}
}
