package io.twofold.testkit;

import io.twofold.spi.DirtyStore;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The dirty values of one cache, as one node reaches them. */
final class InMemoryDirtyStore implements DirtyStore {
    /** As one server would, so that what is built on it is tried. */
    private static final int SHARDS_AT_ONCE = 32;

    private final Asking asking;
    private final int logLength;

    /** Asks a shard something. */
    interface Asking {
        <T> CompletionStage<T> ask(int shard, Function<MemoryShard, T> operation);
    }

    InMemoryDirtyStore(Asking asking, int logLength) {
        this.asking = asking;
        this.logLength = logLength;
    }

    @Override
    public CompletionStage<PutReply> put(int shard, List<Put> puts, String nonce, long limit) {
        return asking.ask(shard, there -> there.dirty.put(puts, nonce, limit, there.announcing(logLength)));
    }

    @Override
    public int shardsAtOnce() {
        return SHARDS_AT_ONCE;
    }

    @Override
    public CompletionStage<Taken> take(int shard, Take take) {
        return asking.ask(shard, there -> there.dirty.take(take));
    }

    @Override
    public CompletionStage<Boolean> renew(int shard, String holder, long leaseMillis) {
        return asking.ask(shard, there -> there.dirty.renew(holder, leaseMillis));
    }

    @Override
    public CompletionStage<Boolean> release(int shard, String holder) {
        return asking.ask(shard, there -> there.dirty.release(holder));
    }

    @Override
    public CompletionStage<Boolean> written(int shard, String holder, long fence, List<Version> versions) {
        return asking.ask(shard, there -> there.dirty.written(holder, fence, versions, there.announcing(logLength)));
    }

    @Override
    public CompletionStage<Failed> failed(int shard, String holder, long fence, Failure failure) {
        return asking.ask(shard, there -> there.dirty.failed(holder, fence, failure, there.announcing(logLength)));
    }

    @Override
    public CompletionStage<List<Dead>> dead(int shard, int atMost) {
        return asking.ask(shard, there -> there.dirty.dead(atMost));
    }

    @Override
    public CompletionStage<Boolean> retryDead(Version version, String nonce) {
        return asking.ask(
                version.key().shard(), there -> there.dirty.retryDead(version, nonce, there.announcing(logLength)));
    }

    @Override
    public CompletionStage<Boolean> dropDead(Version version) {
        return asking.ask(version.key().shard(), there -> there.dirty.dropDead(version));
    }

    /** Nothing is ever evicted here. */
    @Override
    public CompletionStage<String> evicting() {
        return asking.ask(0, there -> "");
    }
}
