package io.twofold.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.protocol.Encoder;

/**
 * Bytes as they are, both ways, and strings as UTF-8 on the way there. A subclass of Redisson's own, since it
 * spares those a look-up behind a lock for each command.
 */
class BytesCodec extends ByteArrayCodec {
    static final BytesCodec BYTES = new BytesCodec();

    @Override
    public Encoder getValueEncoder() {
        return BytesCodec::encode;
    }

    private static ByteBuf encode(Object in) {
        if (in instanceof byte[] bytes) {
            return Unpooled.wrappedBuffer(bytes);
        }
        return ByteBufUtil.writeUtf8(ByteBufAllocator.DEFAULT, (String) in);
    }
}
