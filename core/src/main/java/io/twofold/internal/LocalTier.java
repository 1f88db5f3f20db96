package io.twofold.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.Weigher;
import io.twofold.CacheSpec;
import io.twofold.EntryWeigher;
import io.twofold.spi.TimeSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * L1: the only class that touches Caffeine.
 *
 * <p>Caffeine bounds the size; the times are kept in the entries and judged here by the coarse clock, which
 * costs a memory read where Caffeine's own expiry costs a call to the system's clock. An entry that may no
 * longer be served is as good as absent.
 *
 * <p>Installing is one atomic compute on the key, in which the fence is checked. An invalidation raises the
 * fence first and removes then: whichever way the two interleave, an entry that was loaded before the
 * invalidation is gone after it.
 *
 * @param <V> the type of the values
 */
final class LocalTier<V> {
    /** A tick is at most two to the power of this, in nanoseconds: about a second. */
    private static final int TICK_BITS = 30;
    /** How many ticks go by while as many new keys come in as there is room for; at least. */
    private static final int TICKS_TO_FILL = 256;
    /** For a cache that is bounded by weight, of which nobody knows how many entries it has room for. */
    private static final int ORDINARY_ROOM = 10_000;

    private final Cache<Object, Entry<V>> entries;
    /** The same entries, read without telling Caffeine that they are used. */
    private final Policy<Object, Entry<V>> quietly;

    private final Housekeeping housekeeping = new Housekeeping();

    private final TimeSource time;
    private final Fences fences;
    /** How many new keys have come in. */
    private final AtomicInteger arrivals = new AtomicInteger();

    private final int arrivalBits;
    private final boolean hasRoom;

    private volatile boolean closed;

    LocalTier(CacheSpec spec, EntryWeigher<Object, V> weigher, LocalRuntime runtime) {
        this.time = runtime.time();
        this.fences = runtime.fences();
        this.entries = bounded(spec, weigher)
                .executor(housekeeping)
                .evictionListener(
                        (key, entry, cause) -> runtime.counters().evictions.increment())
                .build();
        this.quietly = entries.policy();
        long room = spec.l1MaximumWeight().isPresent() ? ORDINARY_ROOM : spec.l1MaximumSize();
        this.hasRoom = room > 0;
        this.arrivalBits = 63 - Long.numberOfLeadingZeros(Math.max(1, room / TICKS_TO_FILL));
    }

    /** What L1 needs of its surroundings. */
    record LocalRuntime(TimeSource time, Fences fences, Counters counters) {}

    private static <V> Caffeine<Object, Entry<V>> bounded(CacheSpec spec, EntryWeigher<Object, V> weigher) {
        Caffeine<Object, Object> builder = Caffeine.newBuilder();
        Weigher<Object, Entry<V>> byEntry = (key, entry) -> entry.value == null ? 1 : weigher.weigh(key, entry.value);
        return spec.l1MaximumWeight().isPresent()
                ? builder.maximumWeight(spec.l1MaximumWeight().getAsLong()).weigher(byEntry)
                : retyped(builder.maximumSize(spec.l1MaximumSize()));
    }

    @SuppressWarnings("unchecked") // a builder holds neither keys nor values; Caffeine's own methods do the same
    private static <V> Caffeine<Object, Entry<V>> retyped(Caffeine<Object, Object> builder) {
        return (Caffeine<Object, Entry<V>>) (Caffeine<?, ?>) builder;
    }

    /** The coarse monotonic time that entries are judged by. */
    long now() {
        return time.coarseNanoTime();
    }

    /**
     * The entry of a key, servable or not, of which this is a use. Caffeine notes each use that it hears of in a buffer
     * and works the buffer off; it evicts the same entries if it hears only of the {@linkplain Entry#isNewUse first few}
     * of each tick.
     */
    @Nullable
    Entry<V> entry(Object key, long now) {
        Entry<V> entry = quietly.getIfPresentQuietly(key);
        if (entry != null && entry.isNewUse(tick(now))) {
            var unused = entries.getIfPresent(key); // which tells it
        }
        return entry;
    }

    /**
     * Grows with what comes in, since an entry's uses matter when another wants its place, and a little with time, so
     * that what was popular long ago is forgotten even while nothing comes in.
     */
    private int tick(long now) {
        return (arrivals.get() >>> arrivalBits) + (int) (now >>> TICK_BITS);
    }

