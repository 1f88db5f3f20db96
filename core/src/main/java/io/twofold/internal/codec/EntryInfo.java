package io.twofold.internal.codec;

/**
 * What is stored of an entry beside its value.
 *
 * @param createdAtMillis when it was loaded or put, by that node's clock, in milliseconds since 1970; for people
 * @param loadCostNanos how long the load took, 0 for a put
 * @param epoch the shard's epoch that the node knew then
 */
public record EntryInfo(long createdAtMillis, long loadCostNanos, long epoch) {}
