package io.twofold.internal.codec;

import org.jspecify.annotations.Nullable;

/**
 * What is stored of an entry beside its value.
 *
 * @param createdAtMillis when it was loaded or put, by that node's clock, in milliseconds since 1970; for people
 * @param loadCostNanos how long the load took, 0 for a put
 * @param epoch the shard's epoch that the node knew then
 * @param validator what the loader left to recognize this value by, or null
 */
public record EntryInfo(
        long createdAtMillis,
        long loadCostNanos,
        long epoch,
        @Nullable String validator) {
    /** Without a validator. */
    public EntryInfo(long createdAtMillis, long loadCostNanos, long epoch) {
        this(createdAtMillis, loadCostNanos, epoch, null);
    }
}
