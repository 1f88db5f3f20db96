package io.twofold.spi;

import java.nio.ByteBuffer;

/**
 * Turns values into bytes and back. Safe for use by many threads.
 *
 * @param <V> the type of the values
 */
public interface ValueCodec<V> {
    /** Identifies the format; 1 to 127. Twofold's own codecs use 1 to 31. */
    byte id();

    /**
     * Identifies the shape of what is encoded: two codecs that can't read each other's bytes must differ. A
     * stored value of another fingerprint is a miss.
     */
    int fingerprint();

    /**
     * The bytes of a value.
     *
     * @param value never null
     * @throws CodecException if the value can't be encoded, naming what is in the way and what to do
     */
    byte[] encode(V value);

    /**
     * The value of some bytes. The bytes may come from anybody: decoding must not run code or make classes
     * that were not registered, nor allocate out of proportion to their length.
     *
     * @param bytes positioned at the first byte; its limit is the end
     * @throws CodecException if they are not the encoding of a value
     */
    V decode(ByteBuffer bytes);
}
