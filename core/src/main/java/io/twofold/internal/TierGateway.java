package io.twofold.internal;

import io.twofold.RemoteTierException;
import io.twofold.internal.codec.EntryCodec;
import io.twofold.internal.codec.EntryInfo;
import io.twofold.spi.Change;
import io.twofold.spi.CodecException;
import io.twofold.spi.FillReply;
import io.twofold.spi.Head;
import io.twofold.spi.Heads;
import io.twofold.spi.Inspection;
import io.twofold.spi.Invalidation;
import io.twofold.spi.LogSlice;
import io.twofold.spi.NewEntry;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply;
import io.twofold.spi.ReadRequest;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.RemoteTier;
import io.twofold.spi.TimeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The only caller of the remote tier. Encodes and decodes, turns failures into outcomes and counts them, and
 * hands the head that each reply carries to the shard's tracker.
 *
 * <p>A key whose invalidation is still in the outbox isn't read: what the remote tier holds of it is known to
 * be wrong. Nor is anything read of a shard without recent proof that it is the one we know. But what the source doesn't
 * have yet is, see {@link DirtyReads}.
 */
final class TierGateway<V> implements RemoteGateway<V> {
    private final RemoteTier tier;
    private final EntryCodec<V> codec;
    private final Shards shards;
    private final Surroundings around;
    private final Outcomes<V> outcomes;
    private final DirtyReads<V> dirty;
    private final AbandonedLeases abandoned = new AbandonedLeases();

    /**
     * What a gateway needs beside the tier.
     *
     * @param executor runs decoding and whatever follows a reply
     * @param leaseMillis how long a lease lasts
     * @param guardMillis how long the guard of a write lasts
     * @param writesBehind whether the source may lag behind what the remote tier holds
     */
    record Surroundings(
            Outbox outbox,
            Layout layout,
            Breakers breakers,
            Verification verification,
            TimeSource time,
            Executor executor,
            Counters counters,
            Warnings warnings,
            long leaseMillis,
            long guardMillis,
            boolean writesBehind) {}

    TierGateway(RemoteTier tier, EntryCodec<V> codec, Shards shards, Surroundings around) {
        this.tier = tier;
        this.codec = codec;
        this.shards = shards;
        this.around = around;
        this.outcomes = new Outcomes<>(codec, this::observe, around.counters, around.warnings);
        this.dirty = new DirtyReads<>(
                around.writesBehind ? tier.dirtyStore() : null,
                outcomes,
                new DirtyReads.Surroundings(around.layout, around.breakers, around.time, this::failed));
    }

    @Override
    public CompletableFuture<ReadOutcome<V>> read(ReadRequest request, Executor executor) {
        long sentAt = around.time.nanoTime();
        if (!isReadable(request.key(), sentAt)) {
            return dirty.read(request, executor);
        }
        return Futures.begun(() -> tier.read(request))
                .handleAsync(
                        (reply, failure) -> {
                            if (failure != null) {
                                unanswered(List.of(request), failure);
                                return new ReadOutcome.Unavailable<>();
                            }
                            return outcomes.counted(outcomes.of(request, reply, sentAt));
                        },
                        executor);
    }

    @Override
    public CompletableFuture<List<ReadOutcome<V>>> readAll(List<ReadRequest> requests, Executor executor) {
        return asked(requests, executor, outcomes::counted);
    }

    @Override
    public CompletableFuture<List<ReadOutcome<V>>> lookAll(List<ReadRequest> requests, Executor executor) {
        return asked(requests, executor, outcome -> Outcomes.isAnswer(outcome) ? outcomes.counted(outcome) : outcome);
    }

    private CompletableFuture<List<ReadOutcome<V>>> asked(
            List<ReadRequest> requests, Executor executor, UnaryOperator<ReadOutcome<V>> counting) {
        List<ReadRequest> readable = readable(requests);
        if (readable.size() == requests.size()) {
            return askAll(requests, executor, counting);
        }
        Set<ReadRequest> believed = Collections.newSetFromMap(new IdentityHashMap<>());
        believed.addAll(readable);
        List<ReadRequest> others =
                requests.stream().filter(request -> !believed.contains(request)).toList();
        return askAll(readable, executor, counting).thenCombine(dirty.readAll(others, executor), (known, found) -> {
            Iterator<ReadOutcome<V>> ofReadable = known.iterator();
            Iterator<ReadOutcome<V>> ofOthers = found.iterator();
            return requests.stream()
                    .map(request -> (believed.contains(request) ? ofReadable : ofOthers).next())
                    .toList();
        });
    }

