package io.twofold.redis;

import io.netty.buffer.ByteBuf;
import io.twofold.spi.Position;
import org.jspecify.annotations.Nullable;

/**
 * An entry without tags, as a {@linkplain Look look} sees it.
 *
 * @param filledAt at which step it was granted
 * @param keptUntilMillis until when the server keeps it, by the server's clock
 * @param ttlMillis its time to live
 * @param staleMillis for how long it is kept past that
 */
@SuppressWarnings("ArrayRecordComponent") // nobody changes it
record SeenEntry(Position filledAt, long keptUntilMillis, long ttlMillis, long staleMillis, byte[] envelope) {
    /** Reads one, or nothing if these bytes are none, as far as their length tells, or have tags. */
    static @Nullable SeenEntry read(ByteBuf stored) {
        int length = stored.readableBytes();
        if (length < StoredPrefix.SHORTEST || stored.getByte(stored.readerIndex() + StoredPrefix.SHORTEST - 1) != 0) {
            return null;
        }
        Position filledAt = new Position(stored.readLong(), stored.readLong());
        long keptUntilMillis = stored.readLong();
        long ttlMillis = stored.readLong();
        long staleMillis = stored.readUnsignedInt();
        byte[] envelope = new byte[length - StoredPrefix.SHORTEST];
        stored.skipBytes(1).readBytes(envelope);
        return new SeenEntry(filledAt, keptUntilMillis, ttlMillis, staleMillis, envelope);
    }
}
