package io.twofold.testkit;

import io.twofold.spi.DirtyStore;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteKey;
import io.twofold.testkit.InMemoryServer.Store;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** The dirty values of one cache, as one node reaches them. */
final class InMemoryDirtyStore implements DirtyStore {
    /** As one server would, so that what is built on it is tried. */
    private static final int SHARDS_AT_ONCE = 32;

    private final Store store;
    private final RemoteCache cache;
    private final Asking asking;

    /** Asks the server something. */
    interface Asking {
        <T> CompletionStage<T> ask(Supplier<T> operation);
    }

    InMemoryDirtyStore(Store store, RemoteCache cache, Asking asking) {
        this.store = store;
        this.cache = cache;
        this.asking = asking;
    }

    private <T> CompletionStage<T> ask(int shard, Function<MemoryShard, T> operation) {
        return asking.ask(() -> store.with(shard, operation));
    }

    @Override
    public CompletionStage<PutReply> put(int shard, List<Put> puts, String nonce, long limit) {
        return ask(shard, there -> there.dirty.put(puts, nonce, limit, announcing(there)))
                .thenApply(reply -> store.confirmed(cache, reply));
    }

    private MemoryDirty.Shard announcing(MemoryShard shard) {
        return shard.announcing(cache.logLength());
    }

    @Override
    public CompletionStage<List<Optional<Item>>> find(List<RemoteKey> keys) {
        return asking.ask(() -> keys.stream()
                .map(key -> store.with(key.shard(), there -> Optional.ofNullable(there.dirty.find(key))))
                .toList());
    }

    @Override
    public int shardsAtOnce() {
        return SHARDS_AT_ONCE;
    }

    @Override
    public CompletionStage<Taken> take(int shard, Take take) {
        return ask(shard, there -> there.dirty.take(take));
    }

    @Override
    public CompletionStage<Boolean> renew(int shard, String holder, long leaseMillis) {
        return ask(shard, there -> there.dirty.renew(holder, leaseMillis));
    }

    @Override
    public CompletionStage<Boolean> release(int shard, String holder) {
        return ask(shard, there -> there.dirty.release(holder));
    }

    @Override
    public CompletionStage<Boolean> written(int shard, String holder, long fence, List<Version> versions) {
        return ask(shard, there -> there.dirty.written(holder, fence, versions, announcing(there)));
    }

    @Override
    public CompletionStage<Failed> failed(int shard, String holder, long fence, Failure failure) {
        return ask(shard, there -> there.dirty.failed(holder, fence, failure, announcing(there)));
    }

    @Override
    public CompletionStage<List<Dead>> dead(int shard, int atMost) {
        return ask(shard, there -> there.dirty.dead(atMost));
    }

    @Override
    public CompletionStage<Boolean> retryDead(Version version, String nonce) {
        return ask(version.key().shard(), there -> there.dirty.retryDead(version, nonce, announcing(there)));
    }

    @Override
    public CompletionStage<Boolean> dropDead(Version version) {
        return ask(version.key().shard(), there -> there.dirty.dropDead(version));
    }

    /** Nothing is ever evicted here. */
    @Override
    public CompletionStage<String> evicting() {
        return ask(0, there -> "");
    }
}
