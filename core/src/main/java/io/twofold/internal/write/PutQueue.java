package io.twofold.internal.write;

import io.twofold.spi.DirtyStore;
import io.twofold.spi.DirtyStore.Put;
import io.twofold.spi.DirtyStore.PutReply;
import io.twofold.spi.Invalidation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts of one shard on their way to the remote tier. While one call is under way the others gather, and go together in
 * the next: so many callers at once cost few calls, and one alone waits for nobody.
 *
 * @param <S> what the caller knows a key by
 */
final class PutQueue<S> {
    private static final int MOST = 200;

    private final int shard;
    private final DirtyStore store;
    private final long limit;
    private final Supplier<String> nonces;
    private final Applying<S> applying;
    private final Gate gate;
    private final Queue<Waiting<S>> waiting = new ArrayDeque<>();
    private boolean underWay;

    /** Has this process forget what it holds of some keys. */
    public interface Applying<S> {
        /** A step was acknowledged that puts these. */
        void applied(Invalidation step, List<S> slots);

        /** Nobody knows whether these were put. */
        void unknown(List<S> slots);
    }

    private record Waiting<S>(S slot, Put put, CompletableFuture<Boolean> accepted) {}

    /**
     * @param limit how many keys of the shard may be dirty
     * @param nonces identities of steps of this node
     */
    PutQueue(int shard, DirtyStore store, long limit, Supplier<String> nonces, Applying<S> applying, Gate gate) {
        this.shard = shard;
        this.store = store;
        this.limit = limit;
        this.nonces = nonces;
        this.applying = applying;
        this.gate = gate;
    }

    /** Puts; false if there was no room. In the order of the calls. Fails if that isn't acknowledged. */
    CompletableFuture<Boolean> put(S slot, Put put) {
        Waiting<S> mine = new Waiting<>(slot, put, new CompletableFuture<>());
        synchronized (this) {
            waiting.add(mine);
            if (underWay) {
                return mine.accepted;
            }
            underWay = true;
        }
        gate.enter(this::send);
        return mine.accepted;
    }

    private void send() {
        List<Waiting<S>> batch = new ArrayList<>();
        synchronized (this) {
            while (batch.size() < MOST && !waiting.isEmpty()) {
                batch.add(waiting.remove());
            }
        }
        List<Put> puts = batch.stream().map(Waiting::put).toList();
        var unused = store.put(shard, puts, nonces.get(), limit).whenComplete((reply, failure) -> {
            queueAgain();
            gate.leave();
            ended(batch, reply, failure);
        });
    }

    /** Those that came meanwhile take their turn. */
    private void queueAgain() {
        synchronized (this) {
            underWay = !waiting.isEmpty();
            if (!underWay) {
                return;
            }
        }
        gate.enter(this::send);
    }

    private void ended(List<Waiting<S>> batch, @Nullable PutReply reply, @Nullable Throwable failure) {
        if (reply == null) {
            applying.unknown(batch.stream().map(Waiting::slot).toList());
            Throwable why = failure == null ? new IllegalStateException("no reply") : failure;
            batch.forEach(each -> each.accepted.completeExceptionally(why));
            return;
        }
        Invalidation step = reply.step();
        if (step != null) {
            List<S> accepted = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                if (reply.versions().get(i) != 0) {
                    accepted.add(batch.get(i).slot);
                }
            }
            applying.applied(step, accepted);
        }
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).accepted.complete(reply.versions().get(i) != 0);
        }
    }
}
