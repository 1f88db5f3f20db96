package io.twofold.internal;

import io.twofold.OnOutage;
import io.twofold.internal.LoadRunner.Loaded;
import java.util.List;

/**
 * Decides how long what a flight brought may be served from L1, and installs it there unless the flight was fenced.
 *
 * @param <V> the type of the values
 */
final class Installer<V> {
    private final LocalTier<V> local;
    private final ReadPath.Surroundings around;

    Installer(LocalTier<V> local, ReadPath.Surroundings around) {
        this.local = local;
        this.around = around;
    }

    /** Installs what L2 holds. Only the evidence of its shard says how long it may be served. */
    void installHit(Flight<V> flight, ReadOutcome.Hit<V> hit) {
        long deadline = hit.sentAt() + l1Nanos(hit.remainingMillis());
        install(flight, hit.value(), hit.tags(), new Times(deadline, hit.sentAt(), hit.sentAt()));
    }

    /** Installs what was loaded. It was right when its load began, whatever was missed before. */
    void installLoaded(Flight<V> flight, V value, Loaded<V> loaded, long ttlMillis) {
        long deadline = loaded.startedAt() + l1Nanos(ttlMillis);
        install(flight, value, loaded.tags(), new Times(deadline, trustedUntil(loaded), loaded.startedAt()));
    }

    /**
     * Installs what was loaded while the remote tier couldn't be asked. A write of the key may have been in progress,
     * which then need not announce anything more: so no later evidence prolongs its life, unless the user would have
     * old values rather than none.
     */
    void installUnasked(Flight<V> flight, V value, Loaded<V> loaded) {
        long ttlMillis = around.times().lifetime().ttlMillis(around.random().fraction());
        if (around.times().onOutage() == OnOutage.SERVE) {
            installLoaded(flight, value, loaded, ttlMillis);
            return;
        }
        long trustedUntil = trustedUntil(loaded);
        long deadline = loaded.startedAt() + l1Nanos(ttlMillis);
        long sooner = deadline - trustedUntil < 0 ? deadline : trustedUntil;
        install(flight, value, loaded.tags(), new Times(sooner, trustedUntil, loaded.startedAt()));
    }

    private long trustedUntil(Loaded<V> loaded) {
        boolean trusted = around.times().onOutage() != OnOutage.BYPASS;
        return loaded.startedAt() + (trusted ? around.times().trustNanos() : 0);
    }

    private long l1Nanos(long remainingMillis) {
        return around.times()
                .lifetime()
                .l1Nanos(remainingMillis, around.random().fraction());
    }

    /** See {@link Entry.Life}. */
    private record Times(long deadline, long trustedUntil, long takenAt) {}

    private void install(Flight<V> flight, V value, List<String> tags, Times times) {
        Flight.Fence fence = flight.fence;
        Entry.Life life = new Entry.Life(times.deadline, times.trustedUntil, fence.validity(), times.takenAt);
        Entry<V> entry = Entry.of(value, life, tags, around.fences().tags(), fence.tagStamp());
        if (fence.validity().isEnded() || !local.install(flight.slot.local(), fence.stamp(), entry)) {
            around.counters().rejectedFills.increment();
        }
    }
}
