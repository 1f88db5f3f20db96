package io.twofold.redis;

import io.twofold.spi.Inspection;
import io.twofold.spi.Inspection.Standing;
import io.twofold.spi.Position;
import io.twofold.spi.RemoteKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@code inspect.lua} returns. */
final class InspectReply {
    private InspectReply() {}

    static Inspection read(RemoteKey key, List<?> reply) {
        List<?> control = (List<?>) reply.get(0);
        return new Inspection(
                control.isEmpty() ? null : Replies.head(key.shard(), control, 0),
                control.isEmpty() ? 0 : Replies.number(control.get(3)),
                entry((List<?>) reply.get(1)),
                lease((List<?>) reply.get(2)),
                guards((List<?>) reply.get(3)),
                unwritten(key.id(), (List<?>) reply.get(4)));
    }

    private static Inspection.@Nullable Unwritten unwritten(String id, List<?> reply) {
        if (reply.isEmpty()) {
            return null;
        }
        byte[] dirty = bytes(reply.get(0));
        byte[] dead = bytes(reply.get(3));
        return new Inspection.Unwritten(
                dirty.length == 0 ? null : DirtyReplies.item(id, dirty, Math.toIntExact((Long) reply.get(2))),
                (Long) reply.get(1),
                dead.length == 0 ? null : DirtyReplies.dead(id, dead));
    }

    private static byte[] bytes(@Nullable Object reply) {
        return reply instanceof byte[] bytes ? bytes : new byte[0];
    }

    private static Inspection.@Nullable Stored entry(List<?> entry) {
        if (entry.isEmpty()) {
            return null;
        }
        Standing standing = switch (Math.toIntExact((Long) entry.get(0))) {
            case 1 -> Standing.SERVABLE;
            case 2 -> Standing.OTHER_EPOCH;
            case 3 -> Standing.BELOW_FLOOR;
            case 4 -> Standing.BELOW_TAG_FLOOR;
            default -> throw new IllegalArgumentException("an entry can't stand so: " + entry.get(0));
        };
        byte[] stored = (byte[]) entry.get(1);
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        Position filledAt = StoredPrefix.filledAt(bytes);
        long unusedTtl = StoredPrefix.ttlMillis(bytes);
        long staleMillis = StoredPrefix.staleMillis(bytes);
        List<String> tags = hasTags(stored) ? StoredPrefix.tags(bytes) : List.of();
        byte[] envelope = Arrays.copyOfRange(stored, bytes.position(), stored.length);
        return new Inspection.Stored(
                standing, filledAt, envelope, (Long) entry.get(2) - staleMillis, staleMillis, tags);
    }

    /** Whether the tags are all there; the bytes may be anybody's. */
    private static boolean hasTags(byte[] stored) {
        int at = StoredPrefix.SHORTEST;
        for (int i = Byte.toUnsignedInt(stored[StoredPrefix.SHORTEST - 1]); i > 0; i--) {
            if (at >= stored.length) {
                return false;
            }
            at += 1 + Byte.toUnsignedInt(stored[at]);
        }
        return at <= stored.length;
    }

    private static Inspection.@Nullable Lease lease(List<?> lease) {
        return lease.isEmpty()
                ? null
                : new Inspection.Lease(Replies.text(lease.get(0)), Replies.position(lease, 1), (Long) lease.get(3));
    }

    private static List<Inspection.WriteGuard> guards(List<?> reply) {
        List<Inspection.WriteGuard> guards = new ArrayList<>(reply.size() / 2);
        for (int i = 0; i < reply.size(); i += 2) {
            guards.add(new Inspection.WriteGuard(Replies.text(reply.get(i)), (Long) reply.get(i + 1)));
        }
        guards.sort(Comparator.comparing(Inspection.WriteGuard::token));
        return guards;
    }
}
