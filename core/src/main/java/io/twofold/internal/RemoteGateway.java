package io.twofold.internal;

import io.twofold.internal.codec.EntryInfo;
import io.twofold.spi.Change;
import io.twofold.spi.Head;
import io.twofold.spi.Inspection;
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
import org.jspecify.annotations.Nullable;

/**
 * The remote tier as the engine sees it: values instead of bytes, outcomes instead of exceptions. No future
 * of a gateway ever completes exceptionally. {@link TierGateway} asks a remote tier, {@link NoRemote} is what
 * stands there when there is none.
 *
 * @param <V> the type of the values
 */
interface RemoteGateway<V> {
    /** Whether a read needn't wait: what the remote tier holds of a shard may be believed now, or isn't asked for. */
    boolean isReady(int shard);

    /** Tries to get ready; false if that can't be had now. */
    CompletableFuture<Boolean> makeReady();

    /** Reads one entry, if its shard is ready; completes on the executor. */
    CompletableFuture<ReadOutcome<V>> read(ReadRequest request, Executor executor);

    /** Reads many at once; the outcomes are in the order of the requests. Completes on the executor. */
    CompletableFuture<List<ReadOutcome<V>>> readAll(List<ReadRequest> requests, Executor executor);

    /** As readAll, of requests that only look, and whose misses don't count: those who look ask next. */
    CompletableFuture<List<ReadOutcome<V>>> lookAll(List<ReadRequest> requests, Executor executor);

    /** Looks at a key, whether its shard is ready or not; empty if that can't be had. Completes on the cache's
     * executor.
     */
    CompletableFuture<Optional<Inspected<V>>> inspect(RemoteKey key);

    /** Stores a loaded value under the lease of a flight, and ends the lease. */
    CompletableFuture<FillOutcome> fill(Fill<V> fill);

    /** Prolongs the entry that is there under the lease of a flight, and ends the lease. */
    CompletableFuture<FillOutcome> prolong(RemoteKey key, String token, RemoteTier.Life life, boolean announce);

    /** Ends a lease without a value, if the remote tier can be reached. */
    void release(RemoteKey key, String token);

    /** Prolongs a lease; false if it was lost or can't be reached. */
    CompletableFuture<Boolean> renew(RemoteKey key, String token);

    /** Prolongs the guards of a write; false if one was lost or can't be reached. */
    CompletableFuture<Boolean> renewWrite(List<RemoteKey> keys, String token);

    /**
     * The bytes that a put of the value stores.
     *
     * @throws io.twofold.spi.CodecException if it has none
     */
    byte[] encode(RemoteKey key, V value);

    /** Changes a shard; empty if that wasn't acknowledged. */
    CompletableFuture<Optional<Invalidation>> change(Change change);

    /** The heads of some shards; empty if they can't be had. */
    CompletableFuture<Optional<List<Head>>> heads(List<Integer> shards);

    /** The log of a shard; empty if it can't be had. */
    CompletableFuture<Optional<LogSlice>> log(int shard, Position after);

    /** Takes permits of the fleet's, which so many there are of in a second; -1 if it can't be asked. */
    CompletableFuture<Integer> acquire(int wanted, int perSecond);

    /** Stops using the remote tier. */
    void close();

    /**
     * What was found of a key.
     *
     * @param value the value of the entry; null if there is none, it says so, or it can't be decoded
     * @param info what else stands in the entry, if it can be decoded
     */
    record Inspected<V>(
            Inspection found, @Nullable V value, @Nullable EntryInfo info) {}

    /**
     * A value on its way into L2.
     *
     * @param value null to say that there is none
     * @param tags the identities of its tags
     * @param validator what the loader left with it
     * @param grantedAt the position at which the lease was granted
     * @param costNanos how long the load took
     * @param announce whether other nodes may hold the value that this one replaces
     */
    record Fill<V>(
            RemoteKey key,
            String token,
            @Nullable V value,
            RemoteTier.Life life,
            List<String> tags,
            @Nullable String validator,
            Position grantedAt,
            long costNanos,
            boolean announce) {}

    /** What became of a fill. */
    enum FillOutcome {
        /** L2 holds the value. */
        STORED,
        /** An invalidation, a clear or a write came in between, or the lease had run out. */
        REJECTED,
        /** The value can't be encoded, so that L2 can't hold it. */
        UNENCODABLE,
        /** The remote tier didn't answer. */
        UNAVAILABLE
    }
}
