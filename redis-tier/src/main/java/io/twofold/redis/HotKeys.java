package io.twofold.redis;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The keys that a node uses most, as bytes: for each the length of its identity, two bytes, and itself. */
final class HotKeys {
    private static final int PLACES = 16;

    private HotKeys() {}

    /** Where a node's keys stand; there are so few places that what many nodes note stays small. */
    static String place(String nodeId) {
        return Integer.toString(Math.floorMod(nodeId.hashCode(), PLACES));
    }

    static byte[] toBytes(List<String> ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String id : ids) {
            byte[] each = id.getBytes(StandardCharsets.UTF_8);
            bytes.write(each.length >>> 8);
            bytes.write(each.length);
            bytes.writeBytes(each);
        }
        return bytes.toByteArray();
    }

    /** What can be read of bytes that may be anything. */
    static List<String> read(byte[] noted) {
        List<String> ids = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(noted);
        while (bytes.remaining() >= Short.BYTES) {
            int length = Short.toUnsignedInt(bytes.getShort());
            if (length > bytes.remaining()) {
                return ids;
            }
            byte[] each = new byte[length];
            bytes.get(each);
            ids.add(new String(each, StandardCharsets.UTF_8));
        }
        return ids;
    }
}
