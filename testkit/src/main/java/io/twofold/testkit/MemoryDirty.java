package io.twofold.testkit;

import io.twofold.spi.DirtyStore.Dead;
import io.twofold.spi.DirtyStore.Failed;
import io.twofold.spi.DirtyStore.Failure;
import io.twofold.spi.DirtyStore.Item;
import io.twofold.spi.DirtyStore.Put;
import io.twofold.spi.DirtyStore.PutReply;
import io.twofold.spi.DirtyStore.State;
import io.twofold.spi.DirtyStore.Take;
import io.twofold.spi.DirtyStore.Taken;
import io.twofold.spi.DirtyStore.Version;
import io.twofold.spi.Inspection;
import io.twofold.spi.Invalidation;
import io.twofold.spi.Invalidation.Kind;
import io.twofold.spi.NewEntry;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.TimeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The dirty values of one shard, in the order in which they became dirty. */
final class MemoryDirty {
    private final TimeSource time;
    private final LongSupplier micros;
    private final Map<String, Dirty> values = new LinkedHashMap<>();
    private final Map<String, Dead> dead = new LinkedHashMap<>();
    private long version;
    private long lastFence;
    private @Nullable Holder holder;

    /** The shard that it is a part of. */
    interface Shard {
        Invalidation step(Kind kind, String nonce, List<String> ids);

        /** Drops what is cached of a key, and whoever loads it. */
        void drop(RemoteKey key);

        /** Makes what was written the entry of its key, unless the key is guarded. */
        void storeWritten(RemoteKey key, NewEntry entry);
    }

    private record Dirty(Item item, long since, long notBefore) {
        Dirty with(Item newer) {
            return new Dirty(newer, since, 0);
        }
    }

    private record Holder(String token, long fence, long until) {}

    /** @param micros the clock that versions are made from */
    MemoryDirty(TimeSource time, LongSupplier micros) {
        this.time = time;
        this.micros = micros;
    }

    /** Has what another has too. */
    void putAll(MemoryDirty other) {
        values.putAll(other.values);
        dead.putAll(other.dead);
        version = other.version;
        lastFence = other.lastFence;
        holder = other.holder;
    }

    @Nullable
    Item find(RemoteKey key) {
        Dirty dirty = values.get(key.id());
        return dirty == null ? null : dirty.item;
    }

    Inspection.@Nullable Unwritten inspect(String id) {
        Dirty dirty = values.get(id);
        Dead aside = dead.get(id);
        return dirty == null && aside == null
                ? null
                : new Inspection.Unwritten(
                        dirty == null ? null : dirty.item, dirty == null ? 0 : ageMillis(dirty), aside);
    }

    PutReply put(List<Put> puts, String nonce, long limit, Shard shard) {
        List<Long> versions = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        version = Math.max(version + 1, micros.getAsLong());
        for (Put put : puts) {
            String id = put.key().id();
            Dirty before = values.get(id);
            if (before == null && values.size() >= limit) {
                versions.add(0L);
                continue;
            }
            Item item = new Item(id, version, 0, put.entry());
            values.put(id, before == null ? new Dirty(item, time.nanoTime(), 0) : before.with(item));
            dead.computeIfPresent(id, (same, old) -> new Dead(old.item(), old.reason(), true));
            versions.add(version);
            ids.add(id);
            shard.drop(put.key());
        }
        return new PutReply(ids.isEmpty() ? null : shard.step(Kind.PUT, nonce, ids), versions);
    }

    private long ageMillis(Dirty dirty) {
        return TimeUnit.NANOSECONDS.toMillis(time.nanoTime() - dirty.since);
    }

    Taken take(Take take) {
        long fence = take.leaseMillis() == 0 ? 0 : lease(take.holder(), take.leaseMillis());
        List<Item> items = fence == 0
                ? List.of()
                : values.values().stream()
                        .filter(dirty -> ageMillis(dirty) >= take.leastAgeMillis())
                        .filter(dirty -> dirty.notBefore == 0 || time.nanoTime() - dirty.notBefore >= 0)
                        .limit(take.atMost())
                        .map(Dirty::item)
                        .toList();
        return new Taken(fence, state(), items);
    }

