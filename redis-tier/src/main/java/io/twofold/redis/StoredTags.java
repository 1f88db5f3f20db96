package io.twofold.redis;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The tags of an entry as they stand before its envelope: their number, and for each its length and itself. */
final class StoredTags {
    private static final byte[] NONE = {0};

    private StoredTags() {}

    static byte[] toBytes(List<String> tags) {
        if (tags.isEmpty()) {
            return NONE;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(tags.size());
        for (String tag : tags) {
            byte[] each = tag.getBytes(StandardCharsets.UTF_8);
            bytes.write(each.length);
            bytes.writeBytes(each);
        }
        return bytes.toByteArray();
    }

    /** Reads the tags that begin here; the buffer is then at the first byte behind them. */
    static List<String> read(ByteBuffer stored) {
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
