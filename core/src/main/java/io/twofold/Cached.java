package io.twofold;

import org.jspecify.annotations.Nullable;

/**
 * A value and how it was had.
 *
 * @param <V> the type of the value
 * @param value null if the source has none
 * @param isStale whether it is past its time to live, served since no newer one could be loaded in time. It was not
 *     invalidated, as far as {@code maxStaleness} lets this node know.
 */
public record Cached<V>(@Nullable V value, boolean isStale) {}
