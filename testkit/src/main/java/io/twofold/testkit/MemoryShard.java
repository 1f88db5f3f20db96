package io.twofold.testkit;

import io.twofold.spi.Change;
import io.twofold.spi.DirtyStore;
import io.twofold.spi.FillReply;
import io.twofold.spi.Head;
import io.twofold.spi.Inspection;
import io.twofold.spi.Invalidation;
import io.twofold.spi.Invalidation.Kind;
import io.twofold.spi.LogSlice;
import io.twofold.spi.NewEntry;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply;
import io.twofold.spi.ReadRequest;
import io.twofold.spi.ReadRequest.Mode;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.RemoteTier;
import io.twofold.spi.TimeSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One shard: its entries, leases, control data and log, and each operation of a remote tier as one method. Whoever
 * calls holds the lock of the cache.
 */
final class MemoryShard {
    private final int number;
    private final TimeSource time;
    private final LongSupplier micros;
    private final Publisher publisher;
    private final Map<String, MemoryEntry> entries = new HashMap<>();
    private final Map<String, MemoryLease> leases = new HashMap<>();
    private final MemoryGuards guards;
    private final Deque<Invalidation> log = new ArrayDeque<>();
    /** What the source doesn't have yet. */
    final MemoryDirty dirty;

    private @Nullable MemoryControl control;

    /** The server that the shard is on: where announcements go. */
    interface Publisher {
        /** Identifies the server that is the primary now. */
        long primary();

        void toAll(Inbox.Message message);

        void toOthers(String nodeId, Inbox.Message message);

        void to(String nodeId, Inbox.Message message);
    }

    /** @param micros the clock that epochs are made from */
    MemoryShard(int number, TimeSource time, LongSupplier micros, Publisher publisher) {
        this.number = number;
        this.time = time;
        this.micros = micros;
        this.publisher = publisher;
        this.guards = new MemoryGuards(time);
        this.dirty = new MemoryDirty(time, micros);
    }

    /** Loses the control data, and nothing else. */
    void loseControl() {
        control = null;
    }

    void trimLog() {
        log.clear();
    }

    /** A shard of its own that holds the same. */
    MemoryShard copy() {
        MemoryShard copy = new MemoryShard(number, time, micros, publisher);
        copy.entries.putAll(entries);
        leases.forEach((name, lease) -> copy.leases.put(name, lease.copy()));
        copy.log.addAll(log);
        copy.control = control;
        copy.guards.putAll(guards);
        copy.dirty.putAll(dirty);
        return copy;
    }

    private MemoryControl control() {
        MemoryControl present = control;
        return present != null ? present : newEpoch(0);
    }

    /** Begins a history that is later than any that the log, or somebody else, knows of. */
    private MemoryControl newEpoch(long largerThan) {
        long epoch = Math.max(micros.getAsLong(), largerThan + 1);
        Invalidation last = log.peekLast();
        if (last != null) {
            epoch = Math.max(epoch, last.position().epoch() + 1);
        }
        MemoryControl begun = new MemoryControl(new Position(epoch, 0), "", 0, Map.of(), publisher.primary());
        control = begun;
        return begun;
    }

    Head head() {
        MemoryControl now = control();
        return new Head(number, now.position(), now.nonce());
    }

    /** The head, of a history that is this server's own from now on. */
    Head verifiedHead() {
        MemoryControl now = control();
        if (now.primary() != publisher.primary()) {
            newEpoch(now.position().epoch());
        }
        return head();
    }

    ReadReply read(ReadRequest request, String nodeId) {
        if (request.guard().epoch() > control().position().epoch()) {
            newEpoch(request.guard().epoch());
        }
        Head head = head();
        DirtyStore.Item unwritten = dirty.find(request.key());
        if (unwritten != null) {
            return new ReadReply.Dirty(head, unwritten);
        }
        MemoryEntry stored = standing(request);
        long needed = request.mode() == Mode.REFRESH ? request.freshMillis() : 0;
        if (stored != null && request.mode() != Mode.REPLACE && millisUntil(stored.expiresAt()) > needed) {
            return hit(head, stored);
        }
        if (request.mode() == Mode.PEEK) {
            return new ReadReply.Absent(head);
        }
        if (guards.isGuarded(request.key())) {
            return new ReadReply.Guarded(head);
        }
        MemoryLease lease = lease(request.key());
        if (lease != null && !lease.token.equals(request.token())) {
            lease.waiters.add(nodeId);
            return new ReadReply.Busy(head, request.mode() == Mode.LOAD ? previous(head, stored) : null);
        }
        MemoryLease mine = lease != null ? lease : new MemoryLease(request.token(), head.position());
        mine.expiresAt = in(request.leaseMillis());
        leases.put(request.key().name(), mine);
        return new ReadReply.Granted(head, previous(head, stored));
    }

