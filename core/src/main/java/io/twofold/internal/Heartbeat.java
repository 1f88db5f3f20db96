package io.twofold.internal;

import io.twofold.spi.RemoteTier;
import io.twofold.spi.TimeSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks the remote tier, again and again, for the heads of the shards that no other reply has told of lately.
 * It is what bounds staleness when announcements are lost without anybody noticing, and what notices that the
 * remote tier is back: then the layout is confirmed and the outbox sent first.
 */
final class Heartbeat {
    private final RemoteTier tier;
    private final Layout layout;
    private final Beaten beaten;
    private final TimeSource time;
    private final long intervalNanos;
    private final AtomicBoolean beating = new AtomicBoolean();
    private final AtomicBoolean again = new AtomicBoolean();
    private volatile boolean closed;

    /** What a beat keeps going. */
    record Beaten(
            RemoteGateway<?> gateway, Coherence<?> coherence, WritePath<?> writes, Shards shards, Warnings warnings) {}

    Heartbeat(RemoteTier tier, Layout layout, Beaten beaten, TimeSource time, long intervalNanos) {
        this.tier = tier;
        this.layout = layout;
        this.beaten = beaten;
        this.time = time;
        this.intervalNanos = intervalNanos;
    }

    void start() {
        beaten.coherence.whenInDoubt(this::beatNow);
        beat(true);
        scheduleNext();
    }

    private void scheduleNext() {
        Runnable unused = time.schedule(this::onTime, intervalNanos);
    }

    private void onTime() {
        if (!closed && !layout.isRefused()) {
            beat(false);
            scheduleNext();
        }
    }

    /** Asks for every shard, now, or as soon as the beat that is under way is over. */
    private void beatNow() {
        again.set(true);
        beat(true);
    }

    private void beat(boolean everyShard) {
        if (closed || !beating.compareAndSet(false, true)) {
            return;
        }
        again.set(false);
        var unused = confirmLayout()
                .thenCompose(confirmed -> confirmed ? beaten.writes.replayOutbox() : no())
                .thenCompose(ready -> ready ? askHeads(everyShard) : no())
                .whenComplete((done, failure) -> rest(failure));
    }

    private void rest(@Nullable Throwable failure) {
        if (failure != null) {
            beaten.warnings.heartbeatFailed(failure);
        }
        beating.set(false);
        if (again.get()) {
            beat(true);
        }
    }

    private CompletableFuture<Boolean> confirmLayout() {
        if (layout.isConfirmed()) {
            return CompletableFuture.completedFuture(true);
        }
        return layout.confirm(tier).handle((confirmed, failure) -> {
            if (failure != null) {
                beaten.warnings.layoutUnconfirmed(failure);
            } else if (!confirmed) {
                beaten.warnings.layoutRefused(layout);
            }
            return failure == null && confirmed;
        });
    }

    private CompletableFuture<Boolean> askHeads(boolean everyShard) {
        long sentAt = time.nanoTime();
        List<Integer> asked = IntStream.range(0, beaten.shards.count())
                .filter(shard -> everyShard || isQuiet(shard, sentAt))
                .boxed()
                .toList();
        if (asked.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        return beaten.gateway.heads(asked).thenApply(heads -> {
            heads.ifPresent(known -> beaten.coherence.onHeads(known, sentAt));
            return heads.isPresent();
        });
    }

    private boolean isQuiet(int shard, long now) {
        return now - beaten.shards.of(shard).evidence() > intervalNanos / 2;
    }

    private static CompletableFuture<Boolean> no() {
        return CompletableFuture.completedFuture(false);
    }

    void close() {
        closed = true;
    }
}
