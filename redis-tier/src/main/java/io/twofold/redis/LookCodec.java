package io.twofold.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.twofold.spi.Arrivals;
import org.redisson.client.handler.State;
import org.redisson.client.protocol.Decoder;

/**
 * Reads entries while they lie in the network's buffer, so that their bytes are copied once: a {@link SeenEntry}, or the
 * bytes of whatever is none.
 */
final class LookCodec extends BytesCodec {
    static final LookCodec LOOK = new LookCodec(LookCodec::decode);

    private final Decoder<Object> decoder;

    private LookCodec(Decoder<Object> decoder) {
        this.decoder = decoder;
    }

    /** One that also tells of envelopes while the rest of the reply is still to be read. */
    static LookCodec telling(Arrivals arrivals) {
        return new LookCodec((stored, state) -> {
            Object seen = decode(stored, state);
            if (seen instanceof SeenEntry entry) {
                arrivals.arrived(entry.envelope());
            }
            return seen;
        });
    }

    @Override
    public Decoder<Object> getValueDecoder() {
        return decoder;
    }

    private static Object decode(ByteBuf stored, State state) {
        SeenEntry entry = SeenEntry.read(stored);
        return entry == null ? ByteBufUtil.getBytes(stored) : entry;
    }
}
