package io.twofold.internal;

import io.twofold.spi.RemoteTier;
import io.twofold.spi.TimeSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks the remote tier, again and again, for the heads of the shards; one round trip for each server involved. It is what bounds staleness when announcements are lost without anybody noticing, and what notices that the
 * remote tier is back: then the layout is confirmed and the outbox sent first.
 */
final class Heartbeat implements Verification {
    private final RemoteTier tier;
    private final Layout layout;
    private final Beaten beaten;
    private final TimeSource time;
    private final long intervalNanos;
    private @Nullable CompletableFuture<Boolean> current;
    private boolean again;
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
        var unused = verify();
        scheduleNext();
    }

    private void scheduleNext() {
        Runnable unused = time.schedule(this::onTime, intervalNanos);
    }

    private void onTime() {
        if (!closed && !layout.isRefused()) {
            var unused = verify();
            scheduleNext();
        }
    }

    @Override
    public CompletableFuture<Boolean> verify() {
        CompletableFuture<Boolean> beat = new CompletableFuture<>();
        synchronized (this) {
            if (closed) {
                return CompletableFuture.completedFuture(false);
            }
            if (current != null) {
                return current;
            }
            current = beat;
        }
        var unused = confirmLayout()
                .thenCompose(confirmed -> confirmed ? replayAndAsk() : no())
                .whenComplete((proven, failure) -> end(beat, failure == null && proven, failure));
        return beat;
    }

    @Override
    public void verifyAnew() {
        synchronized (this) {
            if (current != null) {
                again = true;
                return;
            }
        }
        var unused = verify();
    }

    private void end(CompletableFuture<Boolean> beat, boolean proven, @Nullable Throwable failure) {
        if (failure != null) {
            beaten.warnings.heartbeatFailed(failure);
        }
        boolean askAgain;
        synchronized (this) {
            current = null;
            askAgain = again;
            again = false;
        }
        beat.complete(proven);
        if (askAgain) {
            var unused = verify();
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
                tier.close(); // what the others announce is of other shards
            }
            return failure == null && confirmed;
        });
    }

    /** What is still in the outbox isn't read, so the one needn't wait for the other, and a shard not for another. */
    private CompletableFuture<Boolean> replayAndAsk() {
        CompletableFuture<Boolean> replayed = beaten.writes.replayOutbox();
        return askHeads().thenCombine(replayed, (proven, sent) -> proven);
    }

    private CompletableFuture<Boolean> askHeads() {
        long sentAt = time.nanoTime();
        List<Integer> every = IntStream.range(0, beaten.shards.count()).boxed().toList();
        return beaten.gateway.heads(every).thenApply(heads -> {
            beaten.coherence.onHeads(heads.orElse(List.of()), sentAt);
            return heads.isPresent();
        });
    }

    private static CompletableFuture<Boolean> no() {
        return CompletableFuture.completedFuture(false);
    }

    void close() {
        closed = true;
    }
}
