package io.twofold.internal;

import io.twofold.Explanation.L1State;
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
    /** For people only; as this type it costs no room in the object. */
    private final float lifeNanos;

    Entry(V value, Life life) {
        this.value = value;
        this.deadline = life.deadline;
        this.trustedUntil = life.trustedUntil;
        this.validity = life.validity;
        this.lifeNanos = life.deadline - life.takenAt;
    }

    /** Whether it may be served at this (coarse) monotonic time. */
    boolean isServable(long now) {
        return now - deadline < 0 && (validity.covers(now) || isTrusted(now));
    }

    /** Whether it may be served at this (coarse) monotonic time, and why not. */
    L1State state(long now) {
        if (now - deadline >= 0) {
            return L1State.EXPIRED;
        } else if (validity.isEnded()) {
            return L1State.SHARD_DROPPED;
        }
        return validity.covers(now) || isTrusted(now) ? L1State.SERVABLE : L1State.NO_EVIDENCE;
    }

    /** How long it has until it expires, in nanoseconds; negative if it has. */
    long remaining(long now) {
        return deadline - now;
    }

    /** How long ago its load began, it was put, or it was read, in nanoseconds; about. */
    long age(long now) {
        return Math.max(0, (long) lifeNanos - remaining(now));
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
            super(value, life);
            this.fences = fences;
            this.stripes = stripes;
            this.stamp = stamp;
        }

        @Override
        boolean isServable(long now) {
            return super.isServable(now) && fences.isUnchanged(stripes, stamp);
        }

        @Override
        L1State state(long now) {
            L1State state = super.state(now);
            return state == L1State.SERVABLE && !fences.isUnchanged(stripes, stamp) ? L1State.TAG_INVALIDATED : state;
        }
    }

    /**
     * How long an entry may be served.
     *
     * @param deadline the monotonic time at which it expires
     * @param trustedUntil the monotonic time until which it may be served without evidence of its shard: the
     *     time at which its load began plus {@code maxStaleness}
     * @param validity that of its shard
     * @param takenAt the monotonic time at which its load began, it was put, or it was read from L2
     */
    record Life(long deadline, long trustedUntil, Validity validity, long takenAt) {}

    /** An entry, tagged or not. */
    static <V> Entry<V> of(V value, Life life, List<String> tags, TagFences fences, long stamp) {
        return tags.isEmpty()
                ? new Entry<>(value, life)
                : new Tagged<>(value, life, fences, TagFences.stripes(tags), stamp);
    }
}
