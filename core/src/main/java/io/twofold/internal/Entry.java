package io.twofold.internal;

import java.util.List;

/**
 * A value in L1 with what decides whether it may be served. Immutable; small, since there may be millions, which is
 * why only those that have tags have fields for them.
 *
 * @param <V> the type of the value
 */
class Entry<V> {
    final V value;
    private final long deadline;
    private final long trustedUntil;
    private final Validity validity;

    /**
     * @param deadline the monotonic time at which it expires
     * @param trustedUntil the monotonic time until which it may be served without evidence of its shard: the
     *     time at which its load began plus {@code maxStaleness}
     */
    Entry(V value, long deadline, long trustedUntil, Validity validity) {
        this.value = value;
        this.deadline = deadline;
        this.trustedUntil = trustedUntil;
        this.validity = validity;
    }

    /** Whether it may be served at this (coarse) monotonic time. */
    boolean isServable(long now) {
        return now - deadline < 0 && (validity.covers(now) || isTrusted(now));
    }

    private boolean isTrusted(long now) {
        return now - trustedUntil < 0 && !validity.isEnded();
    }

    /** One that also ends when one of its tags is invalidated. */
    static final class Tagged<V> extends Entry<V> {
        private final TagFences fences;
        private final int[] stripes;
        private final long stamp;

        /** @param stamp of the fences, from when its load began */
        Tagged(V value, Life life, TagFences fences, int[] stripes, long stamp) {
            super(value, life.deadline, life.trustedUntil, life.validity);
            this.fences = fences;
            this.stripes = stripes;
            this.stamp = stamp;
        }

        @Override
        boolean isServable(long now) {
            return super.isServable(now) && fences.isUnchanged(stripes, stamp);
        }
    }

    /** How long an entry may be served; see the constructor. */
    record Life(long deadline, long trustedUntil, Validity validity) {}

    /** An entry, tagged or not. */
    static <V> Entry<V> of(V value, Life life, List<String> tags, TagFences fences, long stamp) {
        return tags.isEmpty()
                ? new Entry<>(value, life.deadline, life.trustedUntil, life.validity)
                : new Tagged<>(value, life, fences, TagFences.stripes(tags), stamp);
    }
}
