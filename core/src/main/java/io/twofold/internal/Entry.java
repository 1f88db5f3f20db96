package io.twofold.internal;

import io.twofold.Explanation.L1State;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value in L1 with what decides whether it may be served. Small, since there may be millions, which is why only those
 * that need more have fields for it. But for the time of its next attention it never changes.
 *
 * @param <V> the type of the value
 */
class Entry<V> {
    private static final VarHandle ATTENTION_AT;

    /** How long before the deadline it is due that L2 is to be read again, whatever L2 has. */
    private static final long AT_ONCE = Long.MAX_VALUE / 4;

    private static final int COUNT_BITS = 4;
    /** How many uses in a tick are told: as many as Caffeine counts of a key. */
    private static final int TOLD_A_TICK = 15;

    static {
        try {
            ATTENTION_AT = MethodHandles.lookup().findVarHandle(Entry.class, "attentionAt", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Null if the source has no value. */
    final @Nullable V value;

    private final long deadline;
    private final Validity validity;
    /** From the deadline, in nanoseconds, to the time until which no evidence is needed; rounded down, to trust less. */
    private final float trustedAfterDeadline;
    /** For people only; as this type it costs no room in the object. */
    private final float lifeNanos;

    /**
     * When a hit is to have a second look at the entry: never after its deadline, and before it if the entry is to be
     * refreshed early. So a hit needs no comparison more for that.
     */
    @SuppressWarnings("FieldMayBeFinal") // the handle writes it
    private long attentionAt;

    /** In which tick it was used last, and how often then. Several threads may write it; one of them loses a count. */
    private int uses;

    Entry(@Nullable V value, Life life) {
        this.value = value;
        this.deadline = life.deadline;
        this.trustedAfterDeadline = roundedDown(life.trustedUntil - life.deadline);
        this.validity = life.validity;
        this.lifeNanos = life.deadline - life.takenAt;
        this.attentionAt = earlier(life.attentionAt, life.deadline);
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    private static float roundedDown(long exact) {
        float near = exact;
        return (long) near > exact ? Math.nextDown(near) : near;
    }

    private long trustedUntil() {
        return deadline + (long) trustedAfterDeadline;
    }

    /**
     * Notes that it is used. Whoever evicts the entries used least needn't hear of each use: the first few of each tick
     * say as much, and telling costs more than the rest of a hit.
     *
     * @param tick a number that grows with time and with what comes into L1
     * @return whether this is one of the first few in a tick
     */
    boolean isNewUse(int tick) {
        int first = tick << COUNT_BITS;
        int seen = uses;
        if (seen == first + TOLD_A_TICK) {
            return false;
        }
        uses = seen - first >= 0 && seen - first < TOLD_A_TICK ? seen + 1 : first + 1;
        return true;
    }

    private long attentionAt() {
        return (long) ATTENTION_AT.getOpaque(this);
    }

    /** Whether it may be served at this (coarse) monotonic time, and there is nothing else to do for it. */
    boolean isFresh(long now) {
        return now - attentionAt() < 0 && validity.covers(now);
    }

    /** Whether it may be served at this (coarse) monotonic time. */
    boolean isServable(long now) {
        return now - deadline < 0 && isBelieved(now);
    }

    /** Whether nothing that this node knows, or may have missed, says that it is wrong, however old it is. */
    boolean isBelieved(long now) {
        return validity.covers(now) || isTrusted(now);
    }

    /**
     * Takes on what is due for the entry, for the one caller that gets it; the others go on serving it. Whoever has it
     * either replaces the entry or says when the next attention {@linkplain #attendAt is due}.
     *
     * @return how long before the end of its time to live it was due, in nanoseconds; 0 if it is enough to take what L2
     *     has; -1 if it isn't due or another has taken it
     */
    long claim(long now) {
        long due = attentionAt();
        if (now - due < 0 || due == deadline || !ATTENTION_AT.compareAndSet(this, due, deadline)) {
            return -1;
        }
        return deadline - due == AT_ONCE ? 0 : Math.max(0, staleFrom() - due);
    }

    /** Has the next hit see whether L2 has a newer value. */
    void readAgain() {
        ATTENTION_AT.setOpaque(this, deadline - AT_ONCE);
    }

    /** Has the first hit from this time on take a second look. */
    void attendAt(long time) {
        ATTENTION_AT.setOpaque(this, earlier(time, deadline - 1));
    }

    /** Whether it is past its time to live, and kept only in case a load fails. */
    boolean isStale(long now) {
        return now - deadline >= 0;
    }

    /** How often in a row a load that was to replace it has failed. */
    int failures() {
        return 0;
    }

    /** Whether it may be served at this (coarse) monotonic time, and why not. */
    L1State state(long now) {
        if (now - deadline >= 0) {
            return L1State.EXPIRED;
        } else if (validity.isEnded()) {
            return L1State.SHARD_DROPPED;
        }
        return isBelieved(now) ? L1State.SERVABLE : L1State.NO_EVIDENCE;
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
        return now - trustedUntil() < 0 && !validity.isEnded();
    }

    /**
     * The same value as something to fall back on: past its time to live from {@code staleFrom} on, served no longer
     * than {@code until}, and looked after at {@code attentionAt}.
     */
    Entry<V> kept(Kept times) {
        return new Detailed<>(value, lifeUntil(times), details(), times.staleFrom, times.failures);
    }

    /**
     * How a value is kept to fall back on; monotonic times.
     *
     * @param failures how often in a row its load has failed
     */
    record Kept(long staleFrom, long until, long attentionAt, int failures) {}

    Details details() {
        return Details.NONE;
    }

    /** When it stops being what its time to live allows. */
    long staleFrom() {
        return deadline;
    }

    private Life lifeUntil(Kept times) {
        return new Life(times.until, trustedUntil(), validity, deadline - (long) lifeNanos, times.attentionAt);
    }

    /**
     * What few entries have.
     *
     * @param fences of the tags
     * @param tags the identities of its tags
     * @param stripes those of its tags
     * @param stamp of the fences, from when its load began
     * @param validator what the loader left to recognize the value by
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Details(
            TagFences fences,
            List<String> tags,
            int[] stripes,
            long stamp,
            @Nullable String validator) {
        static final Details NONE = new Details(new TagFences(), List.of(), new int[0], 0, null);

        static Details of(TagFences fences, List<String> tags, long stamp, @Nullable String validator) {
            return tags.isEmpty() && validator == null
                    ? NONE
                    : new Details(fences, tags, TagFences.stripes(tags), stamp, validator);
        }

        boolean isNothing() {
            return tags.isEmpty() && validator == null;
        }

        boolean isUnchanged() {
            return fences.isUnchanged(stripes, stamp);
        }
    }

    /** One that ends when one of its tags is invalidated, has a validator, or is served past its time to live. */
    private static final class Detailed<V> extends Entry<V> {
        private final Details details;
        private final long staleFrom;
        private final int failures;

        Detailed(@Nullable V value, Life life, Details details, long staleFrom, int failures) {
            super(value, life);
            this.details = details;
            this.staleFrom = staleFrom;
            this.failures = failures;
        }

        @Override
        boolean isFresh(long now) {
            return super.isFresh(now) && !isStale(now) && details.isUnchanged();
        }

        @Override
        boolean isServable(long now) {
            return super.isServable(now) && details.isUnchanged();
        }

        @Override
        boolean isBelieved(long now) {
            return super.isBelieved(now) && details.isUnchanged();
        }

        @Override
        boolean isStale(long now) {
            return now - staleFrom >= 0;
        }

        @Override
        long staleFrom() {
            return staleFrom;
        }

        @Override
        int failures() {
            return failures;
        }

        @Override
        Details details() {
            return details;
        }

        @Override
        L1State state(long now) {
            L1State state = super.state(now);
            if (state == L1State.NO_EVIDENCE || state == L1State.SERVABLE) {
                return details.isUnchanged() ? servable(state, now) : L1State.TAG_INVALIDATED;
            }
            return state;
        }

        private L1State servable(L1State state, long now) {
            return state == L1State.SERVABLE && isStale(now) ? L1State.STALE : state;
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
     * @param attentionAt when a hit is to see whether it is to be refreshed; no later than the deadline counts
     */
    record Life(long deadline, long trustedUntil, Validity validity, long takenAt, long attentionAt) {}

    /** An entry. */
    static <V> Entry<V> of(@Nullable V value, Life life, Details details) {
        return details.isNothing() ? new Entry<>(value, life) : new Detailed<>(value, life, details, life.deadline, 0);
    }
}
