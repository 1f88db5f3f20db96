package io.twofold.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.redisson.client.handler.State;
import org.redisson.client.protocol.Decoder;

/**
 * Reads entries while they lie in the network's buffer, so that their bytes are copied once: a {@link SeenEntry}, or the
 * bytes of whatever is none.
 */
final class LookCodec extends BytesCodec {
    static final LookCodec LOOK = new LookCodec();

    private final Decoder<Object> decoder = LookCodec::decode;

    private LookCodec() {}

    @Override
    public Decoder<Object> getValueDecoder() {
        return decoder;
    }

    private static Object decode(ByteBuf stored, State state) {
        SeenEntry entry = SeenEntry.read(stored);
        return entry == null ? ByteBufUtil.getBytes(stored) : entry;
    }
}
