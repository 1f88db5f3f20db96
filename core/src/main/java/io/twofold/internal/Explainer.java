package io.twofold.internal;

import io.twofold.Explanation;
import io.twofold.Explanation.Answer;
import io.twofold.Explanation.Holder;
import io.twofold.Explanation.L1;
import io.twofold.Explanation.L1State;
import io.twofold.Explanation.L2;
import io.twofold.Explanation.L2State;
import io.twofold.Explanation.Next;
import io.twofold.Explanation.Stored;
import io.twofold.internal.RemoteGateway.Inspected;
import io.twofold.spi.DirtyStore;
import io.twofold.spi.Head;
import io.twofold.spi.Inspection;
import io.twofold.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Tells what each tier holds of a key and what the next read would do, and touches none of it: no install, no lease,
 * not even L1's memory of what was used last.
 *
 * @param <V> the type of the values
 */
final class Explainer<V> {
    private final LocalTier<V> local;
    private final RemoteGateway<V> gateway;
    private final ReadPath<V> reads;
    private final Surroundings around;

    /**
     * What it looks at beside the tiers.
     *
     * @param isShared whether there is a remote tier
     */
    record Surroundings(String cache, boolean isShared, Shards shards, Outbox outbox, Ids ids, TimeSource time) {}

    /**
     * An explanation, and what it is about.
     *
     * @param served the value that a read would be answered with now, if a tier has it
     */
    record Explained<V>(Explanation explanation, @Nullable V served) {}

    Explainer(LocalTier<V> local, RemoteGateway<V> gateway, ReadPath<V> reads, Surroundings around) {
        this.local = local;
        this.gateway = gateway;
        this.reads = reads;
        this.around = around;
    }

    /** At most one round trip; completes on the executor, or at once, and never exceptionally. */
    CompletableFuture<Explained<V>> explain(Slot slot) {
        return around.isShared
                ? Futures.map(gateway.inspect(slot.remote()), found -> shared(slot, found))
                : Futures.done(ofThisProcessOnly(slot));
    }

    private Explained<V> ofThisProcessOnly(Slot slot) {
        Entry<V> entry = local.look(slot.local());
        L1 l1 = l1(entry);
        Explanation.Flight flight = reads.flight(slot);
        Next near = near(l1, flight);
        Next next = near != null ? near : new Next(Answer.LOAD, "L1 has nothing to serve and there is no other tier");
        Explanation explanation =
                new Explanation(around.cache, slot.local().toString(), l1, null, flight, false, null, next);
        return new Explained<>(explanation, servedByL1(l1, entry));
    }

    private Explained<V> shared(Slot slot, Optional<Inspected<V>> found) {
        Entry<V> entry = local.look(slot.local());
        L1 l1 = l1(entry);
        Explanation.Flight flight = reads.flight(slot);
        boolean pending = around.outbox.holds(slot.remote());
        L2 l2 = found.map(inspected -> l2(slot, inspected))
                .orElse(new L2(false, null, null, null, List.of(), null, null));
        Next near = near(l1, flight);
        Next next = near != null ? near : far(slot, pending, l2);
        Explanation explanation =
                new Explanation(around.cache, slot.local().toString(), l1, shard(slot), flight, pending, l2, next);
        @Nullable V served = servedByL1(l1, entry);
        if (served == null && !pending && (isServable(l2) || l2.dirty() != null) && found.isPresent()) {
            served = found.get().value();
        }
        return new Explained<>(explanation, served);
    }

    private @Nullable V servedByL1(L1 l1, @Nullable Entry<V> entry) {
        return entry != null && isServable(l1) ? entry.value : null;
    }

    private static boolean isServable(L1 l1) {
        return l1.state() == L1State.SERVABLE || l1.state() == L1State.STALE;
    }

    private static boolean isServable(L2 l2) {
        Stored entry = l2.entry();
        return entry != null && entry.state() == L2State.SERVABLE;
    }

    private L1 l1(@Nullable Entry<V> entry) {
        if (entry == null) {
            return new L1(L1State.ABSENT, Duration.ZERO, Duration.ZERO);
        }
        long now = around.time.coarseNanoTime();
        return new L1(entry.state(now), Duration.ofNanos(entry.age(now)), Duration.ofNanos(entry.remaining(now)));
    }

    private Explanation.Shard shard(Slot slot) {
        ShardTracker tracker = around.shards.of(slot);
        Head applied = tracker.applied();
        return new Explanation.Shard(
                slot.remote().shard(),
                applied == null ? null : applied.position(),
                Duration.ofNanos(around.time.nanoTime() - tracker.evidence()),
                tracker.isCatchingUp());
    }

