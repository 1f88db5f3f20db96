package io.twofold.internal;

import io.twofold.spi.Head;
import io.twofold.spi.Invalidation;
import io.twofold.spi.LogSlice;
import io.twofold.spi.Position;
import java.util.Objects;
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
 * A head that was asked for proves, if it is just where we are, that we had applied everything at the time at
 * which the question was sent: whoever answers it has checked that it is the primary whose history this is. If it is
 * further than we are, it proves the same once we have got there by the steps, which are mostly on their way. The
 * heads that other replies carry prove nothing, but may show that a server has taken another's place. Dropping the shard means ending its {@link Validity}.
 *
 * <p>Thread-safe; its lock guards its fields and is held for no call to the outside.
 */
final class ShardTracker {
    /** What the caller has to do. */
    enum Next {
        /** Nothing. */
        NOTHING,
        /** Wait a little for the steps up to the head, which the answer may have overtaken; then {@link #onAwaited}. */
        AWAIT,
        /** Read the log from {@link #applied()} and hand it to {@link #onLog}. */
        CATCH_UP,
        /** Ask for the heads at once: the server is not where it should be. */
        VERIFY,
        /** Make this node's last changes of the shard once more: a new epoch has begun, whose server may lack them. */
        REPEAT
    }

    private final long maxStalenessNanos;
    private final Counters counters;
    private @Nullable Head applied;
    /** When {@link #applied} last changed: a question sent later can't be answered with less. */
    private long appliedAt;

    private volatile long evidence;
    private boolean catchingUp;
    /** Whether another gap was seen while the log was being read, and the newest step seen so far. */
    private boolean behindAgain;

    private Position newestSeen = Position.NONE;
    /** A head further than we are, not reached yet. */
    private @Nullable Promised promised;

    private volatile Position clearedAt = Position.NONE;
    private volatile Validity validity;

    /** A head that was asked for, in a question sent at that time. */
    private record Promised(Head head, long sentAt) {}

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

    /** Whether something was missed and is being read from the log. */
    synchronized boolean isCatchingUp() {
        return catchingUp;
    }

    /**
     * Entries filled before this position are gone, whatever a server that is behind may say. It can be ahead of what
     * was applied, if steps before the clear were missed; then the server's head doesn't show that it is behind.
     */
    Position clearedAt() {
        return clearedAt;
    }

    /** When this node last had proof that it missed nothing. */
    long evidence() {
        return evidence;
    }

    /**
     * Whether what the remote tier holds may be believed now: the server was found, not longer ago than the bound,
     * to be the one whose history this is. Were it another since, which may have lost more than that, its answer would
     * show it: it has less of the history, or another epoch.
     */
    boolean isProven(long now) {
        return now - evidence < maxStalenessNanos;
    }

    /**
     * Whether everything up to a step has been applied. If the step is this node's own, this is its echo, and to apply
     * it again would only cost hits.
     */
    synchronized boolean isOld(Invalidation step) {
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
            return Next.REPEAT;
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
     * A reply to something else carried the head. It proves nothing, since it may come from a server that has taken
     * another's place; but it may show that something is wrong.
     *
     * @param sentAt the monotonic time at which the question was sent
     */
    synchronized Next onPassingHead(Head head, long sentAt) {
        if (applied == null || !isAnothers(head, sentAt)) {
            return Next.NOTHING;
        }
        evidence = sentAt - maxStalenessNanos; // whoever comes next waits until the server is known again
        return Next.VERIFY;
    }

    /** Whether the head can't be of the history that we know. One that is further may be: its steps are on their way. */
    private boolean isAnothers(Head head, long sentAt) {
        int order = head.position().compareTo(Objects.requireNonNull(applied).position());
        boolean answersOurPresent = sentAt - appliedAt > 0;
        return isFork(head)
                || (order < 0 && answersOurPresent)
                || head.position().epoch() > applied.position().epoch();
    }

    /**
     * The head that was asked for, from a server that was found to be the right one.
     *
     * @param sentAt the monotonic time at which the question was sent
     */
    synchronized Next onHead(Head head, long sentAt, long now) {
        if (applied == null) {
            adopt(head, now);
            prove(sentAt);
            return Next.NOTHING;
        }
        if (head.equals(applied)) {
            prove(sentAt);
            return Next.NOTHING;
        }
        if (isAnothers(head, sentAt)) {
            counters.gaps.increment();
            adopt(head, now);
            prove(sentAt);
            return Next.REPEAT;
        }
        if (!applied.position().isBefore(head.position())) {
            return Next.NOTHING;
        }
        boolean isKnownToBeBehind = catchingUp || applied.position().isBefore(newestSeen);
        if (isKnownToBeBehind || !isProven(now)) { // without evidence somebody may be waiting for it
            return gap();
        }
        promised = new Promised(head, sentAt);
        return Next.AWAIT;
    }

    /** The steps up to this head have had the time to come. */
    synchronized Next onAwaited(Head head) {
        return applied != null && applied.position().isBefore(head.position()) ? gap() : Next.NOTHING;
    }

    /**
     * The log from {@link #applied()} on, its steps applied to L1 by the caller. It proves nothing, as {@link
     * #onPassingHead} says, so the heads are to be asked for.
     */
    synchronized Next onLog(LogSlice slice, long now) {
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
            return Next.REPEAT;
        }
        boolean again = behindAgain && applied != null && applied.position().isBefore(newestSeen);
        behindAgain = false;
        return again ? gap() : Next.VERIFY;
    }

    /** The log couldn't be read; the next head tells whether it is still needed. */
    synchronized void onLogUnavailable() {
        catchingUp = false;
        behindAgain = false;
    }

    /**
     * The remote tier can't be reached, and entries may be served for as long as that is known.
     *
     * @param nanos until it is to be found out anew
     */
    synchronized void serveOn(long now, long nanos) {
        validity.extendTo(now + nanos);
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
        if (promised != null && !head.position().isBefore(promised.head.position())) {
            if (head.equals(promised.head)) {
                prove(promised.sentAt);
            }
            promised = null;
        }
    }

    /** Starts anew from a head whose history we don't know: nothing loaded so far can be trusted. */
    private void adopt(Head head, long now) {
        if (applied != null) {
            counters.shardDrops.increment();
        }
        promised = null;
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
