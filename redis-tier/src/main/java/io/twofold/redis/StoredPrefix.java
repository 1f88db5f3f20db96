package io.twofold.redis;

import io.twofold.spi.NewEntry;
import io.twofold.spi.Position;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands of an entry between what the server puts first and its envelope: its time to live in milliseconds (8 bytes), for how
 * many more it is kept after that (4 bytes), the number of its tags, and for each its length and itself.
 */
final class StoredPrefix {
    /** The length of an entry without tags and envelope, in bytes, with what the server puts before it. */
    static final int SHORTEST = 4 * Long.BYTES + Integer.BYTES + 1;

    private static final int UNTIL_AT = 2 * Long.BYTES;
    private static final int STALE_AT = 4 * Long.BYTES;

    private StoredPrefix() {}

    static byte[] toBytes(NewEntry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(entry.ttlMillis())
                .putInt((int) entry.staleMillis())
                .array());
        bytes.write(entry.tags().size());
        for (String tag : entry.tags()) {
            byte[] each = tag.getBytes(StandardCharsets.UTF_8);
            bytes.write(each.length);
            bytes.writeBytes(each);
        }
        return bytes.toByteArray();
    }

    /** Until when a whole entry is kept, in milliseconds of the server's time. */
    static long keptUntilMillis(byte[] stored) {
        return ByteBuffer.wrap(stored).getLong(UNTIL_AT);
    }

    /** Reads what the server has put before: the position; the time until which it is kept is passed over. */
    static Position filledAt(ByteBuffer stored) {
        Position filledAt = new Position(stored.getLong(), stored.getLong());
        stored.position(stored.position() + Long.BYTES);
        return filledAt;
    }

    /** Reads how long it was to live, in milliseconds. */
    static long ttlMillis(ByteBuffer stored) {
        return stored.getLong();
    }

    /** Reads how long it is kept past its time to live, in milliseconds. */
    static long staleMillis(ByteBuffer stored) {
        return Integer.toUnsignedLong(stored.getInt());
    }

    /** Whether this is an entry, as far as its length tells, and one without tags. */
    static boolean isWithoutTags(byte[] stored) {
        return stored.length >= SHORTEST && stored[SHORTEST - 1] == 0;
    }

    /** For how long a whole entry is kept past its time to live, in milliseconds. */
    static long staleMillis(byte[] stored) {
        return staleMillis(ByteBuffer.wrap(stored).position(STALE_AT));
    }

    /** Reads the tags that begin here; the buffer is then at the first byte behind them. */
    static List<String> tags(ByteBuffer stored) {
        int count = Byte.toUnsignedInt(stored.get());
        List<String> tags = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] tag = new byte[Byte.toUnsignedInt(stored.get())];
            stored.get(tag);
            tags.add(new String(tag, StandardCharsets.UTF_8));
        }
        return tags;
    }
}
