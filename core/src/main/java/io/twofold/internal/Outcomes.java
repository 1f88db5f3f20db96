package io.twofold.internal;

import io.twofold.internal.codec.EntryCodec;
import io.twofold.spi.DirtyStore;
import io.twofold.spi.Head;
import io.twofold.spi.NewEntry;
import io.twofold.spi.ReadReply;
import io.twofold.spi.ReadRequest;
import io.twofold.spi.RemoteKey;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns what the remote tier replies to a read into an outcome: decodes, counts, and believes only a server that is the
 * one whose history this node knows.
 *
 * @param <V> the type of the values
 */
final class Outcomes<V> {
    private final EntryCodec<V> codec;
    private final HeadObserver heads;
    private final Counters counters;
    private final Warnings warnings;

    /** Learns of the head that each reply carries. */
    @FunctionalInterface
    interface HeadObserver {
        /** Whether the head fits what is known of its shard. */
        boolean observe(Head head, long sentAt);
    }

    Outcomes(EntryCodec<V> codec, HeadObserver heads, Counters counters, Warnings warnings) {
        this.codec = codec;
        this.heads = heads;
        this.counters = counters;
        this.warnings = warnings;
    }

    /**
     * What a reply says.
     *
     * @param sentAt the monotonic time at which the request was sent
     */
    ReadOutcome<V> of(ReadRequest request, ReadReply reply, long sentAt) {
        return of(request, reply, sentAt, heads.observe(reply.head(), sentAt));
    }

    /**
     * What the replies to one call say, which came together.
     *
     * @param sentAt the monotonic time at which the requests were sent
     */
    OfOneCall ofCall(long sentAt) {
        return new OfOneCall(sentAt);
    }

    /** Of replies to one call. */
    final class OfOneCall {
        private final long sentAt;
        /** The heads that were asked for, by their shards. */
        private @Nullable Head[] seen = {};

        private final BitSet known = new BitSet();

        private OfOneCall(long sentAt) {
            this.sentAt = sentAt;
        }

        /** What a reply says. */
        ReadOutcome<V> of(ReadRequest request, ReadReply reply) {
            return Outcomes.this.of(request, reply, sentAt, isKnown(reply.head()));
        }

        /** Asks once for each head: those of one shard are mostly the same. */
        @SuppressWarnings("ReferenceEquality") // an equal one is asked for again
        private boolean isKnown(Head head) {
            int shard = head.shard();
            if (shard >= seen.length) {
                seen = Arrays.copyOf(seen, shard + 1);
            }
            if (head != seen[shard]) {
                seen[shard] = head;
                known.set(shard, heads.observe(head, sentAt));
            }
            return known.get(shard);
        }
    }

    /** @param known whether the head fits what is known of its shard */
    private ReadOutcome<V> of(ReadRequest request, ReadReply reply, long sentAt, boolean known) {
        if (reply instanceof ReadReply.Dirty dirty) {
            return unwritten(request.key(), dirty.item(), sentAt, known);
        }
        if (known && reply instanceof ReadReply.Hit hit) {
            return decode(request, hit, sentAt);
        }
        if (reply instanceof ReadReply.Hit) {
            return new ReadOutcome.Unavailable<>(); // of a server that may lack what we know was changed
        }
        if (reply instanceof ReadReply.Granted granted) {
            return new ReadOutcome.Granted<>(
                    reply.head().position(), known ? previous(request, granted.previous(), sentAt) : null);
        }
        if (reply instanceof ReadReply.Busy busy) {
            return new ReadOutcome.Busy<>(known ? previous(request, busy.previous(), sentAt) : null);
        }
        return reply instanceof ReadReply.Guarded ? new ReadOutcome.Guarded<>() : new ReadOutcome.Absent<>();
    }

    /**
     * What the source doesn't have yet: of whatever server it comes, the source's own value is older.
     *
     * @param isProven whether that server is the one whose history this node knows
     */
    ReadOutcome<V> unwritten(RemoteKey key, DirtyStore.Item item, long sentAt, boolean isProven) {
        NewEntry entry = item.entry();
        if (entry == null) {
            return new ReadOutcome.Deleted<>();
        }
        EntryCodec.Result<V> result = codec.decode(key, entry.envelope());
        if (result instanceof EntryCodec.Decoded<V> decoded) {
            ReadReply.Life life = new ReadReply.Life(entry.ttlMillis(), entry.ttlMillis(), entry.staleMillis());
            return new ReadOutcome.Hit<>(decoded.value(), sentAt, life, entry.tags(), decoded.info(), isProven);
        }
        counters.undecodable.increment();
        warnings.undecodable(key, result);
        return new ReadOutcome.Guarded<>();
    }

    private ReadOutcome<V> decode(ReadRequest request, ReadReply.Hit hit, long sentAt) {
        EntryCodec.Result<V> result = codec.decode(request.key(), hit.envelope());
        if (result instanceof EntryCodec.Decoded<V> decoded) {
            return new ReadOutcome.Hit<>(decoded.value(), sentAt, hit.life(), hit.tags(), decoded.info(), true);
        }
        counters.undecodable.increment();
        warnings.undecodable(request.key(), result);
        return new ReadOutcome.Undecodable<>();
    }

    /** An entry that is no hit any more; one that can't be decoded will be replaced, so nobody need know. */
    private ReadOutcome.@Nullable Hit<V> previous(ReadRequest request, ReadReply.@Nullable Hit hit, long sentAt) {
        return hit != null && codec.decode(request.key(), hit.envelope()) instanceof EntryCodec.Decoded<V> decoded
                ? new ReadOutcome.Hit<>(decoded.value(), sentAt, hit.life(), hit.tags(), decoded.info(), true)
                : null;
    }

    /** Counts a hit or a miss. */
    ReadOutcome<V> counted(ReadOutcome<V> outcome) {
        (isAnswer(outcome) ? counters.l2Hits : counters.l2Misses).increment();
        return outcome;
    }

    /** Whether L2 has said what the value is. */
    static boolean isAnswer(ReadOutcome<?> outcome) {
        return outcome instanceof ReadOutcome.Hit || outcome instanceof ReadOutcome.Deleted;
    }
}
