package io.twofold;

import io.twofold.internal.Manager;
import io.twofold.spi.RandomSource;
import io.twofold.spi.RemoteTierFactory;
import io.twofold.spi.TimeSource;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The manager: owns the tiers, time and threads that its named caches share. One for each process is usual.
 *
 * <pre>{@code
 * Twofold twofold = Twofold.builder().remote(RedisTier.connect("redis://localhost:6379")).build();
 * TieredCache<Long, Product> products = twofold.cache("products", Long.class, Product.class)
 *         .spec("ttl=10m, l1.maximumSize=50_000")
 *         .loader(database::findProduct)
 *         .build();
 * Product product = products.get(42L);
 * }</pre>
 *
 * <p>Safe for use by many threads.
 */
public final class Twofold implements AutoCloseable {
    private final Manager manager;

    private Twofold(Manager manager) {
        this.manager = manager;
    }

    /** Begins a manager. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Begins a cache.
     *
     * @param name 1 to 64 letters, digits, {@code .}, {@code _} or {@code -}; the nodes of a fleet share the
     *     caches of the same namespace and name
     * @param keyType the type of the keys: a string, number, UUID, date, enum, or a record of such; any other
     *     needs a {@linkplain CacheBuilder#keyCodec key codec} if the cache has a remote tier
     * @param valueType the type of the values
     * @throws IllegalArgumentException if the name isn't allowed
     */
    public <K, V> CacheBuilder<K, V> cache(String name, Class<K> keyType, Class<V> valueType) {
        return new CacheBuilder<>(manager, name, keyType, valueType);
    }

    /**
     * Closes every cache, the remote tier that it was given (which closes its client only if it made it), and
     * the threads that it made. Calls of a closed cache throw {@link IllegalStateException}. Idempotent.
     */
    @Override
    public void close() {
        manager.close();
    }

    /** Puts a manager together. Each setting has a default that is right for most. */
    public static final class Builder {
        private String namespace = "default";
        private @Nullable RemoteTierFactory remote;
        private @Nullable CacheSpecs specs;
        private @Nullable Executor executor;
        private @Nullable TimeSource time;
        private @Nullable RandomSource random;

        private Builder() {}

        /**
         * Sets apart the caches of services that share a Redis.
         *
         * @param name 1 to 64 letters, digits, {@code .}, {@code _} or {@code -}; "default" unless set
         * @throws IllegalArgumentException if the name isn't allowed
         */
        public Builder namespace(String name) {
            this.namespace = Manager.checkedName("namespace", name);
            return this;
        }

        /** The remote tier, which the manager then owns. Without one, caches live in this process only. */
        public Builder remote(RemoteTierFactory factory) {
            this.remote = Objects.requireNonNull(factory, "factory");
            return this;
        }

        /** The specs of caches that are built without one of their own. */
        public Builder specs(CacheSpecs named) {
            this.specs = Objects.requireNonNull(named, "named");
            return this;
        }

        /**
         * Runs loaders, decoding, and what is chained to futures; never closed by the manager. It must be able to
         * run as many loads at once as callers may wait for, since loaders block. Unless set, the manager makes
         * its own: up to 256 daemon threads.
         */
        public Builder executor(Executor runsLoaders) {
            this.executor = Objects.requireNonNull(runsLoaders, "runsLoaders");
            return this;
        }

        /** Time, for tests that hold it in their hands; never closed by the manager. */
        public Builder time(TimeSource source) {
            this.time = Objects.requireNonNull(source, "source");
            return this;
        }

        /** Randomness, for tests that must be repeatable. */
        public Builder random(RandomSource source) {
            this.random = Objects.requireNonNull(source, "source");
            return this;
        }

        /** The manager. Doesn't talk to the remote tier yet; building a cache does. */
        public Twofold build() {
            return new Twofold(Manager.start(namespace, remote, specs, executor, time, random));
        }
    }
}
