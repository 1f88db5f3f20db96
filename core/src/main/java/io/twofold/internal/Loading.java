package io.twofold.internal;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A loader with its key, to be run once it is known that the key's value must be loaded.
 *
 * @param <V> the type of the value
 */
@FunctionalInterface
interface Loading<V> {
    /**
     * Begins the load, on the cache's executor. Completes exceptionally with just what the loader threw.
     *
     * @param previous the value that it is to replace, if that is known
     */
    CompletableFuture<Loaded<V>> begin(@Nullable Previous<V> previous);
}
