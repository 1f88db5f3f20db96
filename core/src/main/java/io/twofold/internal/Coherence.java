package io.twofold.internal;

import io.twofold.spi.CodecException;
import io.twofold.spi.FeedListener;
import io.twofold.spi.Head;
import io.twofold.spi.Invalidation;
import io.twofold.spi.LogSlice;
import io.twofold.spi.TimeSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Keeps L1 true to what other nodes do: hears the announcements, applies each to L1, and fills the gaps from the
 * log.
 *
 * <p>The order is always the same: first L1 (fence, drop), then the shard's tracker, which may take it as
 * evidence. Applying a step once too often costs a hit; advancing before it is applied would cost correctness.
 */
final class Coherence<V> implements FeedListener {
    private static final long MOST_OVERTAKEN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Shards shards;
    private final LocalTier<V> local;
    private final Surroundings around;
    private final HeardSteps heard;
    private final Map<String, OwnPut> putsUnderWay = new ConcurrentHashMap<>();
    /** Whether no head was asked for since the last subscription, before which announcements are lost, not on their way. */
    private volatile boolean isFeedNew = true;

    private volatile long feedSince;

    /**
     * What coherence needs beside the shards and L1.
     *
     * @param overtakenNanos for how long announcements may still come that an answer has overtaken
     * @param keptNanos for how long an entry is kept after its life was ended
     */
    record Surroundings(
            RemoteGateway<?> gateway,
            Verification verification,
            Keys<?> keys,
            Fences fences,
            Wakeups wakeups,
            Ids ids,
            Journal journal,
            Outbox outbox,
            Outage outage,
            long overtakenNanos,
            long keptNanos,
            TimeSource time,
            Counters counters,
            Warnings warnings) {}

    Coherence(Shards shards, LocalTier<V> local, Surroundings around) {
        this.shards = shards;
        this.local = local;
        this.around = around;
        this.heard = new HeardSteps(around.counters);
    }

    /** For how long announcements may still come that an answer has overtaken: a busy process's threads take turns. */
    static long overtakenNanos(long maxStalenessNanos) {
        return Math.min(MOST_OVERTAKEN_NANOS, maxStalenessNanos / 10);
    }

    @Override
    public void onInvalidation(Invalidation step) {
        ShardTracker tracker = shards.of(step.shard());
        OwnPut own = putsUnderWay.get(step.nonce());
        boolean isOurs = around.ids.isOurs(step.nonce());
        boolean isOld = tracker.isOld(step);
        if (own != null) {
            own.echoed(step);
        } else if (!isOurs || !isOld) {
            apply(step);
        }
        ShardTracker.Next next = tracker.onStep(step, around.time.nanoTime());
        if (!isOurs && !isOld) {
            heard.announced(step, tracker.isCatchingUp());
        }
        follow(step.shard(), next);
    }

    private void apply(Invalidation step) {
        switch (step.kind()) {
            case CLEAR -> shards.of(step.shard()).drop(step.position(), around.time.nanoTime());
            case TAGS -> step.ids().forEach(around.fences.tags()::raise);
            case KEYS, PUT, EXPIRE -> step.ids().forEach(id -> applyTo(id, step));
        }
    }

    private void applyTo(String id, Invalidation step) {
        try {
            Object key = around.keys.local(id);
            around.fences.raise(key, step.position());
            end(key, step.kind());
        } catch (CodecException e) {
            around.warnings.unreadable(e);
            shards.of(step.shard()).drop(step.position(), around.time.nanoTime());
        }
    }

    private void end(Object key, Invalidation.Kind how) {
        if (how == Invalidation.Kind.EXPIRE) {
            local.expire(key, around.keptNanos);
        } else {
            local.drop(key);
        }
    }

    /** Applies this node's own change, acknowledged, to these keys here. */
    void applyOwn(Invalidation step, List<Slot> slots) {
        long now = around.time.nanoTime();
        if (step.kind() == Invalidation.Kind.CLEAR) {
            shards.of(step.shard()).drop(step.position(), now);
        } else if (step.kind() == Invalidation.Kind.TAGS) {
            step.ids().forEach(around.fences.tags()::raise);
        }
        for (Slot slot : slots) {
            around.fences.raise(slot.local(), step.position());
            end(slot.local(), step.kind());
        }
        acknowledged(step, now);
    }

    /** Applies a change that this node made before, and that was acknowledged only now. */
    void applyReplayed(Invalidation step) {
        apply(step);
        acknowledged(step, around.time.nanoTime());
    }

    /** Applies this node's own change, not acknowledged, to these keys here. */
    void applyUnacknowledged(Invalidation.Kind kind, List<Slot> slots) {
        for (Slot slot : slots) {
            around.fences.raise(slot.local());
            end(slot.local(), kind);
        }
    }

    private void acknowledged(Invalidation step, long now) {
        around.counters.invalidationsSent.increment();
        shards.of(step.shard()).onOwnStep(step, now);
    }

    /** Begins a put by this node: from now on no load that began before may install. */
    OwnPut beginPut(Slot slot, String nonce) {
        OwnPut put = new OwnPut(slot, nonce, around.fences.raise(slot.local()));
        local.drop(slot.local());
        putsUnderWay.put(nonce, put);
        return put;
    }