    private ReadReply.@Nullable Hit previous(Head head, @Nullable MemoryEntry stored) {
        return stored == null ? null : hit(head, stored);
    }

    private ReadReply.Hit hit(Head head, MemoryEntry stored) {
        return new ReadReply.Hit(
                head,
                stored.filledAt(),
                stored.envelope().clone(),
                new ReadReply.Life(stored.ttlMillis(), millisUntil(stored.expiresAt()), stored.staleMillis()),
                stored.tags());
    }

    /** The entry, within its time to live or past it, unless the shard's history says that it is wrong. */
    private @Nullable MemoryEntry standing(ReadRequest request) {
        MemoryEntry stored = entries.get(request.key().name());
        if (stored == null) {
            return null;
        }
        MemoryControl now = control();
        Position guard = request.guard();
        boolean known = stored.filledAt().epoch() == now.position().epoch()
                && now.isAboveFloors(stored.filledAt().seq(), stored.tags());
        boolean recent =
                guard.epoch() < now.position().epoch() || stored.filledAt().seq() >= guard.seq();
        return known && recent && isKept(stored) ? stored : null;
    }

    /** Begins no history where there is none. */
    Inspection inspect(RemoteKey key) {
        MemoryControl now = control;
        MemoryEntry stored = entries.get(key.name());
        MemoryLease lease = lease(key);
        return new Inspection(
                now == null ? null : new Head(number, now.position(), now.nonce()),
                now == null ? 0 : now.floor(),
                stored == null || !isKept(stored)
                        ? null
                        : new Inspection.Stored(
                                MemoryControl.standing(now, stored),
                                stored.filledAt(),
                                stored.envelope().clone(),
                                millisUntil(stored.expiresAt()),
                                stored.staleMillis(),
                                stored.tags()),
                lease == null ? null : new Inspection.Lease(lease.token, lease.grantedAt, millisUntil(lease.expiresAt)),
                guards.inspect(key),
                dirty.inspect(key.id()));
    }

    private boolean isKept(MemoryEntry stored) {
        return millisUntil(stored.expiresAt()) + stored.staleMillis() > 0;
    }

    private long millisUntil(long deadline) {
        return TimeUnit.NANOSECONDS.toMillis(deadline - time.nanoTime());
    }

