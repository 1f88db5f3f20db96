package io.twofold.internal.codec;

import io.twofold.CacheSpec;
import io.twofold.Compression;
import io.twofold.spi.CodecException;
import io.twofold.spi.Compressor;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.ValueCodec;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns values into the bytes that the remote tier holds, and back. What doesn't decode, whatever the bytes
 * are, is a result, not an exception: they may come from another version, another service, or an attacker.
 *
 * @param <V> the type of the values
 */
public final class EntryCodec<V> {
    private static final byte[] NOTHING = {};

    private final ValueCodec<V> values;
    private final @Nullable Compressor compressor;
    private final int compressAbove;
    private final int maxValueSize;

    private EntryCodec(ValueCodec<V> values, @Nullable Compressor compressor, int compressAbove, int maxValueSize) {
        this.values = values;
        this.compressor = compressor;
        this.compressAbove = compressAbove;
        this.maxValueSize = maxValueSize;
    }

    /**
     * As a spec says.
     *
     * @param compressors finds a compressor by its name in the spec
     */
    public static <V> EntryCodec<V> of(ValueCodec<V> values, CacheSpec spec, Function<String, Compressor> compressors) {
        Compressor compressor = spec.l2Compression() == Compression.NONE
                ? null
                : compressors.apply(spec.l2Compression().name().toLowerCase(Locale.ROOT));
        return new EntryCodec<>(values, compressor, spec.l2CompressAbove(), spec.l2MaxValueSize());
    }

    /**
     * What became of some bytes.
     *
     * @param <V> the type of the value
     */
    public sealed interface Result<V> {}

    /**
     * They are an entry.
     *
     * @param value null if the entry says that there is no value
     */
    public record Decoded<V>(@Nullable V value, EntryInfo info) implements Result<V> {}

    /**
     * They are not one that this cache can read.
     *
     * @param detail for the developer who looks into it
     */
    public record Undecodable<V>(Reason reason, String detail) implements Result<V> {
        @Override
        public String toString() {
            return reason + (detail.isEmpty() ? "" : " (" + detail + ")");
        }
    }

    /** Why bytes can't be read. */
    public enum Reason {
        /** Not an envelope of ours, or cut short. */
        NOT_AN_ENVELOPE,
        /** Of a version of the layout that this library doesn't know. */
        OTHER_VERSION,
        /** Changed since they were written. */
        CORRUPT,
        /** Made by another codec, or from classes of another shape. */
        OTHER_CODEC,
        /** The entry of another key whose name has the same digest. */
        OTHER_KEY,
        /** Larger than {@code l2.maxValueSize}. */
        TOO_LARGE,
        /** The codec refused the payload. */
        BAD_PAYLOAD
    }

    /**
     * The bytes of an entry.
     *
     * @param value null for an entry that says that there is no value
     * @throws CodecException if the value can't be encoded or is too large
     */
    public byte[] encode(RemoteKey key, @Nullable V value, EntryInfo info) {
        byte[] payload = value == null ? NOTHING : encoded(value);
        if (payload.length > maxValueSize) {
            throw new CodecException("a value of " + payload.length + " bytes is larger than l2.maxValueSize="
                    + maxValueSize + "B allows; store less, or raise the setting on every node");
        }
        byte[] smaller = payload;
        byte compressedBy = 0;
        if (compressor != null && payload.length > compressAbove) {
            byte[] compressed = compressor.compress(payload);
            if (compressed.length < payload.length) {
                smaller = compressed;
                compressedBy = compressor.id();
            }
        }
        return new Envelope(
                        values.id(),
                        values.fingerprint(),
                        compressedBy,
                        info,
                        key.isDigest() ? key.id() : null,
                        payload.length,
                        value == null,
                        ByteBuffer.wrap(smaller))
                .toBytes();
    }

    private byte[] encoded(V value) {
        try {
            return values.encode(value);
        } catch (CodecException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw new CodecException(
                    "the value codec failed for a " + value.getClass().getName(), e);
        }
    }

    /** What became of these bytes, found under this key. Never throws for what the bytes are. */
    public Result<V> decode(RemoteKey key, byte[] bytes) {
        Envelope.Flaw flaw = Envelope.flaw(bytes);
        if (flaw != null) {
            return undecodable(reason(flaw), bytes.length + " bytes");
        }
        try {
            return decode(key, Envelope.of(bytes));
        } catch (CodecException e) {
            return undecodable(Reason.BAD_PAYLOAD, String.valueOf(e.getMessage()));
        } catch (BufferUnderflowException e) {
            return undecodable(Reason.CORRUPT, "its parts are longer than the whole");
        } catch (RuntimeException | StackOverflowError e) {
            return undecodable(Reason.BAD_PAYLOAD, e.toString());
        }
    }

    private static Reason reason(Envelope.Flaw flaw) {
        return switch (flaw) {
            case TOO_SHORT, NO_MAGIC -> Reason.NOT_AN_ENVELOPE;
            case OTHER_VERSION -> Reason.OTHER_VERSION;
            case CHECKSUM -> Reason.CORRUPT;
        };
    }

    private Result<V> decode(RemoteKey key, Envelope envelope) {
        if (envelope.codec() != values.id() || envelope.fingerprint() != values.fingerprint()) {
            return undecodable(
                    Reason.OTHER_CODEC,
                    "codec " + envelope.codec() + ", fingerprint " + Integer.toHexString(envelope.fingerprint()));
        }
        if (key.isDigest() ? !key.id().equals(envelope.id()) : envelope.id() != null) {
            return undecodable(Reason.OTHER_KEY, "");
        }
        if (envelope.isAbsent()) {
            return new Decoded<>(null, envelope.info());
        }
        if (envelope.originalLength() < 0 || envelope.originalLength() > maxValueSize) {
            return undecodable(Reason.TOO_LARGE, envelope.originalLength() + " bytes");
        }
        ByteBuffer payload = envelope.payload();
        if (envelope.compressor() != 0) {
            if (compressor == null || compressor.id() != envelope.compressor()) {
                return undecodable(Reason.OTHER_CODEC, "compressor " + envelope.compressor());
            }
            payload = ByteBuffer.wrap(compressor.decompress(payload, envelope.originalLength()));
        } else if (payload.remaining() != envelope.originalLength()) {
            return undecodable(Reason.CORRUPT, "its length isn't what it says");
        }
        V value = values.decode(payload);
        return value == null
                ? undecodable(Reason.BAD_PAYLOAD, "the codec decoded nothing")
                : new Decoded<>(value, envelope.info());
    }

    private static <V> Undecodable<V> undecodable(Reason reason, String detail) {
        return new Undecodable<>(reason, detail);
    }
}
