package io.twofold.redis;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.twofold.spi.CodecException;
import io.twofold.spi.Compressor;
import java.nio.ByteBuffer;

/** Zstandard at its fastest usual level. */
final class ZstdCompressor implements Compressor {
    private static final int LEVEL = 1;

    /** Fails at once if the library is missing. */
    ZstdCompressor() {
        if (Zstd.maxCompressionLevel() < LEVEL) {
            throw new IllegalStateException("this zstd library has no level " + LEVEL);
        }
    }

    @Override
    public byte id() {
        return 2;
    }

    @Override
    public byte[] compress(byte[] bytes) {
        return Zstd.compress(bytes, LEVEL);
    }

    @Override
    public byte[] decompress(ByteBuffer compressed, int originalLength) {
        byte[] original = new byte[originalLength];
        long length;
        try {
            length = Zstd.decompressByteArray(
                    original,
                    0,
                    originalLength,
                    compressed.array(),
                    compressed.arrayOffset() + compressed.position(),
                    compressed.remaining());
        } catch (ZstdException e) {
            throw new CodecException("not Zstandard", e);
        }
        if (length != originalLength) {
            throw new CodecException("Zstandard of " + length + " bytes, not " + originalLength);
        }
        return original;
    }
}
