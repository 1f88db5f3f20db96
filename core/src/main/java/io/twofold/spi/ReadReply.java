package io.twofold.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

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
     * @param life how long it lives
     * @param tags the identities of its tags
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed over, never compared
    record Hit(Head head, Position filledAt, byte[] envelope, Life life, List<String> tags) implements ReadReply {
        public Hit {
            tags = List.copyOf(tags);
        }
    }

    /**
     * How long an entry lives, in milliseconds.
     *
     * @param ttlMillis its time to live as it was when it was stored
     * @param remainingMillis what remains of that; at least 1, unless it is the previous one of a miss
     * @param staleMillis for how long after that it is kept, in case a load fails
     */
    record Life(long ttlMillis, long remainingMillis, long staleMillis) {}

    /**
     * The entry is not there, or to be replaced, and the caller holds the lease to fill it.
     *
     * @param head the shard's head, the position of the grant
     * @param previous the entry that is to be replaced, or that is kept past its time to live; null if there is none
     */
    record Granted(Head head, @Nullable Hit previous) implements ReadReply {}

    /**
     * The entry is not there and another flight holds the lease; this node is registered and gets a {@link
     * FeedListener#onWake wake-up} when that flight ends.
     *
     * @param head the shard's head
     * @param previous the entry that is kept past its time to live; null if there is none, and but for {@link
     *     ReadRequest.Mode#LOAD}
     */
    record Busy(Head head, @Nullable Hit previous) implements ReadReply {}

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
