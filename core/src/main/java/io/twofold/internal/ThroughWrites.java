package io.twofold.internal;

import io.twofold.CacheWriter;
import io.twofold.Delivery;
import io.twofold.RemoteTierException;
import io.twofold.Unacknowledged;
import io.twofold.internal.WritePath.Ready;
import io.twofold.spi.CodecException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Write-through: source and caches change together, under a write guard.
 *
 * <pre>
 *   encode   what can't be cached fails before anything has changed
 *   begin    drop the keys everywhere, from now on store nothing under them
 *   write    the user's writer, on the executor
 *   end      each key: store what was written if this write was alone all the while, else drop it once more;
 *            if the writer threw, drop it once more in any case
 * </pre>
 *
 * <p>Of two writers of a key who overlap nobody here knows whose commit came last, so neither stores. Without a remote
 * tier it is the key's stamp in this process that tells whether a write was alone.
 */
final class ThroughWrites<K, V> implements Strategy<K, V> {
    private final CacheWriter<? super K, ? super V> writer;
    private final WritePath<V> writes;
    private final GuardedWrites guarded;
    private final Surroundings around;

    /** Which cache it is, whether other processes share it, and who runs the writer. */
    record Surroundings(String cache, boolean isShared, Executor executor, Unacknowledged unacknowledged) {}

    ThroughWrites(
            CacheWriter<? super K, ? super V> writer, WritePath<V> writes, GuardedWrites guarded, Surroundings around) {
        this.writer = writer;
        this.writes = writes;
        this.guarded = guarded;
        this.around = around;
    }

    /** Changes the source. */
    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    @Override
    public CompletableFuture<Delivery> put(Map<Slot, Put<K, V>> puts, List<String> tags) {
        Map<Slot, Ready<V>> ready = new LinkedHashMap<>();
        Map<K, V> values = new LinkedHashMap<>();
        try {
            puts.forEach((slot, put) -> {
                ready.put(slot, writes.ready(slot, put.value(), tags));
                values.put(put.key(), put.value());
            });
        } catch (CodecException e) {
            return CompletableFuture.failedFuture(e);
        }
        Map<K, V> given = Collections.unmodifiableMap(values);
        return run(
                List.copyOf(puts.keySet()),
                () -> write(given),
                around.isShared ? begun -> storing(begun, ready) : begun -> keeping(begun, ready.values()));
    }

    /** The remote tier knows whether the write was alone. */
    private Supplier<CompletableFuture<Delivery>> storing(GuardedWrites.Begun begun, Map<Slot, Ready<V>> ready) {
        return () -> begun.end((part, begunAt, token) -> writes.all(
                part.slots(), slot -> writes.endStoring(Objects.requireNonNull(ready.get(slot)), begunAt, token)));
    }

    private Supplier<CompletableFuture<Delivery>> keeping(GuardedWrites.Begun begun, Collection<Ready<V>> ready) {
        List<Runnable> kept = ready.stream().map(writes::keepingAlone).toList();
        return () -> begun.end(null).thenApply(delivery -> {
            kept.forEach(Runnable::run);
            return delivery;
        });
    }

    private void write(Map<K, V> values) throws Exception {
        if (values.size() == 1) {
            Map.Entry<K, V> only = values.entrySet().iterator().next();
            writer.write(only.getKey(), only.getValue());
        } else if (!values.isEmpty()) {
            WritesOf.writeAll(writer, values);
        }
    }

    @Override
    public CompletableFuture<Delivery> remove(Map<Slot, K> keys) {
        List<K> given = List.copyOf(keys.values());
        return run(List.copyOf(keys.keySet()), () -> delete(given), begun -> () -> begun.end(null));
    }

    private void delete(List<K> keys) throws Exception {
        if (keys.size() == 1) {
            writer.delete(keys.get(0));
        } else if (!keys.isEmpty()) {
            WritesOf.deleteAll(writer, keys);
        }
    }

    /** @param ending from a write that has just begun, how it ends if the source was changed */
    private CompletableFuture<Delivery> run(
            List<Slot> slots, Work work, Function<GuardedWrites.Begun, Supplier<CompletableFuture<Delivery>>> ending) {
        CompletableFuture<Delivery> result = new CompletableFuture<>();
        var unused = guarded.begin(slots, around.cache).whenComplete((begun, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else if (begun.delivery() == Delivery.PENDING && around.unacknowledged == Unacknowledged.ERROR) {
                endThenFail(begun, unacknowledged(), result);
            } else {
                runWithin(begun, work, ending.apply(begun), result);
            }
        });
        return result;
    }

    private RemoteTierException unacknowledged() {
        return new RemoteTierException(
                "cache '" + around.cache + "': the remote tier has not acknowledged the beginning of the write;"
                        + " the source was not changed",
                null);
    }

    private void runWithin(
            GuardedWrites.Begun begun,
            Work work,
            Supplier<CompletableFuture<Delivery>> ending,
            CompletableFuture<Delivery> result) {
        try {
            around.executor.execute(() -> {
                try {
                    work.run();
                } catch (Throwable thrown) { // it is the caller's to see, whatever it is
                    endThenFail(begun, thrown, result);
                    return;
                }
                Futures.forward(ending.get(), result);
            });
        } catch (RejectedExecutionException e) { // the user's executor may be full
            endThenFail(begun, e, result);
        }
    }

    private static void endThenFail(GuardedWrites.Begun begun, Throwable failure, CompletableFuture<Delivery> result) {
        Futures.forward(Futures.failedAfter(begun.end(null), failure), result);
    }

    /** Calls that need the writer's own types: what it takes is what it is given, if seen as its own. */
    private static final class WritesOf {
        @SuppressWarnings("unchecked") // a map that is only read may be seen as one of supertypes
        static <K, V> void writeAll(CacheWriter<K, V> writer, Map<? extends K, ? extends V> values) throws Exception {
            writer.writeAll((Map<K, V>) values);
        }

        static <K> void deleteAll(CacheWriter<K, ?> writer, List<? extends K> keys) throws Exception {
            writer.deleteAll(new ArrayList<>(keys));
        }
    }
}
