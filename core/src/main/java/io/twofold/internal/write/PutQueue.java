package io.twofold.internal.write;

import io.twofold.spi.DirtyStore;
import io.twofold.spi.DirtyStore.Put;
import io.twofold.spi.DirtyStore.PutReply;
import io.twofold.spi.DirtyStore.Step;
import io.twofold.spi.Invalidation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts of a cache on their way to the remote tier. While a call is under way the others gather, and go together in the
 * next: so many callers at once cost few calls, and one alone waits for nobody. A shard has one call under way at a
 * time, or the later might arrive first.
 *
 * @param <S> what the caller knows a key by
 */
final class PutQueue<S> {
    private static final int MOST = 200;
    /** Few large calls cost the server and its client much less than many small ones. */
    private static final int CALLS_OF_ONE_SHARD = 2;

    private final DirtyStore store;
    private final int shardsAtOnce;
    private final long limit;
    private final Supplier<String> nonces;
    private final Applying<S> applying;
    private final List<Line<S>> lines = new ArrayList<>();
    /** Those in which somebody waits and that have no call under way. */
    private final Queue<Line<S>> ready = new ArrayDeque<>();

    private int free;

    /** Has this process forget what it holds of some keys. */
    public interface Applying<S> {
        /** A step was acknowledged that puts these. */
        void applied(Invalidation step, List<S> slots);

        /** Nobody knows whether these were put. */
        void unknown(List<S> slots);
    }

    private record Waiting<S>(S slot, Put put, CompletableFuture<Boolean> accepted) {}

    /** Who waits, of one shard. */
    private static final class Line<S> {
        final int shard;
        final Queue<Waiting<S>> waiting = new ArrayDeque<>();
        /** Or has a call under way. */
        boolean ready;

        Line(int shard) {
            this.shard = shard;
        }
    }

    private record Batch<S>(Line<S> line, List<Waiting<S>> puts) {
        List<S> slots() {
            return puts.stream().map(Waiting::slot).toList();
        }

        @Nullable
        PutReply fail(Throwable why) {
            puts.forEach(each -> each.accepted.completeExceptionally(why));
            return null;
        }
    }

    /**
     * @param limit how many keys of a shard may be dirty
     * @param nonces identities of steps of this node
     */
    PutQueue(DirtyStore store, int shards, long limit, Supplier<String> nonces, Applying<S> applying) {
        this.store = store;
        this.shardsAtOnce = store.shardsAtOnce();
        this.limit = limit;
        this.nonces = nonces;
        this.applying = applying;
        // where a call takes all that wait, a second one would only halve both
        this.free = shardsAtOnce > 1 ? 1 : CALLS_OF_ONE_SHARD;
        for (int shard = 0; shard < shards; shard++) {
            lines.add(new Line<>(shard));
        }
    }

    /** Puts; false if there was no room. Of a shard in the order of the calls. Fails if that isn't acknowledged. */
    CompletableFuture<Boolean> put(S slot, Put put) {
        Waiting<S> mine = new Waiting<>(slot, put, new CompletableFuture<>());
        Line<S> line = lines.get(put.key().shard());
        List<Batch<S>> next;
        synchronized (this) {
            line.waiting.add(mine);
            if (!line.ready) {
                line.ready = true;
                ready.add(line);
            }
            next = next();
        }
        send(next);
        return mine.accepted;
    }

    /** What the next call takes, if one may be made and somebody waits. Under the lock. */
    private List<Batch<S>> next() {
        if (free == 0 || ready.isEmpty()) {
            return List.of();
        }
        free--;
        List<Batch<S>> batches = new ArrayList<>();
        int left = MOST;
        while (left > 0 && batches.size() < shardsAtOnce && !ready.isEmpty()) {
            Line<S> line = ready.remove();
            List<Waiting<S>> puts = new ArrayList<>();
            while (left > 0 && !line.waiting.isEmpty()) {
                puts.add(line.waiting.remove());
                left--;
            }
            batches.add(new Batch<>(line, puts));
        }
        return batches;
    }

    private void send(List<Batch<S>> batches) {
        if (batches.isEmpty()) {
            return;
        }
        List<Step> steps = new ArrayList<>(batches.size());
        for (Batch<S> batch : batches) {
            List<Put> puts = batch.puts.stream().map(Waiting::put).toList();
            steps.add(new Step(batch.line.shard, puts, nonces.get(), limit));
        }
        List<CompletableFuture<PutReply>> replies = putAll(steps);
        var unused = CompletableFuture.allOf(replies.toArray(CompletableFuture<?>[]::new))
                .whenComplete((all, any) -> {
                    for (int i = 0; i < batches.size(); i++) {
                        Batch<S> batch = batches.get(i);
                        var unusedToo = replies.get(i)
                                .whenComplete((reply, failure) -> ended(batch, reply, failure))
                                .exceptionally(why -> batch.fail(why)); // what of it has no end yet
                    }
                    // last: those who go on put again, and the next call takes them, too
                    send(nextAfter(batches));
                });
    }

    /** A reply for each, even if the store throws: whoever waits for the next call must get it. */
    private List<CompletableFuture<PutReply>> putAll(List<Step> steps) {
        try {
            return store.putAll(steps).stream()
                    .map(CompletionStage::toCompletableFuture)
                    .toList();
        } catch (RuntimeException e) {
            return steps.stream()
                    .map(step -> CompletableFuture.<PutReply>failedFuture(e))
                    .toList();
        }
    }

    /** Those that came meanwhile take their turn. */
    private synchronized List<Batch<S>> nextAfter(List<Batch<S>> ended) {
        free++;
        for (Batch<S> batch : ended) {
            batch.line.ready = !batch.line.waiting.isEmpty();
            if (batch.line.ready) {
                ready.add(batch.line);
            }
        }
        return next();
    }

    private void ended(Batch<S> batch, @Nullable PutReply reply, @Nullable Throwable failure) {
        List<Waiting<S>> puts = batch.puts;
        if (reply == null) {
            applying.unknown(batch.slots());
            batch.fail(failure == null ? new IllegalStateException("no reply") : failure);
            return;
        }
        Invalidation step = reply.step();
        if (step != null) {
            List<S> accepted = new ArrayList<>(puts.size());
            for (int i = 0; i < puts.size(); i++) {
                if (reply.versions().get(i) != 0) {
                    accepted.add(puts.get(i).slot);
                }
            }
            applying.applied(step, accepted);
        }
        for (int i = 0; i < puts.size(); i++) {
            puts.get(i).accepted.complete(reply.versions().get(i) != 0);
        }
    }
}