    /** The entry of a key, if it may be served now. */
    @Nullable
    Entry<V> servable(Object key) {
        Entry<V> entry = entries.getIfPresent(key);
        return entry != null && entry.isServable(time.coarseNanoTime()) ? entry : null;
    }

    /** The entry of a key, servable or not, without counting as a use of it. */
    @Nullable
    Entry<V> look(Object key) {
        return quietly.getIfPresentQuietly(key);
    }

    /** Whether entries may stay here at all; what never stays isn't installed. */
    boolean hasRoom() {
        return hasRoom;
    }

    /**
     * Installs a loaded value, unless the key was fenced, or its shard dropped, since the load began.
     *
     * @return false if it was; whether the entry stays is for the room here to decide
     */
    @SuppressWarnings("ReferenceEquality") // whether it is this very entry
    boolean install(Object key, long stamp, Entry<V> entry) {
        if (!hasRoom) {
            return isOpenFor(key, stamp);
        }
        Entry<V> now = entries.asMap().compute(key, (k, old) -> isOpenFor(k, stamp) ? next(old, entry) : old);
        return now == entry;
    }

    private boolean isOpenFor(Object key, long stamp) {
        return !closed && fences.isUnchanged(key, stamp);
    }

    /** Does what installs many entries, after which Caffeine's housekeeping is done for all of them. */
    void installAll(Runnable installs) {
        housekeeping.deferWhile(installs);
    }

    /** As install, but only in the place of that entry, or of none: what has come since is newer. */
    @SuppressWarnings("ReferenceEquality") // whether it is this very entry
    boolean replace(Object key, long stamp, @Nullable Entry<V> seen, Entry<V> entry) {
        if (!hasRoom) {
            return isOpenFor(key, stamp);
        }
        Entry<V> now =
                entries.asMap().compute(key, (k, old) -> old == seen && isOpenFor(k, stamp) ? next(old, entry) : old);
        return now == entry;
    }

    /**
     * Installs a value that this node itself has just put, unless the key was fenced since; fences the loads
     * that began while it was put, which may hold the value before.
     */
    void installOwn(Object key, long stamp, Entry<V> entry) {
        if (!hasRoom) {
            fences.raise(key);
            return;
        }
        entries.asMap().compute(key, (k, old) -> {
            boolean alone = fences.isUnchanged(k, stamp);
            fences.raise(k);
            return alone && !closed ? next(old, entry) : null;
        });
    }

    private Entry<V> next(@Nullable Entry<V> old, Entry<V> entry) {
        if (old == null) {
            arrivals.incrementAndGet();
        }
        return entry;
    }

    /** Removes a key. Its fence must have been raised before, or a load in flight may bring it back. */
    void drop(Object key) {
        entries.invalidate(key);
    }

    /**
     * Ends the life of a key's entry, which stays as something to fall back on. The key's fence must have been raised
     * before, as for {@link #drop}.
     *
     * @param keptNanos for how long; 0 to drop it
     */
    void expire(Object key, long keptNanos) {
        entries.asMap().computeIfPresent(key, (k, old) -> {
            long now = time.coarseNanoTime(); // however far it lags, a hit that comes later sees it no earlier
            long staleFrom = old.isStale(now) ? old.staleFrom() : now;
            long until = staleFrom + keptNanos;
            return until - now > 0 ? old.kept(new Entry.Kept(staleFrom, now, now, old.failures())) : null;
        });
    }

    /** Has the next hit of a key look whether L2 has a newer value. */
    void readAgain(Object key) {
        Entry<V> entry = look(key);
        if (entry != null) {
            entry.readAgain();
        }
    }

    /** Empties L1 for good: every later read goes to the slow path, which says that the cache is closed. */
    void close() {
        closed = true;
        entries.invalidateAll();
    }

    /** The keys of the entries that are used most and may be served now, the hottest first. */
    List<Object> hottest(int most) {
        long now = time.coarseNanoTime();
        return entries.policy().eviction().map(eviction -> eviction.hottest(most)).orElse(Map.of()).entrySet().stream()
                .filter(each -> each.getValue().value != null && each.getValue().isServable(now))
                .map(Map.Entry::getKey)
                .toList();
    }

    long size() {
        return entries.estimatedSize();
    }
}
