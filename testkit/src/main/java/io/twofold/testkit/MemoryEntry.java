package io.twofold.testkit;

import io.twofold.spi.Position;
import java.util.List;

/** An entry that a shard holds. */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed over, never compared
record MemoryEntry(
        Position filledAt, byte[] envelope, long ttlMillis, long expiresAt, long staleMillis, List<String> tags) {
    /** What is left of it when its life is ended by a step. */
    MemoryEntry expired(Position step, long now) {
        return new MemoryEntry(step, envelope, ttlMillis, Math.min(expiresAt, now), staleMillis, tags);
    }
}
