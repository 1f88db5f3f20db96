package io.twofold.redis;

import io.twofold.spi.FillReply;
import io.twofold.spi.Head;
import io.twofold.spi.Invalidation;
import io.twofold.spi.Invalidation.Kind;
import io.twofold.spi.LogSlice;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what the scripts return: lists of bytes, numbers, and lists. */
final class Replies {
    private static final Map<String, Kind> KINDS =
            Map.of("K", Kind.KEYS, "P", Kind.PUT, "E", Kind.EXPIRE, "T", Kind.TAGS, "C", Kind.CLEAR);

    private Replies() {}

    static ReadReply read(int shard, List<?> reply) {
        Head head = head(shard, reply, 1);
        int outcome = Math.toIntExact((Long) reply.get(0));
        return switch (outcome) {
            case 1 -> hit(head, (byte[]) reply.get(4), (Long) reply.get(5));
            case 2 -> new ReadReply.Granted(head, previous(head, reply));
            case 3 -> new ReadReply.Busy(head, previous(head, reply));
            case 4 -> new ReadReply.Guarded(head);
            case 5 -> new ReadReply.Absent(head);
            case 6 -> new ReadReply.Dirty(head, DirtyReplies.item("", (byte[]) reply.get(4), 0));
            default -> throw new IllegalArgumentException("a read can't have outcome " + outcome);
        };
    }

    private static ReadReply.@Nullable Hit previous(Head head, List<?> reply) {
        return reply.size() < 6 ? null : hit(head, (byte[]) reply.get(4), (Long) reply.get(5));
    }

    /** @param remainingMillis of its time to live */
    static ReadReply.Hit hit(Head head, byte[] stored, long remainingMillis) {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        Position filledAt = StoredPrefix.filledAt(bytes);
        long ttlMillis = StoredPrefix.ttlMillis(bytes);
        long staleMillis = StoredPrefix.staleMillis(bytes);
        List<String> tags = StoredPrefix.tags(bytes);
        byte[] envelope = Arrays.copyOfRange(stored, bytes.position(), stored.length);
        return new ReadReply.Hit(
                head, filledAt, envelope, new ReadReply.Life(ttlMillis, remainingMillis, staleMillis), tags);
    }

    static FillReply fill(int shard, List<?> reply) {
        return new FillReply((Long) reply.get(0) == 1, head(shard, reply, 1));
    }

    static List<Head> heads(List<Integer> shards, List<?> reply) {
        List<Head> heads = new ArrayList<>(shards.size());
        for (int i = 0; i < shards.size(); i++) {
            heads.add(head(shards.get(i), reply, 3 * i));
        }
        return heads;
    }

    static LogSlice log(int shard, List<?> reply) {
        List<Invalidation> steps = new ArrayList<>();
        for (Object step : (List<?>) reply.get(3)) {
            steps.add(Messages.step((byte[]) step));
        }
        return new LogSlice(head(shard, reply, 0), steps);
    }

    static Position position(List<?> reply, int from) {
        return new Position(number(reply.get(from)), number(reply.get(from + 1)));
    }

    static Head head(int shard, List<?> reply, int from) {
        return new Head(shard, position(reply, from), text(reply.get(from + 2)));
    }

    static Kind kind(String text) {
        Kind kind = KINDS.get(text);
        if (kind == null) {
            throw new IllegalArgumentException("there is no kind of step '" + text + "'");
        }
        return kind;
    }

    static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    static long number(Object bytes) {
        return Long.parseLong(text(bytes));
    }
}
