package io.twofold.testkit;

import io.twofold.spi.Change;
import io.twofold.spi.DirtyStore;
import io.twofold.spi.FeedListener;
import io.twofold.spi.FillReply;
import io.twofold.spi.Head;
import io.twofold.spi.Heads;
import io.twofold.spi.IncompatibleLayoutException;
import io.twofold.spi.Inspection;
import io.twofold.spi.Invalidation;
import io.twofold.spi.LogSlice;
import io.twofold.spi.NewEntry;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply;
import io.twofold.spi.ReadRequest;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.RemoteTier;
import io.twofold.testkit.InMemoryServer.Store;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One cache of one node. */
final class InMemoryTier implements RemoteTier {
    private final Store store;
    private final RemoteCache cache;
    private final Exchange exchange;
    private final Function<FeedListener, Subscriber> subscribing;
    private volatile @Nullable Subscriber subscriber;
    private volatile boolean closed;

    /** @param subscribing makes of a listener what the server knows it by */
    InMemoryTier(Store store, RemoteCache cache, Exchange exchange, Function<FeedListener, Subscriber> subscribing) {
        this.store = store;
        this.cache = cache;
        this.exchange = exchange;
        this.subscribing = subscribing;
    }

    private <T> CompletionStage<T> ask(Supplier<T> operation) {
        return closed
                ? CompletableFuture.failedFuture(new IllegalStateException("the remote tier is closed"))
                : exchange.exchange(operation, cache.timeout());
    }

    private <T> CompletionStage<T> ask(int shard, Function<MemoryShard, T> operation) {
        return ask(() -> store.with(shard, operation));
    }

    private ReadReply readNow(ReadRequest request) {
        return store.with(request.key().shard(), shard -> shard.read(request, cache.nodeId()));
    }

    @Override
    public CompletionStage<ReadReply> read(ReadRequest request) {
        return ask(() -> readNow(request));
    }

    @Override
    public CompletionStage<List<Optional<ReadReply>>> readAll(List<ReadRequest> requests) {
        return ask(() -> requests.stream().map(this::readNow).map(Optional::of).toList());
    }

    @Override
    public CompletionStage<FillReply> fill(RemoteKey key, String token, NewEntry entry, boolean announce) {
        return ask(key.shard(), shard -> {
            FillReply reply = shard.fill(key, token, entry);
            announceIf(reply.stored() && announce, key);
            return reply;
        });
    }

    @Override
    public CompletionStage<FillReply> prolong(RemoteKey key, String token, Life life, boolean announce) {
        return ask(key.shard(), shard -> {
            FillReply reply = shard.prolong(key, token, life);
            announceIf(reply.stored() && announce, key);
            return reply;
        });
    }

    private void announceIf(boolean isDue, RemoteKey key) {
        if (isDue) {
            store.toOthers(cache.nodeId(), listener -> listener.onRefreshed(key.id()));
        }
    }

    @Override
    public CompletionStage<Inspection> inspect(RemoteKey key) {
        return ask(key.shard(), shard -> shard.inspect(key));
    }

    @Override
    @SuppressWarnings("NullAway") // a stage of nothing completes with null
    public CompletionStage<Void> release(RemoteKey key, String token) {
        return ask(key.shard(), shard -> {
            shard.release(key, token);
            return null;
        });
    }

    @Override
    public CompletionStage<Boolean> renew(RemoteKey key, String token, long leaseMillis) {
        return ask(key.shard(), shard -> shard.renew(key, token, leaseMillis));
    }

    @Override
    public CompletionStage<Boolean> renewWrite(List<RemoteKey> keys, String token, long guardMillis) {
        return ask(keys.get(0).shard(), shard -> shard.renewWrite(keys, token, guardMillis));
    }

    @Override
    public CompletionStage<Invalidation> change(Change change) {
        return ask(change.shard(), shard -> shard.change(change, cache.logLength()))
                .thenApply(step -> store.confirmed(cache, step));
    }

    @Override
    public CompletionStage<Heads> heads(List<Integer> shards) {
        return ask(() -> {
            List<Head> heads = shards.stream()
                    .map(number -> store.with(number, MemoryShard::verifiedHead))
                    .toList();
            return store.isConfirmed(cache) ? Heads.of(heads) : new Heads(List.of(), shards);
        });
    }

    @Override
    public CompletionStage<LogSlice> log(int shard, Position after) {
        return ask(shard, known -> known.log(after));
    }

    @Override
    public CompletionStage<Integer> acquire(int wanted, int perSecond) {
        return ask(() -> store.acquire(wanted, perSecond));
    }

    @Override
    @SuppressWarnings("NullAway") // a stage of nothing completes with null
    public CompletionStage<Void> noteHot(List<String> ids) {
        return ask(() -> {
            store.noteHot(cache.nodeId(), ids);
            return null;
        });
    }

    @Override
    public CompletionStage<List<List<String>>> hotKeys() {
        return ask(store::hotKeys);
    }

    @Override
    public CompletionStage<Integer> agreeOnShards(int shards) {
        return ask(() -> store.agree(new Agreed(shards, cache.writeBehind()))).thenApply(agreed -> {
            IncompatibleLayoutException.unlessSame(cache.writeBehind(), agreed.writesBehind());
            return agreed.shards();
        });
    }

    @Override
    public DirtyStore dirtyStore() {
        return new InMemoryDirtyStore(store, cache, new InMemoryDirtyStore.Asking() {
            @Override
            public <T> CompletionStage<T> ask(Supplier<T> operation) {
                return InMemoryTier.this.ask(operation);
            }
        });
    }

    @Override
    public void subscribe(FeedListener listener) {
        Subscriber mine = subscribing.apply(listener);
        subscriber = mine;
        store.add(mine);
        mine.start();
    }

    @Override
    public void close() {
        closed = true;
        Subscriber mine = subscriber;
        if (mine != null) {
            store.remove(mine);
            mine.end();
        }
    }
}
