package io.twofold;

import org.jspecify.annotations.Nullable;

/**
 * What changes the source: see {@link TieredCache#write}.
 *
 * @param <R> the type of its result
 * @param <X> what it may throw
 */
@FunctionalInterface
public interface WriteAction<R extends @Nullable Object, X extends Exception> {
    /**
     * Changes the source, and returns once that is committed.
     *
     * @return whatever the caller is to get
     * @throws X if it can't; the caller gets just that
     */
    R run() throws X;
}
