package io.twofold.internal.codec;

import org.jspecify.annotations.Nullable;

/**
 * A key and whose it is.
 *
 * @param tenant the tenant, or null for nobody's
 */
public record QualifiedKey<K>(@Nullable String tenant, K key) {}
