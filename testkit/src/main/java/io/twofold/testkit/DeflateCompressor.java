package io.twofold.testkit;

import io.twofold.spi.CodecException;
import io.twofold.spi.Compressor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** The JDK's own compression. */
final class DeflateCompressor implements Compressor {
    private static final byte ID = 3;

    @Override
    public byte id() {
        return ID;
    }

    @Override
    public byte[] compress(byte[] bytes) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] part = new byte[4096];
            while (!deflater.finished()) {
                out.write(part, 0, deflater.deflate(part));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    @Override
    public byte[] decompress(ByteBuffer compressed, int originalLength) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(compressed);
            byte[] original = new byte[originalLength];
            int length = inflater.inflate(original);
            if (length != originalLength || inflater.inflate(new byte[1]) > 0 || !inflater.finished()) {
                throw new CodecException("not the compressed form of " + originalLength + " bytes");
            }
            return original;
        } catch (DataFormatException e) {
            throw new CodecException("not deflated", e);
        } finally {
            inflater.end();
        }
    }
}
