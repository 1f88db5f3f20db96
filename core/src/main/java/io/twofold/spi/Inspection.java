package io.twofold.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a remote tier knows of one key at one instant, for people who ask why.
 *
 * @param head the head of the key's shard, or null if the shard has no history (yet, or any more)
 * @param floor entries of the shard granted before this sequence are misses
 * @param entry what is stored under the key, servable or not
 * @param lease who is filling it
 * @param guards the writes in progress
 * @param unwritten what the source doesn't have yet; null if there is nothing of the kind
 */
public record Inspection(
        @Nullable Head head,
        long floor,
        @Nullable Stored entry,
        @Nullable Lease lease,
        List<WriteGuard> guards,
        @Nullable Unwritten unwritten) {
    public Inspection {
        guards = List.copyOf(guards);
    }

    /**
     * A stored entry.
     *
     * @param standing whether a read would find it
     * @param filledAt the position at which the lease that filled it was granted, or at which it was put
     * @param envelope the stored bytes, as they were given
     * @param remainingMillis what remains of its time to live, in milliseconds; negative if that is over and it is
     *     kept only in case a load fails
     * @param staleMillis for how long after its time to live it is kept
     * @param tags the identities of its tags
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed over, never compared
    public record Stored(
            Standing standing,
            Position filledAt,
            byte[] envelope,
            long remainingMillis,
            long staleMillis,
            List<String> tags) {
        public Stored {
            tags = List.copyOf(tags);
        }
    }

    /** Whether a read without a guard would find an entry within its time to live, and why not. */
    public enum Standing {
        /** It would. */
        SERVABLE,
        /** It is of another history of the shard. */
        OTHER_EPOCH,
        /** The shard was cleared since. */
        BELOW_FLOOR,
        /** One of its tags was invalidated since. */
        BELOW_TAG_FLOOR
    }

    /**
     * A lease.
     *
     * @param token the one that it was granted to
     * @param grantedAt the shard's position then
     * @param remainingMillis how long it lasts unless renewed, in milliseconds
     */
    public record Lease(String token, Position grantedAt, long remainingMillis) {}

    /**
     * The guard of a write in progress.
     *
     * @param token identifies the write
     * @param remainingMillis how long it lasts unless prolonged, in milliseconds
     */
    public record WriteGuard(String token, long remainingMillis) {}

    /**
     * What the source doesn't have yet.
     *
     * @param dirty the value that waits to be written; null if none does
     * @param ageMillis for how long the key has been dirty, in milliseconds; 0 if it isn't
     * @param dead the value that was set aside; null if none was
     */
    public record Unwritten(DirtyStore.@Nullable Item dirty, long ageMillis, DirtyStore.@Nullable Dead dead) {}
}
