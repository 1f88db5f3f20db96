package io.twofold.internal;

import io.twofold.DeadLetter;
import io.twofold.DeadLetters;
import io.twofold.Delivery;
import io.twofold.FlushReport;
import io.twofold.RemoteTierException;
import io.twofold.WriteBehindStats;
import io.twofold.internal.write.BehindSettings;
import io.twofold.internal.write.WriteBehind;
import io.twofold.spi.CodecException;
import io.twofold.spi.DirtyStore;
import io.twofold.spi.Invalidation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Write-behind as a strategy of the engine: puts go to the remote tier as dirty values. */
final class BehindWrites<K, V> implements Strategy<K, V> {
    private final WriteBehind<Slot, K, V> behind;
    private final WritePath<V> writes;
    private final Layout layout;
    private final Duration longestClose;
    private final BehindSettings.Warning warn;

    /**
     * Of a cache.
     *
     * @param layout puts are refused until it is confirmed
     * @param longestClose how long closing waits at most, whatever happens
     */
    BehindWrites(
            WriteBehind<Slot, K, V> behind,
            WritePath<V> writes,
            Layout layout,
            Duration longestClose,
            BehindSettings.Warning warn) {
        this.layout = layout;
        this.behind = behind;
        this.writes = writes;
        this.longestClose = longestClose;
        this.warn = warn;
    }

    /** What a put does to this process: the next read takes the value from the remote tier. */
    static WriteBehind.Applying<Slot> applying(Coherence<?> coherence) {
        return new WriteBehind.Applying<>() {
            @Override
            public void applied(Invalidation step, List<Slot> slots) {
                coherence.applyOwn(step, slots);
            }

            @Override
            public void unknown(List<Slot> slots) {
                coherence.applyUnacknowledged(Invalidation.Kind.PUT, slots);
            }
        };
    }

    @Override
    public CompletableFuture<Delivery> put(Map<Slot, Put<K, V>> puts, List<String> tags) {
        List<DirtyStore.Put> ready = new ArrayList<>(puts.size());
        try {
            puts.forEach((slot, put) -> ready.add(new DirtyStore.Put(
                    slot.remote(), writes.ready(slot, put.value(), tags).stored())));
        } catch (CodecException e) {
            return CompletableFuture.failedFuture(e);
        }
        return all(List.copyOf(puts.keySet()), ready);
    }

    @Override
    public CompletableFuture<Delivery> remove(Map<Slot, K> keys) {
        List<Slot> slots = List.copyOf(keys.keySet());
        return all(
                slots,
                slots.stream()
                        .map(slot -> new DirtyStore.Put(slot.remote(), null))
                        .toList());
    }

    private CompletableFuture<Delivery> all(List<Slot> slots, List<DirtyStore.Put> puts) {
        if (!layout.isConfirmed()) {
            return CompletableFuture.failedFuture(new RemoteTierException(
                    "the remote tier hasn't confirmed yet that the fleet lays out the cache as this node does;"
                            + " nothing was put",
                    null));
        }
        if (puts.size() == 1) {
            return Futures.map(behind.put(slots.get(0), puts.get(0)), done -> Delivery.ACKNOWLEDGED);
        }
        List<CompletableFuture<Boolean>> made = new ArrayList<>(puts.size());
        for (int i = 0; i < puts.size(); i++) {
            made.add(behind.put(slots.get(i), puts.get(i)));
        }
        return Futures.map(Futures.all(made), done -> Delivery.ACKNOWLEDGED);
    }

    @Override
    public CompletableFuture<FlushReport> flush(Duration atMost) {
        return behind.flush(atMost);
    }

    @Override
    public DeadLetters<K, V> deadLetters(String cache) {
        return new DeadLetters<>() {
            @Override
            public List<DeadLetter<K, V>> list(int atMost) {
                return await(behind.deadLetters().list(atMost));
            }

            @Override
            public boolean retry(DeadLetter<K, V> letter) {
                return await(behind.deadLetters().retry(letter));
            }

            @Override
            public int retryAll() {
                return await(behind.deadLetters().retryAll());
            }

            @Override
            public boolean drop(DeadLetter<K, V> letter) {
                return await(behind.deadLetters().drop(letter));
            }

            private <T> T await(CompletableFuture<T> future) {
                CompletableFuture<T> answered = new CompletableFuture<>();
                var unused = future.whenComplete((value, failure) -> {
                    if (failure == null) {
                        answered.complete(value);
                    } else {
                        answered.completeExceptionally(new RemoteTierException(
                                "cache '" + cache + "': the remote tier doesn't answer about dead letters", failure));
                    }
                });
                return Futures.await(answered, cache);
            }
        };
    }

    @Override
    public void checkOthersMayChangeTheSource(String cache) {
        throw new IllegalStateException("cache '" + cache + "' has write=behind: what waits for the source would undo a"
                + " change made beside it; use put and remove, or write=aside");
    }

    @Override
    public WriteBehindStats stats() {
        return behind.stats();
    }

    @Override
    public void close() {
        behind.close(new WriteBehind.Waiting() {
            @Override
            public <T> @Nullable T await(CompletableFuture<T> future) {
                return awaitQuietly(future);
            }
        });
    }

    /** What can't be had in time is left to other nodes. */
    private <T> @Nullable T awaitQuietly(CompletableFuture<T> future) {
        try {
            return future.get(longestClose.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            gaveUp(e.getCause() == null ? e : e.getCause());
            return null;
        } catch (TimeoutException e) {
            gaveUp(e);
            return null;
        }
    }

    private void gaveUp(Throwable why) {
        warn.say(
                "the remote tier can't be told in time that this node closes, because it doesn't answer or the batch"
                        + " writer is still at work; what still waits for the source is kept there, and other nodes take"
                        + " over when this one's leases have run out",
                why);
    }
}
