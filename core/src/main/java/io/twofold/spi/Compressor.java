package io.twofold.spi;

import java.nio.ByteBuffer;

/** A compression algorithm. Safe for use by many threads. */
public interface Compressor {
    /** Identifies the algorithm in stored bytes; 1 to 3. */
    byte id();

    /** The compressed form of some bytes. */
    byte[] compress(byte[] bytes);

    /**
     * The original form.
     *
     * @param compressed positioned at the first byte; its limit is the end
     * @param originalLength how long the result must be
     * @throws CodecException if these bytes are not the compressed form of so many bytes
     */
    byte[] decompress(ByteBuffer compressed, int originalLength);
}
