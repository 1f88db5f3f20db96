package io.twofold.internal;

import io.twofold.spi.Position;
import java.util.List;

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

        void onGranted(Position grantedAt);

        void onBusy();

        void onGuarded();

        void onAbsent();

        void onDeleted();

        void onUndecodable();

        void onUnavailable();
    }

    /**
     * The entry.
     *
     * @param sentAt the monotonic time at which the read was sent: the entry was valid at that time
     * @param remainingMillis what remained of its life, counted from {@code sentAt} to be safe
     * @param tags the identities of its tags
     */
    record Hit<V>(V value, long sentAt, long remainingMillis, List<String> tags) implements ReadOutcome<V> {
        @Override
        public void to(Branches<V> branches) {
            branches.onHit(this);
        }
    }

    /** A miss, and the lease is ours. */
    record Granted<V>(Position grantedAt) implements ReadOutcome<V> {
        @Override
        public void to(Branches<V> branches) {
            branches.onGranted(grantedAt);
        }
    }

    /** A miss, and somebody else has the lease. */
    record Busy<V>() implements ReadOutcome<V> {
        @Override
        public void to(Branches<V> branches) {
            branches.onBusy();
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
