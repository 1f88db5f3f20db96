package io.twofold.internal;

/**
 * A value in L1 with what decides whether it may be served. Immutable; small, since there may be millions.
 *
 * @param <V> the type of the value
 */
final class Entry<V> {
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

    /** Whether no later read can be served by it. */
    boolean isDead(long now) {
        return now - deadline >= 0 || validity.isEnded();
    }
}
