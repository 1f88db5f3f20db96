package io.twofold;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An audit's finding: a read was answered with a value that the source no longer had, this node has gone on serving
 * that value for longer than it may, and no invalidation of the key has come.
 *
 * @param cache the name of the cache
 * @param tenant whose key it is; null for nobody's
 * @param key the key
 * @param read the value that was read, and that the node still serves
 * @param source the source's value, or null if it has none
 * @param readAt when it was read, by this machine's clock
 * @param explanation what each tier held when it was found
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public record AuditMismatch<K, V>(
        String cache,
        @Nullable String tenant,
        K key,
        V read,
        @Nullable V source,
        Instant readAt,
        Explanation explanation) {}
