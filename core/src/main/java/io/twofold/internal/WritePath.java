package io.twofold.internal;

import io.twofold.Delivery;
import io.twofold.spi.Change;
import io.twofold.spi.CodecException;
import io.twofold.spi.Invalidation;
import io.twofold.spi.NewEntry;
import io.twofold.spi.Position;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.RemoteTier;
import io.twofold.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What happens to a change that this node makes: the remote tier first, then, whether that succeeded or not, this
 * process. What the remote tier didn't acknowledge goes to the outbox.
 *
 * @param <V> the type of the values
 */
final class WritePath<V> {
    /** How many keys one step may name: a script can't take many thousands, and holds up the server meanwhile. */
    private static final int MOST_KEYS = 1_000;

    private final RemoteGateway<V> gateway;
    private final Coherence<V> coherence;
    private final Outbox outbox;
    private final Journal journal;
    private final Surroundings around;

    /**
     * What a change needs beside the tiers.
     *
     * @param trustNanos how long an entry may be served without evidence
     */
    record Surroundings(Shards shards, Fences fences, Ids ids, TimeSource time, Lifespans lifespans, long trustNanos) {}

    WritePath(RemoteGateway<V> gateway, Coherence<V> coherence, Outbox outbox, Journal journal, Surroundings around) {
        this.gateway = gateway;
        this.coherence = coherence;
        this.outbox = outbox;
        this.journal = journal;
        this.around = around;
    }

    /** Keys of one shard, no more than one step may name. */
    record Part(int shard, List<Slot> slots) {
        List<RemoteKey> keys() {
            return slots.stream().map(Slot::remote).distinct().toList();
        }
    }

    static List<Part> parts(List<Slot> slots) {
        Map<Integer, List<Slot>> byShard = slots.stream()
                .collect(Collectors.groupingBy(slot -> slot.remote().shard()));
        List<Part> parts = new ArrayList<>();
        byShard.forEach((shard, ofShard) -> {
            for (int from = 0; from < ofShard.size(); from += MOST_KEYS) {
                parts.add(new Part(shard, ofShard.subList(from, Math.min(from + MOST_KEYS, ofShard.size()))));
            }
        });
        return parts;
    }

    /** Drops keys from every tier of every node. */
    CompletableFuture<Delivery> invalidate(List<Slot> slots) {
        return all(
                parts(slots),
                part -> make(new Change.Invalidate(part.shard(), part.keys(), around.ids.next()), part.slots()));
    }

    /** Ends the lives of keys in every tier of every node; what is kept to fall back on stays. */
    CompletableFuture<Delivery> expire(List<Slot> slots) {
        return all(
                parts(slots),
                part -> make(new Change.Expire(part.shard(), part.keys(), around.ids.next()), part.slots()));
    }

    /** Makes a change that drops keys. */
    CompletableFuture<Delivery> make(Change change, List<Slot> slots) {
        return step(change, slots).thenApply(WritePath::delivery);
    }

    private static Delivery delivery(Optional<Invalidation> step) {
        return step.isPresent() ? Delivery.ACKNOWLEDGED : Delivery.PENDING;
    }

    /** As {@link #make}; the step that came of it, or nothing if it is pending. */
    CompletableFuture<Optional<Invalidation>> step(Change change, List<Slot> slots) {
        return send(change).thenApply(step -> {
            if (step.isPresent()) {
                coherence.applyOwn(step.get(), slots);
            } else {
                outbox.keep(change);
                coherence.applyUnacknowledged(change.kind(), slots);
            }
            return step;
        });
    }

    /** A value that can be cached. */
    record Ready<V>(Slot slot, V value, NewEntry stored) {}

    /**
     * Gets a value ready to be cached.
     *
     * @throws CodecException if it has no bytes
     */
    Ready<V> ready(Slot slot, V value, List<String> tags) {
        RemoteTier.Life life = around.lifespans.ofNew();
        byte[] envelope = gateway.encode(slot.remote(), value);
        return new Ready<>(slot, value, new NewEntry(envelope, life.ttlMillis(), life.staleMillis(), tags));
    }

    /** Ends the write of a key, and caches its value in both tiers if the remote tier finds that it was alone. */
    CompletableFuture<Delivery> endStoring(Ready<V> ready, Position begunAt, String token) {
        Change change =
                new Change.EndWriteStoring(ready.slot.remote(), ready.stored, around.ids.next(), token, begunAt);
        return store(ready, change, false);
    }

    /** @param alsoIfPending whether this process holds the value although the remote tier hasn't acknowledged it */
    private CompletableFuture<Delivery> store(Ready<V> ready, Change change, boolean alsoIfPending) {
        Coherence<V>.OwnPut put = coherence.beginPut(ready.slot, change.nonce());
        Entry<V> entry = newEntry(ready);
        return send(change).thenApply(step -> {
            if (step.isEmpty()) {
                outbox.keep(change);
            }
            if (step.isPresent() || alsoIfPending) {
                put.end(step, entry);
            } else {
                put.endWithout();
            }
            return delivery(step);
        });
    }

