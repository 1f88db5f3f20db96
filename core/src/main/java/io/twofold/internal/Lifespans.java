package io.twofold.internal;

import io.twofold.policy.FailSafe;
import io.twofold.policy.Lifetime;
import io.twofold.policy.RefreshAhead;
import io.twofold.spi.RandomSource;
import io.twofold.spi.ReadReply;
import io.twofold.spi.RemoteTier;
import java.util.concurrent.TimeUnit;

/** How long entries live, when they are refreshed, and how long they are kept after that: the policies with their dice. */
record Lifespans(Lifetime lifetime, RefreshAhead refresh, FailSafe failSafe, RandomSource random) {

    /** Until when an entry lives in L1, and when it needs attention before; monotonic times. */
    record Times(long deadline, long attentionAt) {}

    /** The life of a new entry in L2. */
    RemoteTier.Life ofNew() {
        return new RemoteTier.Life(lifetime.ttlMillis(random.fraction()), failSafe.windowMillis());
    }

    /** The life in L2 of what was loaded. */
    RemoteTier.Life of(Loaded<?> loaded) {
        if (loaded.value() == null) {
            return new RemoteTier.Life(lifetime.absentTtlMillis(random.fraction()), failSafe.windowMillis());
        }
        long chosen = loaded.said().ttlMillis();
        return chosen > 0 ? new RemoteTier.Life(chosen, failSafe.windowMillis()) : ofNew();
    }

    /** The life in L1 of what was read from L2 at that time. */
    Times inL1(long from, ReadReply.Life life, long costNanos) {
        return times(from, life.remainingMillis(), life.ttlMillis(), costNanos);
    }

    /** The life in L1 of what begins its life now. */
    Times inL1(long from, RemoteTier.Life life, long costNanos) {
        return times(from, life.ttlMillis(), life.ttlMillis(), costNanos);
    }

    private Times times(long from, long remainingMillis, long ttlMillis, long costNanos) {
        long l1Nanos = lifetime.l1Nanos(remainingMillis, random.fraction());
        long remaining = TimeUnit.MILLISECONDS.toNanos(remainingMillis);
        long ttl = TimeUnit.MILLISECONDS.toNanos(ttlMillis);
        long lead = refresh.leadNanos(ttl, costNanos, random.fraction());
        // before its end in L1 it is read again from L2, which costs no load, but a reader at that moment some time
        long ofL1 = l1Nanos < remaining ? (long) (l1Nanos * Math.min(1, refresh.after())) : l1Nanos;
        return new Times(from + l1Nanos, from + Math.min(remaining - lead, ofL1));
    }
}
