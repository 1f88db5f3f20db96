package io.twofold;

/** What {@link TieredCache#put} and {@link TieredCache#remove} do with the source. */
public enum WriteStrategy {
    /** Nothing: the caller changes the source, within {@link TieredCache#write} or before it invalidates. */
    ASIDE,
    /** They change it, and the cache with it, before they return. */
    THROUGH,
    /** They return once the remote tier holds the change; the source is changed later, in batches. */
    BEHIND
}
