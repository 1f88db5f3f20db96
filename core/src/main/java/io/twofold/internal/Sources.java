package io.twofold.internal;

import io.twofold.BulkLoader;
import io.twofold.CacheLoader;
import io.twofold.ContextLoader;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a cache's values come from: the loaders that its builder was given.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class Sources<K, V> {
    private final String cache;
    private final @Nullable Source<K, V> own;
    private final @Nullable BulkLoader<K, V> bulk;
    private final LoadRunner runner;

    /** A loader, the cache's own or a caller's. */
    interface Source<K, V> {
        /** The load of one key of a tenant, or of nobody. */
        Loading<V> loading(@Nullable String tenant, K key);

        /** Whether the bulk loader may be asked in its place. */
        boolean isBulk();
    }

    Sources(
            String cache,
            @Nullable ContextLoader<? super K, V> loader,
            @Nullable BulkLoader<K, V> bulk,
            LoadRunner runner) {
        this.cache = cache;
        this.bulk = bulk;
        this.runner = runner;
        if (loader != null) {
            this.own = new OfLoader(loader, bulk != null);
        } else {
            this.own = bulk == null ? null : new OfBulkLoader(bulk);
        }
    }

    /** The cache's own, or null if it has none. */
    @Nullable
    Source<K, V> own() {
        return own;
    }

    /**
     * The cache's own.
     *
     * @throws IllegalStateException if it has none
     */
    Source<K, V> ownOrFail() {
        if (own == null) {
            throw new IllegalStateException(
                    "cache '" + cache + "' has no loader: build it with loader(...), or pass one to get(key, loader)");
        }
        return own;
    }

    /** A loader that asks for no context, as one that is given it. */
    static <K, V> ContextLoader<? super K, V> contextual(CacheLoader<? super K, ? extends V> loader) {
        Objects.requireNonNull(loader, "loader");
        return (ContextLoader<K, V>) (key, context) -> loader.load(key);
    }

    /**
     * A caller's, of either kind. So nothing is made of it unless it is needed, which it isn't for a hit.
     *
     * @param loader a {@link CacheLoader} or {@link ContextLoader} of this cache's keys and values
     */
    @SuppressWarnings("unchecked") // the views take nothing else
    Source<K, V> ofEither(Object loader) {
        return loader instanceof CacheLoader<?, ?> plain
                ? of(contextual((CacheLoader<? super K, ? extends V>) plain))
                : of((ContextLoader<? super K, V>) loader);
    }

    /** A caller's. */
    Source<K, V> of(ContextLoader<? super K, V> loader) {
        return new OfLoader(loader, false);
    }

    boolean hasBulk() {
        return bulk != null;
    }

    /** The loads of several keys at a time. */
    interface Batch<K, V> {
        /** The load of a key. */
        Loading<V> of(K key);

        /** Those keys have been told of which it is known so far that they have to be loaded. */
        void run();
    }

    /**
     * The loads of several keys of a tenant, or of nobody, by the cache's own.
     *
     * @throws IllegalStateException if it has none
     */
    Batch<K, V> batch(@Nullable String tenant) {
        Source<K, V> source = ownOrFail();
        return source.isBulk() ? bulk(tenant) : new OneByOne<>(source, tenant);
    }

    private record OneByOne<K, V>(
            Source<K, V> source, @Nullable String tenant) implements Batch<K, V> {
        @Override
        public Loading<V> of(K key) {
            return source.loading(tenant, key);
        }

        @Override
        public void run() {
            // each has begun by itself
        }
    }

    /** One call of the bulk loader for several keys of a tenant, or of nobody. */
    BulkLoad<K, V> bulk(@Nullable String tenant) {
        if (bulk == null) {
            throw new IllegalStateException("cache '" + cache + "' has no bulk loader");
        }
        return new BulkLoad<>(bulk, runner, tenant);
    }

    private final class OfLoader implements Source<K, V> {
        private final ContextLoader<? super K, V> loader;
        private final boolean isBulk;

        OfLoader(ContextLoader<? super K, V> loader, boolean isBulk) {
            this.loader = loader;
            this.isBulk = isBulk;
        }

        @Override
        public Loading<V> loading(@Nullable String tenant, K key) {
            return runner.loading(context -> loader.load(key, context), tenant);
        }

        @Override
        public boolean isBulk() {
            return isBulk;
        }
    }

    private final class OfBulkLoader implements Source<K, V> {
        private final BulkLoader<K, V> loader;

        OfBulkLoader(BulkLoader<K, V> loader) {
            this.loader = loader;
        }

        @Override
        public Loading<V> loading(@Nullable String tenant, K key) {
            return runner.loading(
                    context -> {
                        Map<K, V> loaded = loader.loadAll(Set.of(key));
                        return loaded.get(key);
                    },
                    tenant);
        }

        @Override
        public boolean isBulk() {
            return true;
        }
    }
}
