package io.twofold.internal;

import io.twofold.AsyncTieredCache;
import io.twofold.CacheStats;
import io.twofold.Cached;
import io.twofold.DeadLetters;
import io.twofold.Delivery;
import io.twofold.Explanation;
import io.twofold.FlushReport;
import io.twofold.OngoingWrite;
import io.twofold.ReadOptions;
import io.twofold.RemoteTierException;
import io.twofold.TieredCache;
import io.twofold.Unacknowledged;
import io.twofold.internal.codec.TagMapper;
import io.twofold.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One cache on this node: what its views, synchronous and not, of one tenant or another, share. Everything here
 * is asynchronous; the futures are the engine's own, so a view hands out copies.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public sealed class Engine<K, V> permits AuditedEngine {
    /** How many keys are asked for at once if nobody says. */
    private static final int SOME = 16;

    private final String name;
    private final Sources<K, V> sources;
    private final Keys<K> keys;
    private final LocalTier<V> local;
    private final Paths<K, V> paths;
    private final Counters counters;
    private final Closing closing;
    private volatile @Nullable IllegalStateException closed;

    /** The two ways through the engine, and who runs what follows. */
    record Paths<K, V>(
            ReadPath<V> reads,
            Refresher<K, V> refresher,
            WritePath<V> writes,
            Strategy<K, V> strategy,
            GuardedWrites guarded,
            Outbox outbox,
            Explainer<V> explainer,
            Executor executor,
            TimeSource time,
            Unacknowledged unacknowledged,
            IntSupplier openShards) {}

    /** What else ends with the cache. */
    @FunctionalInterface
    interface Closing {
        void close();
    }

    Engine(Parts<K, V> parts) {
        this.name = parts.identity.name();
        this.sources = parts.identity.sources();
        this.keys = parts.identity.keys();
        this.local = parts.local;
        this.paths = parts.paths;
        this.counters = parts.counters;
        this.closing = parts.closing;
    }

    /** What a cache is made of. */
    record Parts<K, V>(
            CacheIdentity<K, V> identity, LocalTier<V> local, Paths<K, V> paths, Counters counters, Closing closing) {}

    /** What a cache is called, how its keys are, and where its values come from. */
    record CacheIdentity<K, V>(String name, Keys<K> keys, Sources<K, V> sources) {}

    /** The view with methods that wait, of no tenant. */
    public TieredCache<K, V> sync() {
        return new BlockingView<>(this, null);
    }

    /** The view with futures, of no tenant. */
    public AsyncTieredCache<K, V> async() {
        return new AsyncView<>(this, null);
    }

    String name() {
        return name;
    }

    Executor executor() {
        return paths.executor;
    }

    /**
     * The L1 hit: the entry, if it may be served now.
     *
     * @param with what loads the value if the entry is due for a refresh, see {@link Sources#ofEither}; null for the
     *     cache's own loader
     */
    @Nullable
    Entry<V> hit(@Nullable String tenant, K key, @Nullable Object with) {
        long now = local.now();
        Entry<V> entry = local.entry(Keys.local(tenant, key), now);
        if (entry == null) {
            return null;
        }
        if (entry.isFresh(now) || isServed(tenant, key, with, entry, now)) {
            counters.l1Hits.increment();
            return entry;
        }
        return null;
    }

    /** The second look that an entry gets once its attention is due, or its shard lacks evidence. */
    private boolean isServed(@Nullable String tenant, K key, @Nullable Object with, Entry<V> entry, long now) {
        if (!entry.isServable(now)) {
            return false;
        }
        if (entry.isStale(now)) {
            counters.staleServed.increment();
        }
        Sources.Source<K, V> source = with == null ? sources.own() : sources.ofEither(with);
        if (source != null) {
            long lead = entry.claim(now);
            if (lead >= 0) {
                paths.refresher.offer(keys.slot(tenant, key), key, source, entry, lead);
            }
        }
        return true;
    }

    /** Where values come from: the cache's own loader. */
    Sources.Source<K, V> source() {
        return sources.ownOrFail();
    }

    /** Where values come from: a caller's loader. */
    Sources.Source<K, V> source(Object loader) {
        return sources.ofEither(loader);
    }

    /** For one caller, who waits. */
    @Nullable
    V await(@Nullable String tenant, K key, Sources.Source<K, V> source) {
        WaitingThread caller = new WaitingThread(paths.executor);
        return caller.await(begun(tenant, key, flight(tenant, key, source, caller).result), name);
    }

    /** For one caller, whose own the future is, and who doesn't wait. */
    CompletableFuture<@Nullable V> read(@Nullable String tenant, K key, Sources.Source<K, V> source) {
        Flight<V> flight = flight(tenant, key, source, paths.executor);
        CompletableFuture<@Nullable V> read = begun(tenant, key, flight.result);
        // what the caller does next isn't for somebody who waits for the same key to run
        return flight.executor instanceof WaitingThread ? Futures.ownOn(read, paths.executor) : Futures.own(read);
    }

    private Flight<V> flight(@Nullable String tenant, K key, Sources.Source<K, V> source, Executor executor) {
        return open().reads.get(keys.slot(tenant, key), source.loading(tenant, key), executor);
    }

    CompletableFuture<Cached<V>> read(
            @Nullable String tenant, K key, Sources.Source<K, V> source, ReadOptions options) {
        Entry<V> entry = hit(tenant, key, null);
        if (entry != null) {
            return Futures.done(new Cached<>(entry.value, entry.isStale(local.now())));
        }
        Flight<V> flight = flight(tenant, key, source, paths.executor);
        var unused = begun(tenant, key, flight.result);
        return new Caller<>(flight, paths.reads, paths.time, paths.executor).waitAsLongAs(options);
    }

    CompletableFuture<@Nullable V> peek(@Nullable String tenant, K key) {
        return peek(tenant, key, paths.executor);
    }

    /** As {@link #peek(String, Object)}, for one caller, who waits. */
    @Nullable
    V awaitPeek(@Nullable String tenant, K key) {
        WaitingThread caller = new WaitingThread(paths.executor);
        return caller.await(peek(tenant, key, caller), name);
    }

    private CompletableFuture<@Nullable V> peek(@Nullable String tenant, K key, Executor executor) {
        return begun(tenant, key, open().reads.peek(keys.slot(tenant, key), executor));
    }

    /** A read that L1 didn't answer has begun. */
    CompletableFuture<@Nullable V> begun(@Nullable String tenant, K key, CompletableFuture<@Nullable V> read) {
        return read;
    }

    CompletableFuture<Explanation> explain(@Nullable String tenant, K key) {
        return Futures.map(open().explainer.explain(keys.slot(tenant, key)), Explainer.Explained::explanation);
    }

    CompletableFuture<Map<K, V>> readAll(@Nullable String tenant, Iterable<? extends K> wanted) {
        return readAll(tenant, wanted, paths.executor);
    }

    /** As {@link #readAll(String, Iterable)}, for one caller, who waits. */
    Map<K, V> awaitAll(@Nullable String tenant, Iterable<? extends K> wanted) {
        WaitingThread caller = new WaitingThread(paths.executor);
        return caller.await(readAll(tenant, wanted, caller), name);
    }

    private CompletableFuture<Map<K, V>> readAll(
            @Nullable String tenant, Iterable<? extends K> wanted, Executor executor) {
        Sources.Batch<K, V> loads = sources.batch(tenant);
        int expected = wanted instanceof Collection<?> counted ? counted.size() : SOME;
        ManyReads<K, V> all = new ManyReads<>(expected);
        List<Slot> slots = new ArrayList<>(expected);
        for (K key : wanted) {
            if (!all.isNew(key)) {
                continue;
            }
            Entry<V> entry = hit(tenant, key, null);
            if (entry != null) {
                all.found(key, entry.value);
            } else {
                all.missing(key);
                slots.add(keys.slot(tenant, key));
            }
        }
        List<K> missing = all.missing();
        List<CompletableFuture<@Nullable V>> reads =
                open().reads.getAll(slots, i -> loads.of(missing.get(i)), loads::run, executor);
        for (int i = 0; i < reads.size(); i++) {
            var unused = begun(tenant, missing.get(i), reads.get(i));
        }
        return all.once(reads);
    }

    CompletableFuture<@Nullable V> refresh(@Nullable String tenant, K key) {
        Slot slot = keys.slot(tenant, key);
        CompletableFuture<@Nullable V> loaded =
                open().reads.refresh(slot, sources.ownOrFail().loading(tenant, key));
        CompletableFuture<@Nullable V> result = new CompletableFuture<>();
        var unused = loaded.whenComplete((value, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else if (value != null) {
                result.complete(value);
            } else {
                Futures.forward(drop(slot), result);
            }
        });
        return result;
    }

    /** The source has the key no more. */
    private CompletableFuture<@Nullable V> drop(Slot slot) {
        Entry<V> entry = local.servable(slot.local());
        return entry != null && entry.value == null
                ? Futures.done(null) // that there is none is what both tiers hold now
                : Futures.<Delivery, @Nullable V>map(paths.writes.invalidate(List.of(slot)), delivery -> null);
    }

    CompletableFuture<Delivery> put(
            @Nullable String tenant, Map<? extends K, ? extends V> values, Collection<String> tags) {
        Map<Slot, Strategy.Put<K, V>> puts = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(value, "value");
            puts.put(keys.slot(tenant, key), new Strategy.Put<>(key, value));
        });
        return acknowledged(open().strategy.put(puts, Tags.of(tenant, tags)));
    }

    CompletableFuture<Delivery> remove(@Nullable String tenant, Iterable<? extends K> which) {
        Map<Slot, K> removed = new LinkedHashMap<>();
        distinct(which).forEach(key -> removed.put(keys.slot(tenant, key), key));
        return acknowledged(open().strategy.remove(removed));
    }

    CompletableFuture<Delivery> invalidate(@Nullable String tenant, Iterable<? extends K> which) {
        return acknowledged(open().writes.invalidate(slots(tenant, which)));
    }

    CompletableFuture<Delivery> expire(@Nullable String tenant, Iterable<? extends K> which) {
        return acknowledged(open().writes.expire(slots(tenant, which)));
    }

    CompletableFuture<FlushReport> flush(Duration atMost) {
        return open().strategy.flush(atMost);
    }

    DeadLetters<K, V> deadLetters() {
        return open().strategy.deadLetters(name);
    }

    CompletableFuture<OngoingWrite> beginWrite(@Nullable String tenant, Iterable<? extends K> which) {
        open().strategy.checkOthersMayChangeTheSource(name);
        CompletableFuture<GuardedWrites.Begun> begun = open().guarded.begin(slots(tenant, which), name);
        CompletableFuture<OngoingWrite> result = new CompletableFuture<>();
        var unused = begun.whenComplete((write, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else if (isError(write.delivery())) {
                var unusedEnd = write.write().endAsync();
                result.completeExceptionally(unacknowledged("the write was not begun, and its action not run"));
            } else {
                result.complete(write.write());
            }
        });
        return result;
    }

    private List<Slot> slots(@Nullable String tenant, Iterable<? extends K> which) {
        List<Slot> slots = new ArrayList<>();
        for (K key : distinct(which)) {
            slots.add(keys.slot(tenant, key));
        }
        return slots;
    }

    /** A delivery, or the error in its place that the spec asks for. */
    private CompletableFuture<Delivery> acknowledged(CompletableFuture<Delivery> made) {
        CompletableFuture<Delivery> result = new CompletableFuture<>();
        var unused = made.whenComplete((delivery, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else if (isError(delivery)) {
                result.completeExceptionally(unacknowledged("it holds on this node, which repeats it until it is;"
                        + " other nodes may serve what they have for as long"));
            } else {
                result.complete(delivery);
            }
        });
        return result;
    }

    private boolean isError(Delivery delivery) {
        return delivery == Delivery.PENDING && paths.unacknowledged == Unacknowledged.ERROR;
    }

    private RemoteTierException unacknowledged(String consequence) {
        return new RemoteTierException(
                "cache '" + name + "': the remote tier has not acknowledged the change; " + consequence, null);
    }

    CompletableFuture<Delivery> invalidateTag(@Nullable String tenant, String tag) {
        return acknowledged(open().writes.invalidateTags(List.of(TagMapper.id(tenant, tag))));
    }

    CompletableFuture<Delivery> clear(@Nullable String tenant) {
        WritePath<V> writes = open().writes;
        return acknowledged(
                tenant == null ? writes.clear() : writes.invalidateTags(List.of(TagMapper.ofTenant(tenant))));
    }

    private Set<K> distinct(Iterable<? extends K> wanted) {
        Set<K> distinct = new LinkedHashSet<>();
        for (K key : wanted) {
            distinct.add(Objects.requireNonNull(key, "key"));
        }
        return distinct;
    }

    /** The ways through the engine; the check that an L1 hit doesn't need, as L1 is empty once closed. */
    private Paths<K, V> open() {
        IllegalStateException reason = closed;
        if (reason != null) {
            throw new IllegalStateException(reason.getMessage());
        }
        return paths;
    }

    CacheStats stats() {
        return counters.snapshot(
                paths.outbox.size(), local.size(), paths.openShards.getAsInt(), paths.strategy.stats());
    }

    /** Ends the cache on this node. Idempotent. */
    public void close() {
        if (closed == null) {
            IllegalStateException reason =
                    new IllegalStateException("cache '" + name + "' is closed, as is its manager");
            closed = reason;
            paths.strategy.close();
            paths.reads.close(reason);
            closing.close();
            local.close();
        }
    }
}
