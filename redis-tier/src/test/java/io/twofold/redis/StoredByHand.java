package io.twofold.redis;

import io.twofold.spi.RemoteKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Controls and entries as the scripts store them, put there without them; and what the server was asked meanwhile. */
final class StoredByHand implements AutoCloseable {
    /** The epoch of the controls. */
    static final long EPOCH = 1_000;

    /** The seq of the controls. */
    static final long SEQ = 10;

    private final KeyLayout layout;
    private final RawRedis redis;
    private final RawRedis monitor;

    StoredByHand(KeyLayout layout, int port) throws IOException {
        this.layout = layout;
        this.redis = new RawRedis(port);
        this.monitor = new RawRedis(port);
        monitor.command("MONITOR");
    }

    /** Sound ones. */
    void controls(int... shards) throws IOException {
        for (int shard : shards) {
            control(shard, EPOCH + " " + SEQ + " 5 60000 0 server nonce");
        }
    }

    void control(int shard, String bytes) throws IOException {
        redis.command("SET", layout.control(shard), bytes);
    }

    void entry(RemoteKey key, byte[] bytes) throws IOException {
        redis.command("SET", layout.entry(key), new String(bytes, StandardCharsets.ISO_8859_1), "PX", "60000");
    }

    void command(String... parts) throws IOException {
        redis.command(parts);
    }

    /** An entry without tags, granted at the control's position, that lives for another minute. */
    static byte[] sound(String envelope) {
        return entry(EPOCH, SEQ, 60_000, 0, envelope);
    }

    /** @param tag the only one; empty for none */
    static byte[] tagged(String tag, String envelope) {
        byte[] untagged = sound("");
        return ByteBuffer.allocate(untagged.length + 1 + tag.length() + envelope.length())
                .put(untagged, 0, untagged.length - 1)
                .put((byte) 1)
                .put((byte) tag.length())
                .put(latin1(tag))
                .put(latin1(envelope))
                .array();
    }

    /** @param remainingMillis of its time to live */
    static byte[] entry(long epoch, long seq, long remainingMillis, int staleMillis, String envelope) {
        return ByteBuffer.allocate(StoredPrefix.SHORTEST + envelope.length())
                .putLong(epoch)
                .putLong(seq)
                .putLong(System.currentTimeMillis() + remainingMillis + staleMillis)
                .putLong(60_000)
                .putInt(staleMillis)
                .put((byte) 0)
                .put(latin1(envelope))
                .array();
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The commands about this cache that the server was sent, but for those that scripts called. */
    List<String> commands() throws IOException {
        redis.command("ECHO", "the-end");
        List<String> commands = new ArrayList<>();
        for (String line = next(); !line.contains("the-end"); line = next()) {
            if (line.contains("\"" + layout.control(0).substring(0, 8)) && !line.contains(" lua] ")) {
                commands.add(line);
            }
        }
        return commands;
    }

    private String next() throws IOException {
        return (String) Objects.requireNonNull(monitor.reply());
    }

    @Override
    public void close() throws IOException {
        redis.close();
        monitor.close();
    }
}
