package io.twofold.redis;

import io.twofold.spi.NewEntry;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands of an entry between its position and its envelope: its time to live in milliseconds (8 bytes), for how
 * many more it is kept after that (4 bytes), the number of its tags, and for each its length and itself.
 */
final class StoredPrefix {
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

    /** Reads how long it was to live, in milliseconds. */
    static long ttlMillis(ByteBuffer stored) {
        return stored.getLong();
    }

    /** Reads how long it is kept past its time to live, in milliseconds. */
    static long staleMillis(ByteBuffer stored) {
        return Integer.toUnsignedLong(stored.getInt());
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
