package io.twofold.testkit.engine;

import io.twofold.spi.CodecException;
import io.twofold.spi.ValueCodec;
import java.nio.ByteBuffer;

/** Numbers as four bytes. */
final class NumberCodec implements ValueCodec<Integer> {
    @Override
    public byte id() {
        return 99;
    }

    @Override
    public int fingerprint() {
        return 4;
    }

    @Override
    public byte[] encode(Integer value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    @Override
    public Integer decode(ByteBuffer bytes) {
        if (bytes.remaining() != 4) {
            throw new CodecException("not four bytes");
        }
        return bytes.getInt();
    }
}
