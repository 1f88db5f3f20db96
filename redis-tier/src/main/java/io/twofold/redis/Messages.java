package io.twofold.redis;

import io.twofold.spi.FeedListener;
import io.twofold.spi.Invalidation;
import io.twofold.spi.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages on a cache's channel of announcements: fields, each a length in bytes, a colon and so many bytes.
 *
 * <pre>
 *   S shard epoch seq nonce previousNonce kind id*     a step of a shard's history
 *   R node id                                          a key was refreshed by a node
 *   M message*                                         several, in order
 * </pre>
 */
final class Messages {
    private Messages() {}

    /** The announcement of a refresh. */
    static byte[] refreshed(String nodeId, String id) {
        return (field("R") + field(nodeId) + field(id)).getBytes(StandardCharsets.UTF_8);
    }

    /** Ids as the end of the message of a step. */
    static String fields(List<String> ids) {
        StringBuilder fields = new StringBuilder();
        ids.forEach(id -> fields.append(field(id)));
        return fields.toString();
    }

    private static String field(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length + ":" + text;
    }

    /**
     * Hands a message to the listener, unless it is a refresh by this node itself.
     *
     * @throws IllegalArgumentException if it isn't a message
     */
    static void deliver(byte[] message, String nodeId, FeedListener listener) {
        if (message.length > 2 && message[0] == '1' && message[1] == ':' && message[2] == 'M') {
            each(message, 3, message.length, (from, to) -> deliver(message, from, to, nodeId, listener));
        } else {
            deliver(message, 0, message.length, nodeId, listener);
        }
    }

    /**
     * The step that a message announces, as the log has it too.
     *
     * @throws IllegalArgumentException if it announces none
     */
    static Invalidation step(byte[] message) {
        List<String> fields = fields(message, 0, message.length);
        if (!isStep(fields)) {
            throw new IllegalArgumentException("not a step");
        }
        return step(fields);
    }

    private static List<String> fields(byte[] message, int from, int to) {
        List<String> fields = new ArrayList<>();
        each(
                message,
                from,
                to,
                (begin, end) -> fields.add(new String(message, begin, end - begin, StandardCharsets.UTF_8)));
        return fields;
    }

    private static boolean isStep(List<String> fields) {
        return fields.size() >= 7 && fields.get(0).equals("S");
    }

    private static void deliver(byte[] message, int from, int to, String nodeId, FeedListener listener) {
        List<String> fields = fields(message, from, to);
        if (isStep(fields)) {
            listener.onInvalidation(step(fields));
        } else if (fields.size() == 3 && fields.get(0).equals("R")) {
            if (!fields.get(1).equals(nodeId)) {
                listener.onRefreshed(fields.get(2));
            }
        } else {
            throw new IllegalArgumentException("not an announcement");
        }
    }

    private static Invalidation step(List<String> fields) {
        return new Invalidation(
                Integer.parseInt(fields.get(1)),
                new Position(Long.parseLong(fields.get(2)), Long.parseLong(fields.get(3))),
                fields.get(4),
                fields.get(5),
                Replies.kind(fields.get(6)),
                fields.subList(7, fields.size()));
    }

    /** Takes where a field's bytes begin, and where they have ended. */
    private interface Part {
        void at(int begin, int end);
    }

    private static void each(byte[] message, int from, int to, Part part) {
        int at = from;
        while (at < to) {
            int length = 0;
            while (at < to && message[at] != ':') {
                int digit = message[at++] - '0';
                if (digit < 0 || digit > 9 || length > message.length) {
                    throw new IllegalArgumentException("not a field's length");
                }
                length = 10 * length + digit;
            }
            int begin = at + 1;
            if (begin + length > to) {
                throw new IllegalArgumentException("a field ends after the message does");
            }
            part.at(begin, begin + length);
            at = begin + length;
        }
    }
}
