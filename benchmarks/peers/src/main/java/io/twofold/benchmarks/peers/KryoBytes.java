package io.twofold.benchmarks.peers;

import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.redisson.client.handler.State;
import org.redisson.codec.Kryo5Codec;

/** Values as Redisson's Kryo5Codec encodes them, for Lettuce. */
public final class KryoBytes implements RedisCodec<String, Object> {
    private final Kryo5Codec kryo = new Kryo5Codec();

    /** One with a pool of its own. */
    public KryoBytes() {}

    @Override
    public String decodeKey(ByteBuffer bytes) {
        return StringCodec.UTF8.decodeKey(bytes);
    }

    @Override
    public ByteBuffer encodeKey(String key) {
        return StringCodec.UTF8.encodeKey(key);
    }

    @Override
    public Object decodeValue(ByteBuffer bytes) {
        try {
            return kryo.getValueDecoder().decode(Unpooled.wrappedBuffer(bytes), new State());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ByteBuffer encodeValue(Object value) {
        return ByteBuffer.wrap(encoded(value));
    }

    /** The bytes of a value. */
    public byte[] encoded(Object value) {
        try {
            ByteBuf encoded = kryo.getValueEncoder().encode(value);
            try {
                byte[] bytes = new byte[encoded.readableBytes()];
                encoded.readBytes(bytes);
                return bytes;
            } finally {
                encoded.release();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
