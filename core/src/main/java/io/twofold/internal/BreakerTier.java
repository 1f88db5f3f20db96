package io.twofold.internal;

import io.twofold.spi.Change;
import io.twofold.spi.DirtyStore;
import io.twofold.spi.FeedListener;
import io.twofold.spi.FillReply;
import io.twofold.spi.Heads;
import io.twofold.spi.IncompatibleLayoutException;
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
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A remote tier behind breakers: watches who answers, and where nobody does, has what a caller may wait for fail at
 * once, with a {@link BreakerOpenException}.
 *
 * <p>Reads, changes and heartbeats count. Fills don't, which a server that is full refuses while it answers all else.
 * What nobody waits for always goes through: heads, logs and the layout, since they find that the server is back;
 * renewals and releases, since a server that does answer would let leases and guards run out, or others wait for them.
 */
final class BreakerTier implements RemoteTier {
    private final RemoteTier tier;
    private final Breakers breakers;
    private final TimeSource time;

    BreakerTier(RemoteTier tier, Breakers breakers, TimeSource time) {
        this.tier = tier;
        this.breakers = breakers;
        this.time = time;
    }

    private static <T> CompletionStage<T> notAsked() {
        return CompletableFuture.failedFuture(BreakerOpenException.INSTANCE);
    }

    private <T> CompletionStage<T> watched(int shard, CompletionStage<T> asked) {
        return asked.whenComplete((reply, failure) -> saw(shard, failure == null));
    }

    private void saw(int shard, boolean answered) {
        if (answered) {
            breakers.answered(shard);
        } else {
            breakers.failed(shard);
        }
    }

    @Override
    public CompletionStage<ReadReply> read(ReadRequest request) {
        int shard = request.key().shard();
        return breakers.isOpen(shard) ? notAsked() : watched(shard, tier.read(request));
    }

    @Override
    public CompletionStage<List<Optional<ReadReply>>> readAll(List<ReadRequest> requests) {
        List<ReadRequest> asked = asked(requests);
        if (asked.isEmpty() && !requests.isEmpty()) {
            return notAsked();
        }
        return tier.readAll(asked)
                .whenComplete((replies, failure) -> saw(asked, replies))
                .thenApply(replies -> inOrder(requests, asked, replies));
    }

    private List<ReadRequest> asked(List<ReadRequest> requests) {
        for (ReadRequest request : requests) {
            if (breakers.isOpen(request.key().shard())) {
                return requests.stream()
                        .filter(each -> !breakers.isOpen(each.key().shard()))
                        .toList();
            }
        }
        return requests;
    }

    private void saw(List<ReadRequest> asked, @Nullable List<Optional<ReadReply>> replies) {
        BitSet all = new BitSet();
        BitSet silent = new BitSet();
        for (int i = 0; i < asked.size(); i++) {
            int shard = asked.get(i).key().shard();
            all.set(shard);
            if (replies == null || replies.get(i).isEmpty()) {
                silent.set(shard);
            }
        }
        all.stream().forEach(shard -> saw(shard, !silent.get(shard)));
    }

    private static List<Optional<ReadReply>> inOrder(
            List<ReadRequest> requests, List<ReadRequest> asked, List<Optional<ReadReply>> replies) {
        if (asked.size() == requests.size()) {
            return replies;
        }
        List<Optional<ReadReply>> all = new ArrayList<>(requests.size());
        int next = 0;
        for (ReadRequest request : requests) {
            boolean wasAsked = next < asked.size() && asked.get(next).equals(request);
            all.add(wasAsked ? replies.get(next++) : Optional.empty());
        }
        return all;
    }

    @Override
    public CompletionStage<FillReply> fill(RemoteKey key, String token, NewEntry entry, boolean announce) {
        return breakers.isOpen(key.shard()) ? notAsked() : tier.fill(key, token, entry, announce);
    }

    @Override
    public CompletionStage<FillReply> prolong(RemoteKey key, String token, Life life, boolean announce) {
        return breakers.isOpen(key.shard()) ? notAsked() : tier.prolong(key, token, life, announce);
    }

    @Override
    public CompletionStage<Integer> acquire(int wanted, int perSecond) {
        return breakers.isOpen(0) ? notAsked() : tier.acquire(wanted, perSecond);
    }

    @Override
    public CompletionStage<Void> noteHot(List<String> ids) {
        return breakers.isOpen(0) ? notAsked() : tier.noteHot(ids);
    }

    @Override
    public CompletionStage<List<List<String>>> hotKeys() {
        return breakers.isOpen(0) ? notAsked() : tier.hotKeys();
    }

    @Override
    public CompletionStage<Inspection> inspect(RemoteKey key) {
        return breakers.isOpen(key.shard()) ? notAsked() : tier.inspect(key);
    }

    @Override
    public CompletionStage<Void> release(RemoteKey key, String token) {
        return tier.release(key, token);
    }

    @Override
    public CompletionStage<Boolean> renew(RemoteKey key, String token, long leaseMillis) {
        return tier.renew(key, token, leaseMillis);
    }

    @Override
    public CompletionStage<Boolean> renewWrite(List<RemoteKey> keys, String token, long guardMillis) {
        return tier.renewWrite(keys, token, guardMillis);
    }

    @Override
    public CompletionStage<Invalidation> change(Change change) {
        int shard = change.shard();
        return breakers.isOpen(shard) ? notAsked() : watched(shard, tier.change(change));
    }

    /** As it is: what the source doesn't have yet has its own ways with a server that is away. */
    @Override
    public DirtyStore dirtyStore() {
        return tier.dirtyStore();
    }

    @Override
    public CompletionStage<Heads> heads(List<Integer> shards) {
        long sentAt = time.nanoTime();
        return tier.heads(shards)
                .whenComplete((heads, failure) ->
                        breakers.heard(shards, failure == null ? heads : Heads.of(List.of()), sentAt));
    }

    @Override
    public CompletionStage<LogSlice> log(int shard, Position after) {
        return tier.log(shard, after);
    }

    @Override
    public CompletionStage<Integer> agreeOnShards(int shards) {
        return tier.agreeOnShards(shards).whenComplete((agreed, failure) -> {
            if (failure != null && !isAnswer(failure)) {
                breakers.silent();
            }
        });
    }

    private static boolean isAnswer(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof IncompatibleLayoutException;
    }

    @Override
    public void subscribe(FeedListener listener) {
        tier.subscribe(listener);
    }

    @Override
    public void close() {
        breakers.close();
        tier.close();
    }
}
