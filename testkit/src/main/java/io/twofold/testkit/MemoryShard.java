package io.twofold.testkit;

import io.twofold.spi.Change;
import io.twofold.spi.FillReply;
import io.twofold.spi.Head;
import io.twofold.spi.Invalidation;
import io.twofold.spi.Invalidation.Kind;
import io.twofold.spi.LogSlice;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply;
import io.twofold.spi.ReadRequest;
import io.twofold.spi.ReadRequest.Mode;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.TimeSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
    private final Map<String, Stored> entries = new HashMap<>();
    private final Map<String, Lease> leases = new HashMap<>();
    private final Deque<Invalidation> log = new ArrayDeque<>();
    private @Nullable Control control;

    /** The server that the shard is on: where announcements go. */
    interface Publisher {
        /** Identifies the server that is the primary now. */
        long primary();

        void toAll(Inbox.Message message);

        void toOthers(String nodeId, Inbox.Message message);

        void to(String nodeId, Inbox.Message message);
    }

    /**
     * What is kept of the shard's history.
     *
     * @param floor entries granted before this seq are misses
     * @param primary the server whose history it is
     */
    private record Control(Position position, String nonce, long floor, long primary) {}

    @SuppressWarnings("ArrayRecordComponent") // bytes are handed over, never compared
    private record Stored(Position filledAt, byte[] envelope, long expiresAt) {}

    private static final class Lease {
        final String token;
        final Position grantedAt;
        final Set<String> waiters = new LinkedHashSet<>();
        long expiresAt;

        Lease(String token, Position grantedAt) {
            this.token = token;
            this.grantedAt = grantedAt;
        }
    }

    /** @param micros the clock that epochs are made from */
    MemoryShard(int number, TimeSource time, LongSupplier micros, Publisher publisher) {
        this.number = number;
        this.time = time;
        this.micros = micros;
        this.publisher = publisher;
    }

    /** Loses the control data, and nothing else. */
    void loseControl() {
        control = null;
    }

    private Control control() {
        Control present = control;
        return present != null ? present : newEpoch(0);
    }

    /** Begins a history that is later than any that the log, or somebody else, knows of. */
    private Control newEpoch(long largerThan) {
        long epoch = Math.max(micros.getAsLong(), largerThan + 1);
        Invalidation last = log.peekLast();
        if (last != null) {
            epoch = Math.max(epoch, last.position().epoch() + 1);
        }
        Control begun = new Control(new Position(epoch, 0), "", 0, publisher.primary());
        control = begun;
        return begun;
    }

    Head head() {
        Control now = control();
        return new Head(number, now.position, now.nonce);
    }

    /** The head, of a history that is this server's own from now on. */
    Head verifiedHead() {
        Control now = control();
        if (now.primary != publisher.primary()) {
            newEpoch(now.position.epoch());
        }
        return head();
    }

    ReadReply read(ReadRequest request, String nodeId) {
        if (request.guard().epoch() > control().position.epoch()) {
            newEpoch(request.guard().epoch());
        }
        Head head = head();
        Stored stored = request.mode() == Mode.REPLACE ? null : servable(request);
        if (stored != null) {
            return new ReadReply.Hit(head, stored.filledAt, stored.envelope.clone(), remainingMillis(stored));
        }
        if (request.mode() == Mode.PEEK) {
            return new ReadReply.Absent(head);
        }
        Lease lease = lease(request.key());
        if (lease != null && !lease.token.equals(request.token())) {
            lease.waiters.add(nodeId);
            return new ReadReply.Busy(head);
        }
        Lease mine = lease != null ? lease : new Lease(request.token(), head.position());
        mine.expiresAt = in(request.leaseMillis());
        leases.put(request.key().name(), mine);
        return new ReadReply.Granted(head);
    }

    private @Nullable Stored servable(ReadRequest request) {
        Stored stored = entries.get(request.key().name());
        if (stored == null) {
            return null;
        }
        Control now = control();
        Position guard = request.guard();
        boolean known = stored.filledAt.epoch() == now.position.epoch() && stored.filledAt.seq() >= now.floor;
        boolean recent = guard.epoch() < now.position.epoch() || stored.filledAt.seq() >= guard.seq();
        return known && recent && remainingMillis(stored) > 0 ? stored : null;
    }

    private long remainingMillis(Stored stored) {
        return TimeUnit.NANOSECONDS.toMillis(stored.expiresAt - time.nanoTime());
    }

    private long in(long millis) {
        return time.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private @Nullable Lease lease(RemoteKey key) {
        Lease lease = leases.get(key.name());
        if (lease != null && time.nanoTime() - lease.expiresAt >= 0) {
            leases.remove(key.name());
            return null;
        }
        return lease;
    }

    private boolean holds(RemoteKey key, String token) {
        Lease lease = lease(key);
        return lease != null && lease.token.equals(token);
    }

    private void endLease(RemoteKey key) {
        Lease lease = lease(key);
        if (lease != null) {
            leases.remove(key.name());
            lease.waiters.forEach(nodeId -> publisher.to(nodeId, listener -> listener.onWake(key.name())));
        }
    }

    FillReply fill(RemoteKey key, String token, byte[] envelope, long ttlMillis) {
        Control now = control();
        boolean stored = false;
        Lease lease = lease(key);
        if (lease != null && lease.token.equals(token)) {
            Position granted = lease.grantedAt;
            stored = granted.epoch() == now.position.epoch() && granted.seq() >= now.floor;
            if (stored) {
                entries.put(key.name(), new Stored(granted, envelope.clone(), in(ttlMillis)));
            }
            endLease(key);
        }
        return new FillReply(stored, head());
    }

    void release(RemoteKey key, String token) {
        if (holds(key, token)) {
            endLease(key);
        }
    }

    boolean renew(RemoteKey key, String token, long leaseMillis) {
        Lease lease = lease(key);
        if (lease == null || !lease.token.equals(token)) {
            return false;
        }
        lease.expiresAt = in(leaseMillis);
        return true;
    }

    Invalidation change(Change change, int logLength) {
        Control before = control();
        Position position = new Position(before.position.epoch(), before.position.seq() + 1);
        Kind kind = kind(change);
        control = new Control(
                position, change.nonce(), kind == Kind.CLEAR ? position.seq() : before.floor, before.primary);
        List<RemoteKey> keys = keys(change);
        for (RemoteKey key : keys) {
            endLease(key);
            entries.remove(key.name());
        }
        if (change instanceof Change.Put put) {
            entries.put(put.key().name(), new Stored(position, put.envelope().clone(), in(put.ttlMillis())));
        }
        List<String> ids = keys.stream().map(RemoteKey::id).toList();
        Invalidation step = new Invalidation(number, position, change.nonce(), before.nonce, kind, ids);
        log.add(step);
        while (log.size() > logLength) {
            log.remove();
        }
        publisher.toAll(listener -> listener.onInvalidation(step));
        return step;
    }

    private static Kind kind(Change change) {
        if (change instanceof Change.Put) {
            return Kind.PUT;
        }
        return change instanceof Change.Clear ? Kind.CLEAR : Kind.KEYS;
    }

    private static List<RemoteKey> keys(Change change) {
        if (change instanceof Change.Put put) {
            return List.of(put.key());
        }
        return change instanceof Change.Invalidate invalidate ? invalidate.keys() : List.of();
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
