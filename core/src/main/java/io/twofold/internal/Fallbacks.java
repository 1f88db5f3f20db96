package io.twofold.internal;

import io.twofold.policy.FailSafe;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What can be served of a key when its load fails or takes too long: the last value that this node or L2 has kept past
 * its life. Never one that was invalidated, as far as this node can know: it is held to {@code maxStaleness} as every
 * entry is.
 *
 * @param <V> the type of the values
 */
final class Fallbacks<V> {
    private final LocalTier<V> local;
    private final Installer<V> installer;
    private final ReadPath.Surroundings around;

    Fallbacks(LocalTier<V> local, Installer<V> installer, ReadPath.Surroundings around) {
        this.local = local;
        this.installer = installer;
        this.around = around;
    }

    private FailSafe policy() {
        return around.times().lifespans().failSafe();
    }

    /**
     * Something to fall back on.
     *
     * @param inPlaceOf what L1 had then
     */
    record Fallback<V>(Entry<V> entry, @Nullable Entry<V> inPlaceOf) {}

    /**
     * What there is for a flight, or null.
     *
     * @param inL2 what L2 has kept
     */
    @Nullable
    Fallback<V> of(Flight<V> flight, ReadOutcome.@Nullable Hit<V> inL2) {
        Entry<V> inL1 = local.look(flight.slot.local());
        if (inL1 != null && isUsable(inL1)) {
            return new Fallback<>(inL1, inL1);
        }
        Entry<V> far = inL2 == null || !policy().isOn() ? null : inL2(flight, inL2);
        return far == null ? null : new Fallback<>(far, inL1);
    }

    private @Nullable Entry<V> inL2(Flight<V> flight, ReadOutcome.Hit<V> inL2) {
        long staleFrom =
                inL2.sentAt() + TimeUnit.MILLISECONDS.toNanos(inL2.life().remainingMillis());
        long until = staleFrom + TimeUnit.MILLISECONDS.toNanos(inL2.life().staleMillis());
        Entry<V> kept = installer
                .entryOf(flight.fence, inL2, new Lifespans.Times(until, until))
                .kept(new Entry.Kept(staleFrom, until, until, 0));
        long now = around.time().nanoTime();
        return until - now > 0 && kept.isBelieved(now) ? kept : null;
    }

    /** What L1 has. */
    @Nullable
    Entry<V> inL1(Slot slot) {
        Entry<V> entry = local.look(slot.local());
        return entry != null && isUsable(entry) ? entry : null;
    }

    private boolean isUsable(Entry<V> entry) {
        long now = around.time().nanoTime();
        return policy().isOn() && until(entry) - now > 0 && entry.isBelieved(now);
    }

    private long until(Entry<V> entry) {
        return entry.staleFrom() + policy().windowNanos();
    }

    /** The same as an entry that L1 serves until its next attention, which brings another try. */
    Entry<V> afterFailure(Entry<V> entry) {
        int failures = entry.failures() + 1;
        long backoff = policy().backoffNanos(failures, around.random().fraction());
        return kept(entry, backoff, failures);
    }

    /** The same as an entry that L1 serves while a load is still under way. */
    Entry<V> duringLoad(Entry<V> entry) {
        return kept(entry, policy().retryNanos(), entry.failures());
    }

    private Entry<V> kept(Entry<V> entry, long attentionIn, int failures) {
        long attentionAt = around.time().nanoTime() + attentionIn;
        return entry.kept(new Entry.Kept(entry.staleFrom(), until(entry), attentionAt, failures));
    }
}
