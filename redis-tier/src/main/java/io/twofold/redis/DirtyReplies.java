package io.twofold.redis;

import io.twofold.spi.DirtyStore.Dead;
import io.twofold.spi.DirtyStore.Item;
import io.twofold.spi.DirtyStore.State;
import io.twofold.spi.DirtyStore.Taken;
import io.twofold.spi.NewEntry;
import io.twofold.spi.RemoteKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what the scripts of dirty values return. */
final class DirtyReplies {
    private static final int POSITION_OF_ATTEMPTS = 1;

    private DirtyReplies() {}

    /** A dirty value: version, P or D, and of a value what stands before an entry's bytes, and those. */
    static Item item(String id, byte[] stored, int attempts) {
        return item(id, ByteBuffer.wrap(stored), attempts);
    }

    private static Item item(String id, ByteBuffer bytes, int attempts) {
        long version = bytes.getLong();
        if (bytes.get() == 'D') {
            return new Item(id, version, attempts, null);
        }
        long ttlMillis = StoredPrefix.ttlMillis(bytes);
        long staleMillis = StoredPrefix.staleMillis(bytes);
        List<String> tags = StoredPrefix.tags(bytes);
        byte[] envelope = new byte[bytes.remaining()];
        bytes.get(envelope);
        return new Item(id, version, attempts, new NewEntry(envelope, ttlMillis, staleMillis, tags));
    }

    /** Of some keys; those are missing that aren't dirty. */
    static Map<RemoteKey, Item> items(List<RemoteKey> keys, List<?> reply) {
        Map<RemoteKey, Item> items = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            if (reply.get(i) instanceof byte[] stored) {
                items.put(keys.get(i), item(keys.get(i).id(), stored, 0));
            }
        }
        return items;
    }

    static Taken taken(List<?> reply) {
        List<Item> items = new ArrayList<>();
        List<?> found = (List<?>) reply.get(5);
        for (int i = 0; i < found.size(); i += 3) {
            items.add(item(
                    Replies.text(found.get(i)), (byte[]) found.get(i + 1), Math.toIntExact((Long) found.get(i + 2))));
        }
        State state = new State((Long) reply.get(1), (Long) reply.get(2), (Long) reply.get(3), (Long) reply.get(4));
        return new Taken(Replies.number(reply.get(0)), state, items);
    }

    /** A value that was set aside: a flag, attempts and length of the reason, the reason, and the dirty value. */
    static Dead dead(String id, byte[] stored) {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        boolean superseded = bytes.get() == 'S';
        int attempts = bytes.getInt(POSITION_OF_ATTEMPTS);
        byte[] reason = new byte[bytes.getInt(POSITION_OF_ATTEMPTS + Integer.BYTES)];
        bytes.position(POSITION_OF_ATTEMPTS + 2 * Integer.BYTES);
        bytes.get(reason);
        return new Dead(item(id, bytes, attempts), new String(reason, StandardCharsets.UTF_8), superseded);
    }
}
