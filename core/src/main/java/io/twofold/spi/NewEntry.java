package io.twofold.spi;

import java.util.List;

/**
 * An entry to be stored.
 *
 * @param envelope the bytes
 * @param ttlMillis its time to live in milliseconds, at least 1
 * @param staleMillis for how long after that it is kept, in case a load fails; at most 2^32 - 1
 * @param tags the identities of its tags, each at most 255 bytes, at most 32 of them; it is a miss once one of them
 *     was invalidated
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed over, never compared
public record NewEntry(byte[] envelope, long ttlMillis, long staleMillis, List<String> tags) {
    public NewEntry {
        tags = List.copyOf(tags);
    }

    /** Without tags, and not kept any longer. */
    public static NewEntry of(byte[] envelope, long ttlMillis) {
        return new NewEntry(envelope, ttlMillis, 0, List.of());
    }
}
