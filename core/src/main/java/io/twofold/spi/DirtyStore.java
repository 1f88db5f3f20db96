package io.twofold.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The values of a cache that the source doesn't have yet, kept by the remote tier until it does: shard by shard, one
 * for each key, the oldest first. They have no time to live, belong to no epoch, and are found by every read before
 * any entry.
 *
 * <p>One flusher of a shard at a time writes them to the source, by a lease with a fencing token that grows with each
 * grant. What goes wrong, and on which threads, is as with {@link RemoteTier}; every operation may be repeated.
 */
public interface DirtyStore {
    /**
     * A value on its way to the source.
     *
     * @param key the key
     * @param entry what to store; its time to live is that of the entry that it becomes. Null: the key is deleted.
     */
    record Put(RemoteKey key, @Nullable NewEntry entry) {}

    /**
     * Some puts of one shard that become one step of it.
     *
     * @param shard the shard of every one of them
     * @param nonce the identity of the step
     * @param limit how many keys of the shard may be dirty; one more is refused, unless it is dirty already
     */
    record Step(int shard, List<Put> puts, String nonce, long limit) {
        public Step {
            puts = List.copyOf(puts);
        }
    }

    /**
     * What became of some puts.
     *
     * @param step the step that announces those that were accepted; null if none was
     * @param versions for each its version, larger than any that the shard had before the call; 0 if there was no room
     */
    record PutReply(@Nullable Invalidation step, List<Long> versions) {
        public PutReply {
            versions = List.copyOf(versions);
        }
    }

    /**
     * What a flusher, or somebody who only looks, asks for.
     *
     * @param holder identifies the flusher
     * @param leaseMillis how long its lease lasts unless prolonged, in milliseconds; 0 to only look
     * @param atMost how many values
     * @param leastAgeMillis only those that have been dirty for so long, in milliseconds
     */
    record Take(String holder, long leaseMillis, int atMost, long leastAgeMillis) {}

    /**
     * Some dirty values, and how many there are.
     *
     * @param fence the fencing token, the same for as long as the lease isn't lost; 0 if somebody else has the lease
     * @param state how many there are in the shard
     * @param items the oldest first; none without the lease
     */
    record Taken(long fence, State state, List<Item> items) {
        public Taken {
            items = List.copyOf(items);
        }
    }

    /**
     * How it stands with a shard.
     *
     * @param backlog how many keys are dirty
     * @param oldestMillis for how long the oldest of them has been, in milliseconds; -1 if none is
     * @param retrying how many of them couldn't be written at least once
     * @param deadLetters how many values have been set aside
     */
    record State(long backlog, long oldestMillis, long retrying, long deadLetters) {}

    /**
     * A dirty value.
     *
     * @param id the identity of its key
     * @param version which one
     * @param attempts how often it couldn't be written
     * @param entry the value; null if the key is deleted
     */
    record Item(
            String id, long version, int attempts, @Nullable NewEntry entry) {}

    /**
     * A value that was set aside.
     *
     * @param item the value
     * @param reason what the source said the last time
     * @param superseded whether a newer value of the key was put since
     */
    record Dead(Item item, String reason, boolean superseded) {}

    /** One version of one key. */
    record Version(RemoteKey key, long version) {}

    /**
     * Has some keys of a shard hold values, as one step: each replaces the one before it, clean or dirty.
     *
     * @param shard the shard of every one of them
     * @param nonce the identity of the step
     * @param limit how many keys of the shard may be dirty; one more is refused, unless it is dirty already
     */
    CompletionStage<PutReply> put(int shard, List<Put> puts, String nonce, long limit);

    /** The steps of how many shards are best made with one call of {@link #putAll}. At least 1. */
    default int shardsAtOnce() {
        return 1;
    }

    /**
     * As {@link #put} for each of these steps, which are of different shards: each is made, refused, or fails, by itself.
     *
     * @param steps best no more than {@link #shardsAtOnce}
     * @return a stage for each, in their order
     */
    default List<CompletionStage<PutReply>> putAll(List<Step> steps) {
        List<CompletionStage<PutReply>> replies = new ArrayList<>(steps.size());
        for (Step step : steps) {
            replies.add(put(step.shard(), step.puts(), step.nonce(), step.limit()));
        }
        return replies;
    }

    /**
     * What is dirty of some keys, of whatever shards: as few round trips as there are servers involved. Tells nothing of
     * any history, and begins none.
     *
     * @return in the order of the keys, empty for those that aren't dirty, and, where there are several servers, for those
     *     whose server didn't answer. The stage fails if none did
     */
    CompletionStage<List<Optional<Item>>> find(List<RemoteKey> keys);

    /** Takes or prolongs the flusher's lease of a shard, unless another has it, and reads what there is to write. */
    CompletionStage<Taken> take(int shard, Take take);

    /** Prolongs the lease of a flusher; false if it was lost. */
    CompletionStage<Boolean> renew(int shard, String holder, long leaseMillis);

    /** Ends the lease of a flusher, if it still has it. */
    CompletionStage<Boolean> release(int shard, String holder);

    /**
     * The source has these versions. A key that has no newer one is dirty no more, and what was written becomes its
     * entry.
     *
     * @return false, and nothing happened, if the lease with this fencing token was lost
     */
    CompletionStage<Boolean> written(int shard, String holder, long fence, List<Version> versions);

    /** What becomes of a version that couldn't be written. */
    enum Failed {
        /** The lease was lost; nothing happened. */
        LEASE_LOST,
        /** It is tried again after a pause. */
        TRIED_AGAIN,
        /** It was set aside, as a step: reads find what the source has. */
        SET_ASIDE,
        /** There is a newer version, which counts from the beginning. */
        SUPERSEDED
    }

    /**
     * A version that couldn't be written.
     *
     * @param version which
     * @param pauseMillis for how long it isn't taken again, in milliseconds
     * @param mostAttempts after how many attempts it is set aside
     * @param reason what the source said
     * @param nonce the identity of the step, if it is set aside
     */
    record Failure(Version version, long pauseMillis, int mostAttempts, String reason, String nonce) {}

    /** The source couldn't be made to hold a version. */
    CompletionStage<Failed> failed(int shard, String holder, long fence, Failure failure);

    /** Values that have been set aside, in no order. */
    CompletionStage<List<Dead>> dead(int shard, int atMost);

    /**
     * Makes a value that was set aside dirty again, as a step, unless a newer one was put since.
     *
     * @param nonce the identity of the step
     * @return whether it was there and no newer one
     */
    CompletionStage<Boolean> retryDead(Version version, String nonce);

    /** Forgets a value that was set aside; whether it was there. */
    CompletionStage<Boolean> dropDead(Version version);

    /**
     * The name of the policy by which the servers evict keys that have no time to live; the empty string if none of
     * them does. Fails if that can't be found out.
     */
    CompletionStage<String> evicting();
}
