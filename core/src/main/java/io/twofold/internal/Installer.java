package io.twofold.internal;

import io.twofold.OnOutage;
import io.twofold.spi.RemoteTier;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /**
     * Installs what L2 holds, if there is room for anything. Only the evidence of its shard says how long it may be
     * served, so what that isn't about is not installed.
     */
    void installHit(Flight<V> flight, ReadOutcome.Hit<V> hit) {
        if (hit.isProven() && local.hasRoom()) {
            installHit(flight.slot, flight.fence, hit);
        }
    }

    /** Installs what L2 holds of many; the slots, fences and outcomes are in the same order. */
    void installHits(List<Slot> slots, ManyFences fences, List<ReadOutcome<V>> outcomes) {
        if (!local.hasRoom()) {
            return;
        }
        local.installAll(() -> {
            for (int i = 0; i < outcomes.size(); i++) {
                if (outcomes.get(i) instanceof ReadOutcome.Hit<V> hit && hit.isProven()) {
                    installHit(slots.get(i), fences.of(i), hit);
                }
            }
        });
    }

    private void installHit(Slot slot, Flight.Fence fence, ReadOutcome.Hit<V> hit) {
        install(slot, fence, entryOf(fence, hit, timesOf(hit)));
    }

    private Lifespans.Times timesOf(ReadOutcome.Hit<V> hit) {
        return lifespans().inL1(hit.sentAt(), hit.life(), hit.info().loadCostNanos());
    }

    /** As installHit, unless L1 has something of the key; whether it was installed. */
    boolean installAhead(Flight<V> flight, ReadOutcome.Hit<V> hit) {
        Flight.Fence fence = flight.fence;
        return hit.isProven()
                && !fence.validity().isEnded()
                && local.replace(flight.slot.local(), fence.stamp(), null, entryOf(fence, hit, timesOf(hit)));
    }

    /** An entry of what L2 holds, or has kept. */
    Entry<V> entryOf(Flight.Fence fence, ReadOutcome.Hit<V> hit, Lifespans.Times times) {
        Entry.Life life =
                new Entry.Life(times.deadline(), hit.sentAt(), fence.validity(), hit.sentAt(), times.attentionAt());
        return Entry.of(
                hit.value(),
                life,
                Entry.Details.of(
                        around.fences().tags(),
                        hit.tags(),
                        fence.tagStamp(),
                        hit.info().validator()));
    }

    /** Installs what was loaded. It was right when its load began, whatever was missed before. */
    void installLoaded(Flight<V> flight, Loaded<V> loaded, RemoteTier.Life life) {
        Lifespans.Times times = lifespans().inL1(loaded.startedAt(), life, loaded.costNanos());
        install(flight, entryOf(flight, loaded, times));
    }

    /**
     * Installs what was loaded while the remote tier couldn't be asked. A write of the key may have been in progress,
     * which then need not announce anything more: so no later evidence prolongs its life, unless the user would have
     * old values rather than none.
     */
    void installUnasked(Flight<V> flight, Loaded<V> loaded) {
        RemoteTier.Life life = lifespans().of(loaded);
        if (around.times().onOutage() == OnOutage.SERVE) {
            installLoaded(flight, loaded, life);
            return;
        }
        Lifespans.Times times = lifespans().inL1(loaded.startedAt(), life, loaded.costNanos());
        long trustedUntil = trustedUntil(loaded);
        long sooner = times.deadline() - trustedUntil < 0 ? times.deadline() : trustedUntil;
        install(flight, entryOf(flight, loaded, new Lifespans.Times(sooner, times.attentionAt())));
    }

    private Entry<V> entryOf(Flight<V> flight, Loaded<V> loaded, Lifespans.Times times) {
        Flight.Fence fence = flight.fence;
        @Nullable String validator = loaded.said().validator();
        Entry.Life life = new Entry.Life(
                times.deadline(), trustedUntil(loaded), fence.validity(), loaded.startedAt(), times.attentionAt());
        return Entry.of(
                loaded.value(),
                life,
                Entry.Details.of(around.fences().tags(), loaded.said().tags(), fence.tagStamp(), validator));
    }

    private Lifespans lifespans() {
        return around.times().lifespans();
    }

    private long trustedUntil(Loaded<V> loaded) {
        boolean trusted = around.times().onOutage() != OnOutage.BYPASS;
        return loaded.startedAt() + (trusted ? around.times().trustNanos() : 0);
    }

    /** Installs what is to be served instead of a newer value, unless the flight was fenced or L1 has one. */
    boolean installFallback(Flight<V> flight, Fallbacks.Fallback<V> fallback, Entry<V> entry) {
        Flight.Fence fence = flight.fence;
        return !fence.validity().isEnded()
                && local.replace(flight.slot.local(), fence.stamp(), fallback.inPlaceOf(), entry);
    }

    private void install(Flight<V> flight, Entry<V> entry) {
        install(flight.slot, flight.fence, entry);
    }

    private void install(Slot slot, Flight.Fence fence, Entry<V> entry) {
        boolean installed = !fence.validity().isEnded() && local.install(slot.local(), fence.stamp(), entry);
        if (!installed) {
            around.counters().rejectedFills.increment();
        }
    }
}