    /** Installs what this node has put, if the key's stamp is that one. */
    void installOwn(Object key, long stamp, Entry<V> entry) {
        local.installOwn(key, stamp, entry);
    }

    /**
     * A put of this node's on its way. Its echo may come before its answer, and must then not count as somebody
     * else's change of the key.
     */
    final class OwnPut {
        private final Slot slot;
        private final String nonce;
        private long stamp;
        private boolean acknowledged;

        private OwnPut(Slot slot, String nonce, long stamp) {
            this.slot = slot;
            this.nonce = nonce;
            this.stamp = stamp;
        }

        private synchronized void echoed(Invalidation step) {
            if (acknowledged) {
                return; // it waited for the answer, which came at the same time; what is installed is what it speaks of
            }
            stamp = around.fences.raiseFrom(slot.local(), stamp);
            around.fences.guard(slot.local(), step.position());
            local.drop(slot.local());
        }

        /** Ends a put that the remote tier may have refused: nothing is installed. */
        synchronized void endWithout() {
            putsUnderWay.remove(nonce);
            around.fences.raise(slot.local());
            local.drop(slot.local());
        }

        /**
         * Ends the put: installs the entry if nobody else changed the key since it began, and no write of the key is in
         * progress, for which the remote tier has refused it.
         */
        synchronized void end(Optional<Invalidation> step, Entry<V> entry) {
            try {
                step.ifPresent(made -> around.fences.guard(slot.local(), made.position()));
                boolean refused = step.filter(made -> made.kind() == Invalidation.Kind.KEYS)
                        .isPresent();
                if (refused) {
                    around.fences.raise(slot.local());
                    local.drop(slot.local());
                } else {
                    local.installOwn(slot.local(), stamp, entry);
                }
                step.ifPresent(made -> acknowledged(made, around.time.nanoTime()));
                acknowledged = step.isPresent();
            } finally {
                putsUnderWay.remove(nonce); // last: until the tracker knows the step, its echo looks like another's
            }
        }
    }

    @Override
    public void onRefreshed(String id) {
        try {
            local.readAgain(around.keys.local(id));
        } catch (CodecException e) {
            onUnreadable(e);
        }
    }

    @Override
    public void onWake(String name) {
        around.wakeups.wake(name);
    }

    @Override
    public void onSubscribed() {
        feedSince = around.time.nanoTime();
        isFeedNew = true;
        around.verification.verifyAnew();
    }

    @Override
    public void onUnreadable(Throwable cause) {
        around.warnings.unreadable(cause);
        around.verification.verifyAnew();
    }

    /** Of a cache that serves on in an outage, for how long at a time; else 0. */
    record Outage(long serveOnNanos) {}

    /** Heads that were asked for, in a question sent at that time; those that are missing couldn't be had. */
    void onHeads(List<Head> heads, long sentAt) {
        if (around.outage.serveOnNanos > 0) {
            serveOnBut(heads);
        }
        for (Head head : heads) {
            ShardTracker.Next next = shards.of(head.shard()).onHead(head, sentAt, around.time.nanoTime());
            if (next == ShardTracker.Next.AWAIT) {
                await(head);
            } else {
                follow(head.shard(), next);
            }
        }
        if (sentAt - feedSince >= 0) {
            isFeedNew = false;
        }
    }

    /** Announcements come by another connection than answers, which often overtake them. */
    private void await(Head head) {
        Runnable check = () -> follow(head.shard(), shards.of(head.shard()).onAwaited(head));
        if (isFeedNew) {
            check.run();
        } else {
            Runnable unused = around.time.schedule(check, around.overtakenNanos);
        }
    }

    private void serveOnBut(List<Head> known) {
        Set<Integer> answered = known.stream().map(Head::shard).collect(Collectors.toSet());
        for (int shard = 0; shard < shards.count(); shard++) {
            if (!answered.contains(shard)) {
                shards.of(shard).serveOn(around.time.nanoTime(), around.outage.serveOnNanos);
            }
        }
    }

    private void follow(int shard, ShardTracker.Next next) {
        switch (next) {
            case CATCH_UP -> catchUp(shard);
            case VERIFY -> around.verification.verifyAnew();
            case REPEAT -> {
                around.journal.repeat(shard, around.outbox, around.time.nanoTime());
                around.verification.verifyAnew();
            }
            case NOTHING, AWAIT -> {}
        }
    }

    private void catchUp(int shard) {
        ShardTracker tracker = shards.of(shard);
        Head from = tracker.applied();
        if (from == null) {
            tracker.onLogUnavailable();
            return;
        }
        var unused = around.gateway.log(shard, from.position()).thenAccept(log -> {
            if (log.isPresent()) {
                replay(shard, log.get());
            } else {
                tracker.onLogUnavailable();
                heard.gapClosed(shard);
            }
        });
    }

    private void replay(int shard, LogSlice log) {
        for (Invalidation step : log.steps()) {
            apply(step);
            if (!around.ids.isOurs(step.nonce())) {
                heard.foundInLog(step);
            }
        }
        ShardTracker.Next next = shards.of(shard).onLog(log, around.time.nanoTime());
        if (next != ShardTracker.Next.CATCH_UP) {
            heard.gapClosed(shard);
        }
        follow(shard, next);
    }
}