    private State state() {
        return new State(
                values.size(),
                values.values().stream().mapToLong(this::ageMillis).max().orElse(-1),
                values.values().stream()
                        .filter(dirty -> dirty.item.attempts() > 0)
                        .count(),
                dead.size());
    }

    private long lease(String token, long leaseMillis) {
        Holder now = holder();
        if (now != null && !now.token.equals(token)) {
            return 0;
        }
        if (now == null) {
            lastFence = Math.max(lastFence + 1, micros.getAsLong());
        }
        holder = new Holder(token, lastFence, time.nanoTime() + TimeUnit.MILLISECONDS.toNanos(leaseMillis));
        return lastFence;
    }

    private @Nullable Holder holder() {
        Holder now = holder;
        return now == null || time.nanoTime() - now.until >= 0 ? null : now;
    }

    private boolean isHeldBy(String token) {
        Holder now = holder();
        return now != null && now.token.equals(token);
    }

    private boolean isHeldBy(String token, long fence) {
        return isHeldBy(token) && lastFence == fence;
    }

    boolean renew(String token, long leaseMillis) {
        return isHeldBy(token) && lease(token, leaseMillis) != 0;
    }

    boolean release(String token) {
        boolean held = isHeldBy(token);
        if (held) {
            holder = null;
        }
        return held;
    }

    boolean written(String token, long fence, List<Version> versions, Shard shard) {
        if (!isHeldBy(token, fence)) {
            return false;
        }
        for (Version written : versions) {
            String id = written.key().id();
            Dirty dirty = values.remove(id); // and put back at the end
            if (dirty == null) {
                continue;
            }
            NewEntry entry = dirty.item.entry();
            if (dirty.item.version() != written.version()) {
                values.put(id, new Dirty(dirty.item, time.nanoTime(), 0));
            } else if (entry != null) {
                shard.storeWritten(written.key(), entry);
            }
        }
        return true;
    }

    Failed failed(String token, long fence, Failure failure, Shard shard) {
        RemoteKey key = failure.version().key();
        Dirty dirty = values.get(key.id());
        if (!isHeldBy(token, fence)) {
            return Failed.LEASE_LOST;
        } else if (dirty == null || dirty.item.version() != failure.version().version()) {
            return Failed.SUPERSEDED;
        }
        Item item = new Item(key.id(), dirty.item.version(), dirty.item.attempts() + 1, dirty.item.entry());
        if (item.attempts() < failure.mostAttempts()) {
            long notBefore = time.nanoTime() + TimeUnit.MILLISECONDS.toNanos(failure.pauseMillis());
            values.put(key.id(), new Dirty(item, dirty.since, notBefore));
            return Failed.TRIED_AGAIN;
        }
        values.remove(key.id());
        dead.put(key.id(), new Dead(item, failure.reason(), false));
        shard.drop(key);
        shard.step(Kind.KEYS, failure.nonce(), List.of(key.id()));
        return Failed.SET_ASIDE;
    }

    List<Dead> dead(int atMost) {
        return dead.values().stream().limit(atMost).toList();
    }

    boolean retryDead(Version wanted, String nonce, Shard shard) {
        String id = wanted.key().id();
        Dead there = dead.get(id);
        if (there == null
                || there.superseded()
                || there.item().version() != wanted.version()
                || values.containsKey(id)) {
            return false;
        }
        dead.remove(id);
        Item item = new Item(id, wanted.version(), 0, there.item().entry());
        values.put(id, new Dirty(item, time.nanoTime(), 0));
        shard.drop(wanted.key());
        shard.step(Kind.PUT, nonce, List.of(id));
        return true;
    }

    boolean dropDead(Version wanted) {
        Dead there = dead.get(wanted.key().id());
        return there != null
                && there.item().version() == wanted.version()
                && dead.remove(wanted.key().id(), there);
    }
}
