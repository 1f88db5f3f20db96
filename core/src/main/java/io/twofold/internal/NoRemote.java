package io.twofold.internal;

import io.twofold.spi.Change;
import io.twofold.spi.Head;
import io.twofold.spi.Invalidation;
import io.twofold.spi.LogSlice;
import io.twofold.spi.Position;
import io.twofold.spi.ReadRequest;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.RemoteTier;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The gateway of a cache that lives in this process only: nothing is ever there, every lease is granted,
 * every fill and change succeeds at once.
 */
final class NoRemote<V> implements RemoteGateway<V> {
    private static final byte[] NO_BYTES = {};

    @Override
    public boolean isReady(int shard) {
        return true;
    }

    @Override
    public CompletableFuture<Boolean> makeReady() {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletableFuture<ReadOutcome<V>> read(ReadRequest request, Executor executor) {
        return CompletableFuture.completedFuture(outcome(request));
    }

    private ReadOutcome<V> outcome(ReadRequest request) {
        return request.mode() == ReadRequest.Mode.PEEK
                ? new ReadOutcome.Absent<>()
                : new ReadOutcome.Granted<>(Position.NONE, null);
    }

    @Override
    public CompletableFuture<List<ReadOutcome<V>>> lookAll(List<ReadRequest> requests, Executor executor) {
        return readAll(requests, executor);
    }

    @Override
    public CompletableFuture<List<ReadOutcome<V>>> readAll(List<ReadRequest> requests, Executor executor) {
        return CompletableFuture.completedFuture(
                requests.stream().map(this::outcome).toList());
    }

    @Override
    public CompletableFuture<Optional<Inspected<V>>> inspect(RemoteKey key) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletableFuture<FillOutcome> fill(Fill<V> fill) {
        return CompletableFuture.completedFuture(FillOutcome.STORED);
    }

    @Override
    public CompletableFuture<FillOutcome> prolong(RemoteKey key, String token, RemoteTier.Life life, boolean announce) {
        return CompletableFuture.completedFuture(FillOutcome.STORED);
    }

    @Override
    public void release(RemoteKey key, String token) {
        // no lease was ever taken
    }

    @Override
    public CompletableFuture<Boolean> renew(RemoteKey key, String token) {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletableFuture<Boolean> renewWrite(List<RemoteKey> keys, String token) {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public byte[] encode(RemoteKey key, V value) {
        return NO_BYTES;
    }

    @Override
    public CompletableFuture<Optional<Invalidation>> change(Change change) {
        List<String> ids = change instanceof Change.InvalidateTags invalidate ? invalidate.tags() : List.of();
        return CompletableFuture.completedFuture(
                Optional.of(new Invalidation(change.shard(), Position.NONE, change.nonce(), "", change.kind(), ids)));
    }

    @Override
    public CompletableFuture<Optional<List<Head>>> heads(List<Integer> shards) {
        return CompletableFuture.completedFuture(Optional.of(List.of()));
    }

    @Override
    public CompletableFuture<Optional<LogSlice>> log(int shard, Position after) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletableFuture<Integer> acquire(int wanted, int perSecond) {
        return CompletableFuture.completedFuture(-1);
    }

    @Override
    public void close() {
        // nothing was opened
    }
}
