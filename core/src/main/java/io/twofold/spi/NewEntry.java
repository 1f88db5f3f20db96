package io.twofold.spi;

import java.util.List;

/**
 * An entry to be stored.
 *
 * @param envelope the bytes
 * @param ttlMillis its time to live in milliseconds, at least 1
 * @param tags the identities of its tags, each at most 255 bytes, at most 32 of them; it is a miss once one of them
 *     was invalidated
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed over, never compared
public record NewEntry(byte[] envelope, long ttlMillis, List<String> tags) {
    public NewEntry {
        tags = List.copyOf(tags);
    }

    /** Without tags. */
    public static NewEntry of(byte[] envelope, long ttlMillis) {
        return new NewEntry(envelope, ttlMillis, List.of());
    }
}
