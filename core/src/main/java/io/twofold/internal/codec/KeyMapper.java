package io.twofold.internal.codec;

import io.twofold.spi.CodecException;
import io.twofold.spi.KeyCodec;
import io.twofold.spi.RemoteKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Turns a tenant's key into what the remote tier calls it, and back. No two different pairs of tenant and key get
 * the same identity, whatever characters they hold:
 *
 * <pre>
 *   id     = "k:" key                            of nobody's key
 *          | "t" length ":" tenant ":" key       of a tenant's; the length, in characters, of what follows it
 *   name   = id                                  if it has at most 200 bytes
 *          | "#" base64url(SHA-256(id))          else
 *   shard  = mixed CRC-32C of the id, modulo the number of shards
 * </pre>
 *
 * <p>Everything is UTF-8, which has no place for a surrogate without its partner; so such a one is written as
 * {@code \} and four hexadecimal digits, and {@code \} as {@code \\}.
 *
 * @param <K> the type of the keys
 */
public final class KeyMapper<K> {
    static final int LONGEST_NAME = 200;
    static final int LONGEST_ID = 4096;
    /** So many of UTF-8 at most for a char. */
    private static final int MOST_BYTES = 3;

    private final KeyCodec<K> codec;
    private final int shards;

    /** @param shards a power of two */
    public KeyMapper(KeyCodec<K> codec, int shards) {
        this.codec = codec;
        this.shards = shards;
    }

    /**
     * What the remote tier calls a key.
     *
     * @throws CodecException if the key's codec fails, or the identity is longer than 4,096 bytes
     */
    public RemoteKey remoteKey(@Nullable String tenant, K key) {
        String id = Surrogates.escape(tenant == null ? "k:" + text(key) : tenantPrefix(tenant) + text(key));
        if (isPlain(id)) {
            return new RemoteKey(0, id, id);
        }
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_ID) {
            throw new CodecException("a key of " + bytes.length + " bytes is too long: allowed are " + LONGEST_ID
                    + " with its tenant; use a shorter key, such as a digest of it");
        }
        return new RemoteKey(shard(bytes), bytes.length <= LONGEST_NAME ? id : digest(bytes), id);
    }

    /** What the remote tier calls the key of an identity that came from it. */
    public RemoteKey remoteKey(String id) {
        if (isPlain(id)) {
            return new RemoteKey(0, id, id);
        }
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        return new RemoteKey(shard(bytes), bytes.length <= LONGEST_NAME ? id : digest(bytes), id);
    }

    /** Whether nothing depends on its bytes, as there is one shard, and they are few enough for a name. */
    private boolean isPlain(String id) {
        return shards == 1 && id.length() <= LONGEST_NAME / MOST_BYTES;
    }

    private static String tenantPrefix(String tenant) {
        return "t" + tenant.length() + ":" + tenant + ":";
    }

    private String text(K key) {
        String text;
        try {
            text = codec.encode(key);
        } catch (CodecException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CodecException("the key codec " + codec.getClass().getName() + " failed", e);
        }
        if (text == null) {
            throw new CodecException("the key codec " + codec.getClass().getName() + " returned null");
        }
        return text;
    }

    /** Stable for ever: nodes of different versions must agree. */
    private int shard(byte[] id) {
        CRC32C crc = new CRC32C();
        crc.update(id, 0, id.length);
        int mixed = (int) crc.getValue() * 0x9E3779B9;
        return (mixed ^ mixed >>> 15) & shards - 1;
    }

    static String digest(byte[] id) {
        try {
            byte[] sha = MessageDigest.getInstance("SHA-256").digest(id);
            return "#" + Base64.getUrlEncoder().withoutPadding().encodeToString(sha);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /**
     * The key of an identity.
     *
     * @throws CodecException if it isn't one
     */
    public QualifiedKey<K> decode(String id) {
        String plain = Surrogates.unescape(id);
        if (plain.startsWith("k:")) {
            return new QualifiedKey<>(null, key(plain.substring(2)));
        }
        int colon = plain.indexOf(':');
        if (!plain.startsWith("t") || colon < 0) {
            throw notAnId();
        }
        int length = length(plain.substring(1, colon));
        int end = colon + 1 + length;
        if (length < 1 || end >= plain.length() || plain.charAt(end) != ':') {
            throw notAnId();
        }
        return new QualifiedKey<>(plain.substring(colon + 1, end), key(plain.substring(end + 1)));
    }

    private static int length(String digits) {
        try {
            return Math.min(Integer.parseInt(digits), LONGEST_ID);
        } catch (NumberFormatException e) {
            throw new CodecException("not the identity of a key", e);
        }
    }

    private K key(String text) {
        try {
            return codec.decode(text);
        } catch (CodecException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CodecException("the key codec " + codec.getClass().getName() + " failed", e);
        }
    }

    private static CodecException notAnId() {
        return new CodecException("not the identity of a key");
    }
}