    private L2 l2(Slot slot, Inspected<V> inspected) {
        Inspection found = inspected.found();
        Inspection.Stored stored = found.entry();
        Inspection.Lease lease = found.lease();
        return new L2(
                true,
                found.head() == null ? null : found.head().position(),
                stored == null ? null : stored(slot, stored, inspected),
                lease == null ? null : holder(lease.token(), lease.remainingMillis()),
                found.guards().stream()
                        .map(guard -> holder(guard.token(), guard.remainingMillis()))
                        .toList(),
                dirty(found.unwritten()),
                refused(found.unwritten()));
    }

    private static Explanation.@Nullable Dirty dirty(Inspection.@Nullable Unwritten unwritten) {
        if (unwritten == null || unwritten.dirty() == null) {
            return null;
        }
        DirtyStore.Item item = unwritten.dirty();
        return new Explanation.Dirty(
                item.entry() == null, item.version(), Duration.ofMillis(unwritten.ageMillis()), item.attempts());
    }

    private static Explanation.@Nullable Refused refused(Inspection.@Nullable Unwritten unwritten) {
        if (unwritten == null || unwritten.dead() == null) {
            return null;
        }
        DirtyStore.Dead dead = unwritten.dead();
        return new Explanation.Refused(dead.item().version(), dead.item().attempts(), dead.reason(), dead.superseded());
    }

    private Stored stored(Slot slot, Inspection.Stored stored, Inspected<V> inspected) {
        return new Stored(
                state(slot, stored, inspected),
                stored.filledAt(),
                Duration.ofMillis(stored.remainingMillis()),
                stored.envelope().length,
                stored.tags().size(),
                inspected.info() == null
                        ? null
                        : Instant.ofEpochMilli(inspected.info().createdAtMillis()),
                inspected.info() == null
                        ? null
                        : Duration.ofNanos(inspected.info().loadCostNanos()));
    }

    private L2State state(Slot slot, Inspection.Stored stored, Inspected<V> inspected) {
        return switch (stored.standing()) {
            case OTHER_EPOCH -> L2State.OTHER_EPOCH;
            case BELOW_FLOOR -> L2State.BELOW_FLOOR;
            case BELOW_TAG_FLOOR -> L2State.BELOW_TAG_FLOOR;
            case SERVABLE -> {
                if (stored.filledAt().isBefore(reads.guard(slot))) {
                    yield L2State.BELOW_GUARD;
                }
                if (inspected.info() == null) {
                    yield L2State.UNDECODABLE;
                }
                yield stored.remainingMillis() > 0 ? L2State.SERVABLE : L2State.EXPIRED;
            }
        };
    }

    private Holder holder(String token, long remainingMillis) {
        return new Holder(Ids.node(token), token, around.ids.isOurs(token), Duration.ofMillis(remainingMillis));
    }

    /** What this process answers by itself. */
    private static @Nullable Next near(L1 l1, Explanation.Flight flight) {
        if (isServable(l1)) {
            return new Next(
                    Answer.L1,
                    l1.state() == L1State.STALE
                            ? "it may fall back on its entry, whose load failed or took too long"
                            : "its entry is servable");
        }
        return flight == Explanation.Flight.JOINABLE
                ? new Next(Answer.FLIGHT, "L1 has nothing to serve and nothing has fenced the flight")
                : null;
    }

    private Next far(Slot slot, boolean pending, L2 l2) {
        if (!l2.answered()) {
            return new Next(Answer.LOAD, "L1 has nothing to serve and the remote tier doesn't answer");
        } else if (pending) {
            return new Next(Answer.LOAD, "what L2 has is known to be wrong until this node's change is acknowledged");
        }
        Next next = farWith(l2);
        return gateway.isReady(slot.remote().shard())
                ? next
                : new Next(next.answer(), next.because() + "; a heartbeat must prove the shard first");
    }

    private static Next farWith(L2 l2) {
        if (l2.dirty() != null) {
            return new Next(Answer.L2, "L1 has nothing to serve and the newest value waits there for the source");
        } else if (isServable(l2)) {
            return new Next(Answer.L2, "L1 has nothing to serve and L2 has");
        } else if (!l2.guards().isEmpty()) {
            return new Next(Answer.LOAD, "a write of the key is in progress, so that nothing is cached");
        } else if (l2.lease() != null) {
            return new Next(
                    Answer.WAIT,
                    "a flight of " + (l2.lease().ours() ? "this node" : "another node") + " holds the lease");
        }
        return new Next(
                Answer.LOAD,
                l2.entry() == null ? "no tier holds the key" : "L1 has nothing to serve and what L2 stores is a miss");
    }
}
