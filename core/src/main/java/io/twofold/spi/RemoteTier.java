package io.twofold.spi;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The tier that the nodes of a fleet share, seen from one cache on one node: bytes in, stages out.
 *
 * <p>Each operation is atomic for its shard and takes one round trip, whatever it finds. A stage may
 * complete on any thread, and completes exceptionally when the remote tier couldn't be asked or didn't
 * answer; the operation may have happened or not, or may happen later. Every operation may be repeated.
 * No method blocks or throws. Implementations are safe for use by many threads, and pass the
 * conformance suite of the test kit.
 */
public interface RemoteTier extends AutoCloseable {
    /** Reads an entry and, as the mode says, takes the lease on a miss. */
    CompletionStage<ReadReply> read(ReadRequest request);

    /**
     * Many reads, as few round trips as there are servers involved.
     *
     * @return the replies in the order of the requests; where they are from several servers, empty for those that
     *     didn't come. The stage fails if none came
     */
    CompletionStage<List<Optional<ReadReply>>> readAll(List<ReadRequest> requests);

    /**
     * Stores an entry if the lease still holds the token, and ends the lease either way.
     *
     * @param key the key
     * @param token the token that was granted
     * @param entry what to store; rejected too if one of its tags was invalidated since the grant
     * @param announce whether other nodes may hold a value that this one replaces, and are to be told
     */
    CompletionStage<FillReply> fill(RemoteKey key, String token, NewEntry entry, boolean announce);

    /**
     * Prolongs the life of the entry that is there, as if it had been filled again with the same bytes and tags, if the
     * lease still holds the token; ends the lease either way.
     *
     * @param key the key
     * @param token the token that was granted
     * @param life how long it lives, and for how long after that it is kept
     * @param announce whether other nodes may hold it, and are to be told
     * @return not stored, too, if the entry has gone meanwhile
     */
    CompletionStage<FillReply> prolong(RemoteKey key, String token, Life life, boolean announce);

    /**
     * How long an entry lives.
     *
     * @param ttlMillis its time to live in milliseconds, at least 1
     * @param staleMillis for how long after that it is kept, in case a load fails
     */
    record Life(long ttlMillis, long staleMillis) {}

    /**
     * Looks at everything that is known of a key, and changes nothing: takes no lease, registers nobody, begins no
     * history.
     */
    CompletionStage<Inspection> inspect(RemoteKey key);

    /** Ends the lease without a value, if it still holds the token, and wakes those who wait for it. */
    CompletionStage<Void> release(RemoteKey key, String token);

    /**
     * Prolongs the lease, if it still holds the token.
     *
     * @param leaseMillis how long it lasts from now, in milliseconds
     * @return whether it did
     */
    CompletionStage<Boolean> renew(RemoteKey key, String token, long leaseMillis);

    /**
     * Prolongs the guards of a write, if all of them are still there.
     *
     * @param keys keys of one shard
     * @param token identifies the write
     * @param guardMillis how long they last from now, in milliseconds
     * @return whether all were there; if not, others may have stored something since they ran out
     */
    CompletionStage<Boolean> renewWrite(List<RemoteKey> keys, String token, long guardMillis);

    /**
     * Changes a shard and announces the step. Fails if fewer replicas than {@link RemoteCache#replicas()} have it in
     * time; it is made all the same.
     */
    CompletionStage<Invalidation> change(Change change);

    /**
     * The heads of some shards, in the order asked. Answered only by a server that accepts writes. If that server has
     * taken another's place since the last time, so that steps may be lost, a new epoch of each shard begins first.
     *
     * <p>Where the shards are on several servers, the heads of those that didn't answer are left out; the stage fails
     * if none did.
     */
    CompletionStage<Heads> heads(List<Integer> shards);

    /**
     * Takes permits, of which the cache has so many in each second of the server's clock, on all nodes together.
     *
     * @param wanted how many, at least 1
     * @param perSecond how many there are, at least 1
     * @return how many of them were granted, 0 or more
     */
    CompletionStage<Integer> acquire(int wanted, int perSecond);

    /**
     * Notes which keys this node uses most, in place of what it noted before. Kept for a day; of many nodes, those of
     * some only.
     *
     * @param ids identities of keys, the hottest first
     */
    CompletionStage<Void> noteHot(List<String> ids);

    /**
     * What nodes of the fleet noted within a day, this one among them: at most 16 lists, in no order. They may be out
     * of date, and hold anything.
     */
    CompletionStage<List<List<String>>> hotKeys();

    /** What the shard's log holds after a position, with the shard's head. */
    CompletionStage<LogSlice> log(int shard, Position after);

    /**
     * Records how the cache is laid out, or reads how it already is.
     *
     * @param shards the number of shards that this node wants
     * @return the number of shards that the fleet uses: the first node's; fails with an {@link
     *     IncompatibleLayoutException} if what stands there is in a format that this tier doesn't know, or if the
     *     fleet writes behind and this node doesn't, or the other way round
     */
    CompletionStage<Integer> agreeOnShards(int shards);

    /**
     * The values that the source doesn't have yet; only of a cache with {@link RemoteCache#writeBehind()}.
     *
     * @throws UnsupportedOperationException if this tier can't keep any
     */
    default DirtyStore dirtyStore() {
        throw new UnsupportedOperationException(getClass().getName() + " can't keep dirty values: use write=aside");
    }

    /**
     * Starts to listen. The listener's {@link FeedListener#onSubscribed()} tells when it does.
     *
     * @param listener hears what is announced, until the tier is closed
     */
    void subscribe(FeedListener listener);

    /** Stops listening and frees what the tier itself made. Idempotent. */
    @Override
    void close();
}