    private long in(long millis) {
        return time.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private @Nullable MemoryLease lease(RemoteKey key) {
        MemoryLease lease = leases.get(key.name());
        if (lease != null && time.nanoTime() - lease.expiresAt >= 0) {
            leases.remove(key.name());
            return null;
        }
        return lease;
    }

    private boolean holds(RemoteKey key, String token) {
        MemoryLease lease = lease(key);
        return lease != null && lease.token.equals(token);
    }

    private void endLease(RemoteKey key) {
        MemoryLease lease = lease(key);
        if (lease != null) {
            leases.remove(key.name());
            lease.waiters.forEach(nodeId -> publisher.to(nodeId, listener -> listener.onWake(key.name())));
        }
    }

    FillReply fill(RemoteKey key, String token, NewEntry entry) {
        return underLease(key, token, lease -> entry);
    }

    /** As a fill with what is there. */
    FillReply prolong(RemoteKey key, String token, RemoteTier.Life life) {
        return underLease(key, token, lease -> {
            MemoryEntry stored = entries.get(key.name());
            return stored == null || !isKept(stored) || stored.filledAt().epoch() != lease.grantedAt.epoch()
                    ? null
                    : new NewEntry(stored.envelope(), life.ttlMillis(), life.staleMillis(), stored.tags());
        });
    }

    private FillReply underLease(RemoteKey key, String token, Function<MemoryLease, @Nullable NewEntry> made) {
        MemoryControl now = control();
        boolean stored = false;
        MemoryLease lease = lease(key);
        if (lease != null && lease.token.equals(token)) {
            Position granted = lease.grantedAt;
            NewEntry entry = made.apply(lease);
            stored = entry != null
                    && granted.epoch() == now.position().epoch()
                    && now.isAboveFloors(granted.seq(), entry.tags())
                    && !guards.isGuarded(key);
            if (stored && entry != null) {
                entries.put(key.name(), stored(granted, entry));
            }
            endLease(key);
        }
        return new FillReply(stored, head());
    }

    private MemoryEntry stored(Position filledAt, NewEntry entry) {
        return new MemoryEntry(
                filledAt,
                entry.envelope().clone(),
                entry.ttlMillis(),
                in(entry.ttlMillis()),
                entry.staleMillis(),
                entry.tags());
    }

    void release(RemoteKey key, String token) {
        if (holds(key, token)) {
            endLease(key);
        }
    }

    boolean renew(RemoteKey key, String token, long leaseMillis) {
        MemoryLease lease = lease(key);
        if (lease == null || !lease.token.equals(token)) {
            return false;
        }
        lease.expiresAt = in(leaseMillis);
        return true;
    }

    Invalidation change(Change change, int logLength) {
        verifiedHead();
        MemoryControl before = control();
        Position position =
                new Position(before.position().epoch(), before.position().seq() + 1);
        Kind kind = kind(change);
        control = new MemoryControl(
                position,
                change.nonce(),
                kind == Kind.CLEAR ? position.seq() : before.floor(),
                before.tagFloors(change, position.seq()),
                before.primary());
        List<RemoteKey> keys = change.keys();
        for (RemoteKey key : keys) {
            endLease(key);
            MemoryEntry stored = entries.remove(key.name());
            if (kind == Kind.EXPIRE && stored != null && stored.staleMillis() > 0) {
                keepExpired(key, stored, before, position);
            }
            guards.change(key, change);
        }
        if (kind == Kind.PUT && change instanceof Change.Put put) {
            entries.put(put.key().name(), stored(position, put.entry()));
        } else if (kind == Kind.PUT && change instanceof Change.EndWriteStoring end) {
            entries.put(end.key().name(), stored(position, end.entry()));
        }
        List<String> ids = change instanceof Change.InvalidateTags invalidate
                ? invalidate.tags()
                : keys.stream().map(RemoteKey::id).toList();
        return announce(new Invalidation(number, position, change.nonce(), before.nonce(), kind, ids), logLength);
    }

    private Invalidation announce(Invalidation step, int logLength) {
        log.add(step);
        while (log.size() > logLength) {
            log.remove();
        }
        publisher.toAll(listener -> listener.onInvalidation(step));
        return step;
    }

    /** This shard, for its dirty values. */
    MemoryDirty.Shard announcing(int logLength) {
        return new MemoryDirty.Shard() {
            @Override
            public Invalidation step(Kind kind, String nonce, List<String> ids) {
                verifiedHead();
                MemoryControl before = control();
                Position position = new Position(
                        before.position().epoch(), before.position().seq() + 1);
                control = new MemoryControl(position, nonce, before.floor(), before.tagFloors(), before.primary());
                return announce(new Invalidation(number, position, nonce, before.nonce(), kind, ids), logLength);
            }

            @Override
            public void drop(RemoteKey key) {
                endLease(key);
                entries.remove(key.name());
            }

            @Override
            public void storeWritten(RemoteKey key, NewEntry entry) {
                if (!guards.isGuarded(key)) {
                    entries.put(key.name(), stored(control().position(), entry));
                }
            }
        };
    }

    private Kind kind(Change change) {
        if (change instanceof Change.EndWriteStoring end) {
            return guards.isAlone(end.key(), end.token()) && nothingCameSince(end) ? Kind.PUT : Kind.KEYS;
        }
        return change instanceof Change.Put put && guards.isGuarded(put.key()) ? Kind.KEYS : change.kind();
    }

    /** What is kept past its life is kept, granted anew at this step; not what was a miss already. */
    private void keepExpired(RemoteKey key, MemoryEntry stored, MemoryControl before, Position step) {
        if (stored.filledAt().epoch() == step.epoch()
                && before.isAboveFloors(stored.filledAt().seq(), stored.tags())) {
            entries.put(key.name(), stored.expired(step, time.nanoTime()));
        }
    }

    private boolean nothingCameSince(Change.EndWriteStoring end) {
        MemoryControl now = control();
        return end.begunAt().epoch() == now.position().epoch()
                && now.isAboveFloors(end.begunAt().seq(), end.entry().tags());
    }

    boolean renewWrite(List<RemoteKey> keys, String token, long guardMillis) {
        return guards.renew(keys, token, guardMillis);
    }

    LogSlice log(Position after) {
        Head head = head();
        if (after.epoch() != head.position().epoch()) {
            return new LogSlice(head, List.of());
        }
        return new LogSlice(
                head,
                log.stream().filter(step -> after.isBefore(step.position())).toList());
    }
}