    /**
     * Of a cache that no other process shares: has the value of a write that has begun be installed once that has
     * ended, if nobody else changes the key from now until then. The end of the write itself raises the key's stamp
     * once, and so fences the loads that began before it.
     *
     * @return to be run when the write has ended
     */
    Runnable keepingAlone(Ready<V> ready) {
        Object key = ready.slot.local();
        long afterTheEnd = around.fences.stamp(key) + 1;
        return () -> coherence.installOwn(key, afterTheEnd, newEntry(ready));
    }

    /**
     * Caches a value in both tiers.
     *
     * @return completes exceptionally with a {@link CodecException} if the value has no bytes; the key is then
     *     invalidated
     */
    CompletableFuture<Delivery> put(Slot slot, V value, List<String> tags) {
        Ready<V> ready;
        try {
            ready = ready(slot, value, tags);
        } catch (CodecException e) {
            return Futures.failedAfter(invalidate(List.of(slot)), e);
        }
        return store(ready, new Change.Put(slot.remote(), ready.stored, around.ids.next()), true);
    }

    private Entry<V> newEntry(Ready<V> ready) {
        RemoteTier.Life inL2 = new RemoteTier.Life(ready.stored.ttlMillis(), ready.stored.staleMillis());
        List<String> tags = ready.stored.tags();
        long now = around.time.nanoTime();
        Lifespans.Times times = around.lifespans.inL1(now, inL2, 0);
        TagFences fences = around.fences.tags();
        Entry.Life life = new Entry.Life(
                times.deadline(),
                now + around.trustNanos,
                around.shards.of(ready.slot).validity(),
                now,
                times.attentionAt());
        return Entry.of(ready.value, life, Entry.Details.of(fences, tags, fences.stamp(), null));
    }

    /** Drops everything. */
    CompletableFuture<Delivery> clear() {
        return all(IntStream.range(0, around.shards.count()).boxed().toList(), this::clear);
    }

    private CompletableFuture<Delivery> clear(Integer shard) {
        Change.Clear change = new Change.Clear(shard, around.ids.next());
        return send(change).thenApply(step -> {
            if (step.isPresent()) {
                coherence.applyOwn(step.get(), List.of());
                return Delivery.ACKNOWLEDGED;
            }
            outbox.keep(change);
            around.shards.of(shard).drop(Position.NONE, around.time.nanoTime());
            return Delivery.PENDING;
        });
    }

    /** Drops everything that has one of some tags. */
    CompletableFuture<Delivery> invalidateTags(List<String> tags) {
        return all(IntStream.range(0, around.shards.count()).boxed().toList(), shard -> invalidateTags(shard, tags));
    }

    private CompletableFuture<Delivery> invalidateTags(int shard, List<String> tags) {
        Change.InvalidateTags change = new Change.InvalidateTags(shard, tags, around.ids.next());
        return send(change).thenApply(step -> {
            if (step.isPresent()) {
                coherence.applyOwn(step.get(), List.of());
                return Delivery.ACKNOWLEDGED;
            }
            outbox.keep(change);
            tags.forEach(around.fences.tags()::raise);
            return Delivery.PENDING;
        });
    }

    /** Sends a change, and keeps it in the journal if it is acknowledged. */
    private CompletableFuture<Optional<Invalidation>> send(Change change) {
        return gateway.change(change).thenApply(step -> {
            if (step.isPresent()) {
                journal.add(change, around.time.nanoTime());
            }
            return step;
        });
    }

    /** Makes a change for each of several parts, side by side; acknowledged if each of them is. */
    <T> CompletableFuture<Delivery> all(List<T> of, Function<T, CompletableFuture<Delivery>> made) {
        List<CompletableFuture<Delivery>> deliveries = of.stream().map(made).toList();
        return Futures.map(
                Futures.all(deliveries),
                all -> all.stream().allMatch(each -> each == Delivery.ACKNOWLEDGED)
                        ? Delivery.ACKNOWLEDGED
                        : Delivery.PENDING);
    }

    /**
     * Sends what the remote tier hasn't acknowledged yet. It was applied here when it was made, but other values
     * may have come from the remote tier since, so each step is applied here again.
     *
     * @return whether nothing is left
     */
    CompletableFuture<Boolean> replayOutbox() {
        return outbox.isEmpty() ? CompletableFuture.completedFuture(true) : outbox.replay(this::resend);
    }

    private CompletableFuture<Boolean> resend(Change change) {
        return send(change).thenApply(step -> {
            step.ifPresent(coherence::applyReplayed);
            return step.isPresent();
        });
    }
}
