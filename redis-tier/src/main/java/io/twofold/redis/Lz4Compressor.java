package io.twofold.redis;

import io.twofold.spi.CodecException;
import io.twofold.spi.Compressor;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** LZ4 blocks, without a frame: the envelope knows the length. */
final class Lz4Compressor implements Compressor {
    private final LZ4Compressor compressor;
    private final LZ4SafeDecompressor decompressor;

    Lz4Compressor() {
        LZ4Factory factory = LZ4Factory.fastestInstance();
        compressor = factory.fastCompressor();
        decompressor = factory.safeDecompressor();
    }

    @Override
    public byte id() {
        return 1;
    }

    @Override
    public byte[] compress(byte[] bytes) {
        return compressor.compress(bytes);
    }

    @Override
    public byte[] decompress(ByteBuffer compressed, int originalLength) {
        byte[] original = new byte[originalLength];
        int length;
        try {
            length = decompressor.decompress(
                    compressed.array(),
                    compressed.arrayOffset() + compressed.position(),
                    compressed.remaining(),
                    original,
                    0);
        } catch (LZ4Exception e) {
            throw new CodecException("not LZ4", e);
        }
        if (length != originalLength) {
            throw new CodecException("LZ4 of " + length + " bytes, not " + originalLength);
        }
        return original;
    }
}
