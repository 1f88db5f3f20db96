package io.twofold.internal.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How an entry is laid out in the remote tier, version 1. Big-endian.
 *
 * <pre>
 *   offset  bytes  what
 *        0      2  magic, 'T' 'F'
 *        2      1  version, 1
 *        3      1  codec: which value codec made the payload
 *        4      1  flags: bits 0 and 1 the compressor (0 for none), bit 2 whether the id follows, bit 3 whether the
 *                  entry says that there is no value, bit 4 whether a validator follows
 *        5      8  when the entry was made, milliseconds since 1970 by that node's clock
 *       13      4  how long its load took, microseconds, unsigned
 *       17      4  fingerprint of the codec
 *       21      8  the shard's epoch that the node knew
 *       29      4  length of the payload before compression
 *       33      2  length of the id           } only if the key's name is a digest
 *       35      n  the id, UTF-8              }
 *        .      2  length of the validator    } only if the loader left one
 *        .      n  the validator, UTF-8       }
 *        .      m  payload
 *        .      4  CRC-32C of everything before
 * </pre>
 *
 * @param codec the value codec's id
 * @param compressor the compressor's id, or 0
 * @param id the identity of the key, if its name is a digest
 * @param originalLength the length of the payload before compression
 * @param isAbsent whether the entry says that there is no value; the payload is empty then
 * @param payload positioned at its first byte; its limit is its end
 */
record Envelope(
        byte codec,
        int fingerprint,
        int compressor,
        EntryInfo info,
        @Nullable String id,
        int originalLength,
        boolean isAbsent,
        ByteBuffer payload) {
    static final byte VERSION = 1;
    private static final short MAGIC = 0x5446;
    private static final int FIXED = 33;
    private static final int CHECKSUM = Integer.BYTES;
    private static final int COMPRESSOR_BITS = 0b011;
    private static final int ID_BIT = 0b100;
    private static final int ABSENT_BIT = 0b1000;
    private static final int VALIDATOR_BIT = 0b1_0000;
    private static final long UNSIGNED_MAX = 0xFFFF_FFFFL;

    /** Why bytes are not an envelope. */
    enum Flaw {
        TOO_SHORT,
        NO_MAGIC,
        OTHER_VERSION,
        CHECKSUM
    }

    byte[] toBytes() {
        byte @Nullable [] idBytes = utf8(id);
        byte @Nullable [] validatorBytes = utf8(info.validator());
        ByteBuffer bytes =
                ByteBuffer.allocate(FIXED + size(idBytes) + size(validatorBytes) + payload.remaining() + CHECKSUM);
        int flags = compressor
                | (id == null ? 0 : ID_BIT)
                | (isAbsent ? ABSENT_BIT : 0)
                | (validatorBytes == null ? 0 : VALIDATOR_BIT);
        bytes.putShort(MAGIC).put(VERSION).put(codec).put((byte) flags);
        bytes.putLong(info.createdAtMillis());
        bytes.putInt((int) Math.min(info.loadCostNanos() / 1_000, UNSIGNED_MAX));
        bytes.putInt(fingerprint).putLong(info.epoch()).putInt(originalLength);
        put(idBytes, bytes);
        put(validatorBytes, bytes);
        bytes.put(payload.duplicate());
        bytes.putInt(checksum(bytes.array(), bytes.position()));
        return bytes.array();
    }

    private static byte @Nullable [] utf8(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static int size(byte @Nullable [] text) {
        return text == null ? 0 : Short.BYTES + text.length;
    }

    private static void put(byte @Nullable [] text, ByteBuffer bytes) {
        if (text != null) {
            bytes.putShort((short) text.length).put(text);
        }
    }

    private static String text(ByteBuffer buffer) {
        byte[] bytes = new byte[Math.min(Short.toUnsignedInt(buffer.getShort()), buffer.capacity())];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Why these bytes are no envelope, or null if they are one. */
    static @Nullable Flaw flaw(byte[] bytes) {
        if (bytes.length < FIXED + CHECKSUM) {
            return Flaw.TOO_SHORT;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (buffer.getShort(0) != MAGIC) {
            return Flaw.NO_MAGIC;
        }
        if (buffer.get(2) != VERSION) {
            return Flaw.OTHER_VERSION;
        }
        int end = bytes.length - CHECKSUM;
        return buffer.getInt(end) == checksum(bytes, end) ? null : Flaw.CHECKSUM;
    }

    /**
     * The envelope of bytes without a flaw.
     *
     * @throws java.nio.BufferUnderflowException if its parts are longer than it is, which a checksum made on
     *     purpose doesn't rule out
     */
    static Envelope of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, bytes.length - CHECKSUM).position(3);
        byte codec = buffer.get();
        int flags = buffer.get();
        long createdAt = buffer.getLong();
        long costMicros = Integer.toUnsignedLong(buffer.getInt());
        int fingerprint = buffer.getInt();
        long epoch = buffer.getLong();
        int originalLength = buffer.getInt();
        String id = (flags & ID_BIT) == 0 ? null : text(buffer);
        String validator = (flags & VALIDATOR_BIT) == 0 ? null : text(buffer);
        return new Envelope(
                codec,
                fingerprint,
                flags & COMPRESSOR_BITS,
                new EntryInfo(createdAt, costMicros * 1_000, epoch, validator),
                id,
                originalLength,
                (flags & ABSENT_BIT) != 0,
                buffer);
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
