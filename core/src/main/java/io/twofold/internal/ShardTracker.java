package io.twofold.internal;

import io.twofold.spi.Head;
import io.twofold.spi.Invalidation;
import io.twofold.spi.LogSlice;
import io.twofold.spi.Position;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of one shard's history: up to which step it has applied everything, and since when it
 * has proof of that (evidence).
 *
 * <pre>
 *            first head                    next in the chain
 *   COLD ------------------> TRACKING --------------------------+
 *        (drop the shard)    |  ^  ^----------------------------+
 *                            |  |
 *            a step is       |  |  the log fits our nonce and reaches the head
 *            missing (gap)   v  |
 *                          BEHIND -----> the log doesn't reach back, or doesn't fit, or another
 *                                        epoch: drop the shard, TRACKING from its head
 * </pre>
 *
 * <p>Only the next step in the chain advances the position: its sequence is one more than ours and its
 * previous nonce is ours. Whoever calls has applied the step to L1 before, so evidence is never ahead of L1.
 * A head proves, if it is just where we are, that we had applied everything at the time at which the question
 * was sent. Dropping the shard means ending its {@link Validity}.
 *
 * <p>Thread-safe; its lock guards its fields and is held for no call to the outside.
 */
final class ShardTracker {
    /** What the caller has to do. */
    enum Next {
        /** Nothing. */
        NOTHING,
        /** Read the log from {@link #applied()} and hand it to {@link #onLog}. */
        CATCH_UP
    }

    private final long maxStalenessNanos;
    private final Counters counters;
    private @Nullable Head applied;
    /** When {@link #applied} last changed: a question sent later can't be answered with less. */
    private long appliedAt;

    private long evidence;
    private boolean catchingUp;
    /** Whether another gap was seen while the log was being read, and the newest step seen so far. */
    private boolean behindAgain;

    private Position newestSeen = Position.NONE;
    private Position clearedAt = Position.NONE;
    private volatile Validity validity;

    ShardTracker(long maxStalenessNanos, Counters counters, long now) {
        this(maxStalenessNanos, counters, Validity.withoutEvidence(now));
        this.evidence = now - maxStalenessNanos;
    }

    private ShardTracker(long maxStalenessNanos, Counters counters, Validity validity) {
        this.maxStalenessNanos = maxStalenessNanos;
        this.counters = counters;
        this.validity = validity;
    }

    /** Of a cache that no other node shares. */
    static ShardTracker ofThisProcessOnly(Counters counters, long now) {
        return new ShardTracker(0, counters, Validity.unlimited(now));
    }

    /** Under what entries that are loaded now may be served. */
    Validity validity() {
        return validity;
    }

    /** The head that everything up to has been applied, or null if none is known yet. */
    synchronized @Nullable Head applied() {
        return applied;
    }

    /** Entries filled before this position are gone, whatever a server that is behind may say. */
    synchronized Position clearedAt() {
        return clearedAt;
    }

    /** When this node last had proof that it missed nothing. */
    synchronized long evidence() {
        return evidence;
    }

    /**
     * Whether a step is an echo of what this node did itself, has the answer to, and has applied: to apply it
     * again would only cost hits.
     */
    synchronized boolean isOldEcho(Invalidation step) {
        return applied != null && step.position().compareTo(applied.position()) <= 0;
    }

    /** A step was announced, and applied to L1 by the caller. */
    synchronized Next onStep(Invalidation step, long now) {
        if (applied == null) {
            return Next.NOTHING;
        }
        if (isNext(step)) {
            advanceTo(step.head(), now);
            return Next.NOTHING;
        }
        if (step.position().epoch() > applied.position().epoch()) {
            adopt(step.head(), now);
            return Next.NOTHING;
        }
        if (step.position().compareTo(applied.position()) <= 0) {
            return isFork(step.head()) ? gap() : Next.NOTHING;
        }
        newestSeen = step.position();
        return gap();
    }

    /**
     * The answer to this node's own change, applied to L1 by the caller. Answers overtake announcements, so one
     * that isn't next proves nothing amiss.
     */
    synchronized void onOwnStep(Invalidation step, long now) {
        if (applied != null && isNext(step)) {
            advanceTo(step.head(), now);
        }
    }

    /**
     * A reply carried the head.
     *
     * @param sentAt the monotonic time at which the question was sent
     * @param asked whether the head was asked for, so that being behind it is acted on at once, rather than left
     *     to the announcement that is probably on its way
     */
    synchronized Next onHead(Head head, long sentAt, long now, boolean asked) {
        if (applied == null) {
            adopt(head, now);
            prove(sentAt);
            return Next.NOTHING;
        }
        int order = head.position().compareTo(applied.position());
        if (order == 0 && head.nonce().equals(applied.nonce())) {
            prove(sentAt);
            return Next.NOTHING;
        }
        boolean answersOurPresent = sentAt - appliedAt > 0;
        if (order == 0
                || (order < 0 && answersOurPresent)
                || head.position().epoch() > applied.position().epoch()) {
            counters.gaps.increment();
            adopt(head, now);
            prove(sentAt);
            return Next.NOTHING;
        }
        return order > 0 && asked ? gap() : Next.NOTHING;
    }

    /** The log from {@link #applied()} on, its steps applied to L1 by the caller. */
    synchronized Next onLog(LogSlice slice, long sentAt, long now) {
        catchingUp = false;
        for (Invalidation step : slice.steps()) {
            if (isNext(step)) {
                advanceTo(step.head(), now);
            }
        }
        if (applied == null
                || isFork(slice.head())
                || applied.position().isBefore(slice.head().position())) {
            adopt(slice.head(), now);
        }
        if (slice.head().equals(applied)) {
            prove(sentAt);
        }
        boolean again = behindAgain && applied != null && applied.position().isBefore(newestSeen);
        behindAgain = false;
        return again ? gap() : Next.NOTHING;
    }

    /** The log couldn't be read; the next head tells whether it is still needed. */
    synchronized void onLogUnavailable() {
        catchingUp = false;
        behindAgain = false;
    }

    /** Drops the shard's part of L1, as a clear at this position asks for. */
    synchronized void drop(Position position, long now) {
        if (clearedAt.isBefore(position)) {
            clearedAt = position;
        }
        validity = validity.replace(now);
    }

    private boolean isNext(Invalidation step) {
        return applied != null
                && step.position().epoch() == applied.position().epoch()
                && step.position().seq() == applied.position().seq() + 1
                && step.previousNonce().equals(applied.nonce());
    }

    private boolean isFork(Head head) {
        return applied != null
                && head.position().equals(applied.position())
                && !head.nonce().equals(applied.nonce());
    }

    private Next gap() {
        if (catchingUp) {
            behindAgain = true;
            return Next.NOTHING;
        }
        counters.gaps.increment();
        catchingUp = true;
        return Next.CATCH_UP;
    }

    private void advanceTo(Head head, long now) {
        applied = head;
        appliedAt = now;
    }

    /** Starts anew from a head whose history we don't know: nothing loaded so far can be trusted. */
    private void adopt(Head head, long now) {
        if (applied != null) {
            counters.shardDrops.increment();
        }
        advanceTo(head, now);
        newestSeen = head.position();
        validity = validity.replace(now);
    }

    private void prove(long sentAt) {
        if (sentAt - evidence > 0) {
            evidence = sentAt;
            validity.extendTo(sentAt + maxStalenessNanos);
        }
    }
}