    private List<ReadRequest> readable(List<ReadRequest> requests) {
        long now = around.time.nanoTime();
        for (ReadRequest request : requests) {
            if (!isReadable(request.key(), now)) {
                return requests.stream()
                        .filter(each -> isReadable(each.key(), now))
                        .toList();
            }
        }
        return requests;
    }

    private CompletableFuture<List<ReadOutcome<V>>> askAll(
            List<ReadRequest> asked, Executor executor, UnaryOperator<ReadOutcome<V>> counting) {
        if (asked.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        long sentAt = around.time.nanoTime();
        return Futures.begun(() -> tier.readAll(asked))
                .handleAsync(
                        (replies, failure) -> {
                            if (failure != null) {
                                unanswered(asked, failure);
                                return Collections.nCopies(asked.size(), new ReadOutcome.Unavailable<>());
                            }
                            return outcomes(asked, replies, outcomes.ofCall(sentAt), counting);
                        },
                        executor);
    }

    /** In the order of the requests, some of which were not answered. */
    private List<ReadOutcome<V>> outcomes(
            List<ReadRequest> asked,
            List<Optional<ReadReply>> replies,
            Outcomes<V>.OfOneCall ofCall,
            UnaryOperator<ReadOutcome<V>> counting) {
        List<ReadOutcome<V>> all = new ArrayList<>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            ReadReply reply = replies.get(i).orElse(null);
            if (reply == null) {
                abandoned.add(asked.get(i));
            }
            all.add(reply == null ? new ReadOutcome.Unavailable<>() : counting.apply(ofCall.of(asked.get(i), reply)));
        }
        return all;
    }

    private void unanswered(List<ReadRequest> asked, Throwable failure) {
        failed("read", failure);
        if (!(failure instanceof BreakerOpenException)) {
            asked.forEach(abandoned::add);
        }
    }

    private boolean isReadable(RemoteKey key, long now) {
        return isProven(key.shard(), now) && !around.outbox.holds(key);
    }

    @Override
    public boolean isReady(int shard) {
        return around.breakers.isOpen(shard) || isProven(shard, around.time.nanoTime());
    }

    private boolean isProven(int shard, long now) {
        return around.layout.isConfirmed() && shards.of(shard).isProven(now);
    }

    @Override
    public CompletableFuture<Boolean> makeReady() {
        return around.verification.verify();
    }

