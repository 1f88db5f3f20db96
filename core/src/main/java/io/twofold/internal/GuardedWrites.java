package io.twofold.internal;

import io.twofold.Delivery;
import io.twofold.OngoingWrite;
import io.twofold.internal.WritePath.Part;
import io.twofold.spi.Change;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.TimeSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
    record Begun(OngoingWrite write, Delivery delivery) {}

    /** Begins a write. */
    CompletableFuture<Begun> begin(List<Slot> slots, String cache) {
        Guarded guarded = new Guarded(WritePath.parts(slots), ids.next(), cache);
        return guarded.begin().thenApply(delivery -> {
            guarded.keepFromNowOn();
            return new Begun(guarded, delivery);
        });
    }

    private final class Guarded implements OngoingWrite {
        private final List<Part> parts;
        private final String token;
        private final String cache;
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
            return writes.make(
                    new Change.BeginWrite(part.shard(), part.keys(), ids.next(), token, guardMillis), part.slots());
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
                    .thenCompose(there -> there || ended != null
                            ? CompletableFuture.completedFuture(Delivery.ACKNOWLEDGED)
                            : begin(part).thenCompose(delivery -> ended == null ? Futures.done(delivery) : end(part)));
        }

        private CompletableFuture<Delivery> end(Part part) {
            return writes.make(new Change.EndWrite(part.shard(), part.keys(), ids.next(), token), part.slots());
        }

        @Override
        public CompletableFuture<Delivery> endAsync() {
            return Futures.own(endOnce());
        }

        private synchronized CompletableFuture<Delivery> endOnce() {
            CompletableFuture<Delivery> present = ended;
            if (present != null) {
                return present;
            }
            if (keeper != null) {
                keeper.end();
            }
            CompletableFuture<Delivery> ending = new CompletableFuture<>();
            ended = ending;
            Futures.forward(writes.all(parts, this::end), ending);
            return ending;
        }

        @Override
        public Delivery end() {
            return Futures.await(endOnce(), cache);
        }

        @Override
        public String toString() {
            return "OngoingWrite[" + cache + ", " + parts.size() + " shards" + (ended == null ? "]" : ", ended]");
        }
    }
}
