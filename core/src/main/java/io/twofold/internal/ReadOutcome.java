package io.twofold.internal;

import io.twofold.internal.codec.EntryInfo;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a read of the remote tier went, decoded; never an exception.
 *
 * @param <V> the type of the value
 */
sealed interface ReadOutcome<V> {
    /** Hands the outcome to the branch that is made for it. */
    void to(Branches<V> branches);

    /** One branch for each outcome. */
    interface Branches<V> {
        void onHit(Hit<V> hit);

        void onGranted(Granted<V> granted);

        void onBusy(Busy<V> busy);

        void onGuarded();

        void onAbsent();

        void onDeleted();

        void onUndecodable();

        void onUnavailable();
    }

    /**
     * The entry.
     *
     * @param value null if the entry says that there is none
     * @param sentAt the monotonic time at which the read was sent: the entry was valid at that time
     * @param life what remained of its life, counted from {@code sentAt} to be safe
     * @param tags the identities of its tags
     * @param info what else stands in the entry
     * @param isProven whether it came from the server whose history this node knows; if not, no later evidence is about it,
     *     so that it answers this read and is kept nowhere
     */
    record Hit<V>(
            @Nullable V value, long sentAt, ReadReply.Life life, List<String> tags, EntryInfo info, boolean isProven)
            implements ReadOutcome<V> {
        @Override
        public void to(Branches<V> branches) {
            branches.onHit(this);
        }
    }

    /**
     * A miss, and the lease is ours.
     *
     * @param previous the entry that is to be replaced, or was kept past its life
     */
    record Granted<V>(Position grantedAt, @Nullable Hit<V> previous) implements ReadOutcome<V> {
        @Override
        public void to(Branches<V> branches) {
            branches.onGranted(this);
        }
    }

    /**
     * A miss, and somebody else has the lease.
     *
     * @param previous the entry that was kept past its life
     */
    record Busy<V>(@Nullable Hit<V> previous) implements ReadOutcome<V> {
        @Override
        public void to(Branches<V> branches) {
            branches.onBusy(this);
        }
    }

    /** A miss that must not be filled. */
    record Guarded<V>() implements ReadOutcome<V> {
        @Override
        public void to(Branches<V> branches) {
            branches.onGuarded();
        }
    }

    /** The key is deleted, though the source may not know it yet. */
    record Deleted<V>() implements ReadOutcome<V> {
        @Override
        public void to(Branches<V> branches) {
            branches.onDeleted();
        }
    }

    /** A miss, and no lease was asked for. */
    record Absent<V>() implements ReadOutcome<V> {
        @Override
        public void to(Branches<V> branches) {
            branches.onAbsent();
        }
    }

    /** An entry is there and can't be read. */
    record Undecodable<V>() implements ReadOutcome<V> {
        @Override
        public void to(Branches<V> branches) {
            branches.onUndecodable();
        }
    }

    /** The remote tier didn't answer, or must not be believed now. */
    record Unavailable<V>() implements ReadOutcome<V> {
        @Override
        public void to(Branches<V> branches) {
            branches.onUnavailable();
        }
    }
}