    @Override
    public CompletableFuture<Optional<Inspected<V>>> inspect(RemoteKey key) {
        if (!around.layout.isConfirmed()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return onExecutor(
                tier.inspect(key).toCompletableFuture(),
                (found, failure) -> optional("inspect", found, failure).map(one -> inspected(key, one)));
    }

    private Inspected<V> inspected(RemoteKey key, Inspection found) {
        byte[] envelope = envelope(found);
        return envelope != null && codec.decode(key, envelope) instanceof EntryCodec.Decoded<V> decoded
                ? new Inspected<>(found, decoded.value(), decoded.info())
                : new Inspected<>(found, null, null);
    }

    /** Of what a read finds: what is dirty before any entry. */
    private static byte @Nullable [] envelope(Inspection found) {
        Inspection.Unwritten unwritten = found.unwritten();
        if (unwritten != null && unwritten.dirty() != null) {
            NewEntry dirty = unwritten.dirty().entry();
            return dirty == null ? null : dirty.envelope();
        }
        return found.entry() == null ? null : found.entry().envelope();
    }

    @Override
    public CompletableFuture<FillOutcome> fill(Fill<V> fill) {
        byte[] envelope;
        try {
            envelope = codec.encode(
                    fill.key(),
                    fill.value(),
                    new EntryInfo(
                            around.time.epochMillis(),
                            fill.costNanos(),
                            fill.grantedAt().epoch(),
                            fill.validator()));
        } catch (CodecException e) {
            around.counters.unencodable.increment();
            around.warnings.unencodable(e);
            release(fill.key(), fill.token());
            return CompletableFuture.completedFuture(FillOutcome.UNENCODABLE);
        }
        RemoteTier.Life life = fill.life();
        NewEntry entry = new NewEntry(envelope, life.ttlMillis(), life.staleMillis(), fill.tags());
        long sentAt = around.time.nanoTime();
        return filled("fill", tier.fill(fill.key(), fill.token(), entry, fill.announce()), sentAt);
    }

    @Override
    public CompletableFuture<FillOutcome> prolong(RemoteKey key, String token, RemoteTier.Life life, boolean announce) {
        long sentAt = around.time.nanoTime();
        return filled("prolong", tier.prolong(key, token, life, announce), sentAt);
    }

    private CompletableFuture<FillOutcome> filled(String operation, CompletionStage<FillReply> reply, long sentAt) {
        return onExecutor(reply.toCompletableFuture(), (filled, failure) -> {
            if (failure != null) {
                failed(operation, failure);
                return FillOutcome.UNAVAILABLE;
            }
            observe(filled.head(), sentAt);
            return filled.stored() ? FillOutcome.STORED : FillOutcome.REJECTED;
        });
    }

    @Override
    public void release(RemoteKey key, String token) {
        var unused = tier.release(key, token).whenComplete((done, failure) -> {
            if (failure != null) {
                failed("release", failure);
            }
        });
    }

    @Override
    public CompletableFuture<Boolean> renew(RemoteKey key, String token) {
        return succeeded("renew", tier.renew(key, token, around.leaseMillis));
    }

    @Override
    public CompletableFuture<Boolean> renewWrite(List<RemoteKey> keys, String token) {
        return succeeded("renew", tier.renewWrite(keys, token, around.guardMillis));
    }

    private CompletableFuture<Boolean> succeeded(String operation, CompletionStage<Boolean> reply) {
        return reply.toCompletableFuture().handle((success, failure) -> {
            if (failure != null) {
                failed(operation, failure);
            }
            return failure == null && success;
        });
    }

    @Override
    public byte[] encode(RemoteKey key, V value) {
        long epoch = Optional.ofNullable(shards.of(key.shard()).applied())
                .map(head -> head.position().epoch())
                .orElse(Position.NONE.epoch());
        return codec.encode(key, value, new EntryInfo(around.time.epochMillis(), 0, epoch));
    }

    @Override
    public CompletableFuture<Optional<Invalidation>> change(Change change) {
        if (!around.layout.isConfirmed()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return tier.change(change).toCompletableFuture().handle((step, failure) -> optional("change", step, failure));
    }

    @Override
    public CompletableFuture<Optional<List<Head>>> heads(List<Integer> asked) {
        return tier.heads(asked).toCompletableFuture().handle((heads, failure) -> {
            if (failure == null) {
                abandoned.releaseAll(read -> release(read.key(), read.token()));
                if (!heads.unconfirmed().isEmpty()) {
                    failed(
                            "heads",
                            new RemoteTierException(
                                    "too few replicas have confirmed them in time: see l2.replicas", null));
                }
            }
            return optional("heads", heads, failure).map(Heads::known).filter(known -> !known.isEmpty());
        });
    }

    @Override
    public CompletableFuture<Optional<LogSlice>> log(int shard, Position after) {
        return tier.log(shard, after).toCompletableFuture().handle((log, failure) -> optional("log", log, failure));
    }

    @Override
    public CompletableFuture<Integer> acquire(int wanted, int perSecond) {
        return tier.acquire(wanted, perSecond)
                .toCompletableFuture()
                .handle((granted, failure) ->
                        optional("acquire", granted, failure).orElse(-1));
    }

    private <T> Optional<T> optional(String operation, T reply, Throwable failure) {
        if (failure != null) {
            failed(operation, failure);
            return Optional.empty();
        }
        return Optional.of(reply);
    }

    /** Whether the head fits what we know of the shard; if not, we ask which server that is. */
    private boolean observe(Head head, long sentAt) {
        if (shards.of(head.shard()).onPassingHead(head, sentAt) == ShardTracker.Next.VERIFY) {
            around.verification.verifyAnew();
            return false;
        }
        return true;
    }

    private void failed(String operation, Throwable failure) {
        if (failure instanceof BreakerOpenException) {
            return; // what opened it has been counted and told
        }
        around.counters.remoteFailures.increment();
        around.warnings.remoteFailure(operation, failure);
    }

    /**
     * Replies complete on a thread of the remote tier's client; what follows may run the user's code, which must
     * not. When the executor refuses work, the cache is being closed, and its flights have failed already.
     */
    private <T, R> CompletableFuture<R> onExecutor(CompletableFuture<T> reply, BiFunction<T, Throwable, R> next) {
        return reply.handleAsync(next, around.executor);
    }

    @Override
    public void close() {
        tier.close();
    }
}
