package io.twofold.internal;

import io.twofold.Delivery;
import io.twofold.OngoingWrite;
import io.twofold.internal.WritePath.Part;
import io.twofold.spi.Change;
import io.twofold.spi.Invalidation;
import io.twofold.spi.Position;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.TimeSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes in two phases: a guard on each key before the source changes, and an invalidation that takes it away after.
 *
 * <pre>
 *   begin    drop the keys everywhere, from now on store nothing under them
 *              the source is changed and committed
 *   end      drop the keys everywhere once more, allow storing
 * </pre>
 *
 * <p>Whoever loads the old value before the commit can't store it; whoever dies before the end leaves a guard that
 * runs out by itself, and nothing that was loaded before the commit. A guard that ran out while the action was still
 * at work (the remote tier was away, say) is begun anew, which drops what was stored meanwhile.
 */
final class GuardedWrites {
    private final WritePath<?> writes;
    private final RemoteGateway<?> gateway;
    private final Ids ids;
    private final TimeSource time;
    private final long guardNanos;

    GuardedWrites(WritePath<?> writes, RemoteGateway<?> gateway, Ids ids, TimeSource time, long guardNanos) {
        this.writes = writes;
        this.gateway = gateway;
        this.ids = ids;
        this.time = time;
        this.guardNanos = guardNanos;
    }

    /** A write that was begun, and whether the remote tier has acknowledged that. */
    record Begun(Guarded write, Delivery delivery) {
        /** Ends it, as asked for where its guard has been there from the beginning, else as an invalidation. */
        CompletableFuture<Delivery> end(@Nullable Ending ending) {
            return write.endOnce(ending);
        }
    }

    /** How a part of a write ends whose guard has not been lost. */
    @FunctionalInterface
    interface Ending {
        CompletableFuture<Delivery> end(Part part, Position begunAt, String token);
    }

    /** Begins a write. */
    CompletableFuture<Begun> begin(List<Slot> slots, String cache) {
        Guarded guarded = new Guarded(WritePath.parts(slots), ids.next(), cache);
        return guarded.begin().thenApply(delivery -> {
            guarded.keepFromNowOn();
            return new Begun(guarded, delivery);
        });
    }

    /** A write in progress. */
    final class Guarded implements OngoingWrite {
        private final List<Part> parts;
        private final String token;
        private final String cache;
        /** Where each part began; {@link Position#NONE} if that isn't known, or its guard was lost since. */
        private final Map<Part, Position> begunAt = new ConcurrentHashMap<>();

        private @Nullable Keeper keeper;
        private volatile @Nullable CompletableFuture<Delivery> ended;

        Guarded(List<Part> parts, String token, String cache) {
            this.parts = parts;
            this.token = token;
            this.cache = cache;
        }

        CompletableFuture<Delivery> begin() {
            return writes.all(parts, this::begin);
        }

        private CompletableFuture<Delivery> begin(Part part) {
            long guardMillis = TimeUnit.NANOSECONDS.toMillis(guardNanos);
            Change change = new Change.BeginWrite(part.shard(), part.keys(), ids.next(), token, guardMillis);
            return writes.step(change, part.slots()).thenApply(step -> {
                begunAt.putIfAbsent(part, step.map(Invalidation::position).orElse(Position.NONE));
                return step.isPresent() ? Delivery.ACKNOWLEDGED : Delivery.PENDING;
            });
        }

        synchronized void keepFromNowOn() {
            keeper = Keeper.keep(time, guardNanos, this::prolong);
        }

        private CompletableFuture<?> prolong() {
            return CompletableFuture.allOf(parts.stream().map(this::prolong).toArray(CompletableFuture<?>[]::new));
        }

        private CompletableFuture<?> prolong(Part part) {
            List<RemoteKey> keys = part.keys();
            return gateway.renewWrite(keys, token)
                    .thenCompose(there -> there || lost(part)
                            ? CompletableFuture.completedFuture(Delivery.ACKNOWLEDGED)
                            : begin(part).thenCompose(delivery -> ended == null ? Futures.done(delivery) : end(part)));
        }

        /** The guard is there no more, and others may have written since. Returns whether this write has ended. */
        private boolean lost(Part part) {
            begunAt.put(part, Position.NONE); // before looking whether it ends, which looks at this after
            return ended != null;
        }

        private CompletableFuture<Delivery> end(Part part) {
            return writes.make(new Change.EndWrite(part.shard(), part.keys(), ids.next(), token), part.slots());
        }

        @Override
        public CompletableFuture<Delivery> endAsync() {
            return Futures.own(endOnce(null));
        }

        private synchronized CompletableFuture<Delivery> endOnce(@Nullable Ending ending) {
            CompletableFuture<Delivery> present = ended;
            if (present != null) {
                return present;
            }
            if (keeper != null) {
                keeper.end();
            }
            CompletableFuture<Delivery> result = new CompletableFuture<>();
            ended = result;
            Futures.forward(writes.all(parts, part -> end(part, ending)), result);
            return result;
        }

        private CompletableFuture<Delivery> end(Part part, @Nullable Ending ending) {
            Position begun = begunAt.getOrDefault(part, Position.NONE);
            return ending == null || begun.equals(Position.NONE) ? end(part) : ending.end(part, begun, token);
        }

        @Override
        public Delivery end() {
            return Futures.await(endOnce(null), cache);
        }

        @Override
        public String toString() {
            return "OngoingWrite[" + cache + ", " + parts.size() + " shards" + (ended == null ? "]" : ", ended]");
        }
    }
}
