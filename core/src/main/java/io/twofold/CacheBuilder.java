package io.twofold;

import io.twofold.internal.CacheConfig;
import io.twofold.internal.Manager;
import io.twofold.spi.KeyCodec;
import io.twofold.spi.ValueCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Builds one cache of a {@link Twofold}. Whatever is wrong with it is said by {@link #build()} or before, never
 * by a later call of the cache.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class CacheBuilder<K, V> {
    private final Manager manager;
    private final String name;
    private final Class<K> keyType;
    private final Class<V> valueType;
    private final List<Class<?>> registered = new ArrayList<>();
    private @Nullable CacheSpec spec;
    private @Nullable ContextLoader<? super K, V> loader;
    private @Nullable BulkLoader<K, V> bulkLoader;
    private @Nullable KeyCodec<K> keyCodec;
    private @Nullable ValueCodec<V> valueCodec;
    private @Nullable EntryWeigher<? super K, ? super V> weigher;

    private @Nullable CacheWriter<? super K, ? super V> writer;
    private @Nullable BatchWriter<? super K, ? super V> batchWriter;
    private @Nullable Consumer<? super AuditMismatch<K, V>> onMismatch;

    CacheBuilder(Manager manager, String name, Class<K> keyType, Class<V> valueType) {
        this.manager = manager;
        this.name = Manager.checkedName("cache name", name);
        this.keyType = Objects.requireNonNull(keyType, "keyType");
        this.valueType = Objects.requireNonNull(valueType, "valueType");
    }

    /**
     * The cache's spec as text, such as {@code "ttl=10m, l1.maximumSize=50_000"}. Unless set, the manager's
     * {@linkplain Twofold.Builder#specs specs} say.
     *
     * @throws CacheSpecException if the text is wrong, saying where and what is allowed
     */
    public CacheBuilder<K, V> spec(String text) {
        return spec(CacheSpec.parse(name, text));
    }

    /** The cache's spec. */
    public CacheBuilder<K, V> spec(CacheSpec settings) {
        this.spec = Objects.requireNonNull(settings, "settings");
        return this;
    }

    /** Where values come from that no tier holds; a cache without one must be given a loader with each call. */
    public CacheBuilder<K, V> loader(CacheLoader<? super K, ? extends V> fromSource) {
        this.loader = CacheConfig.contextual(Objects.requireNonNull(fromSource, "fromSource"));
        return this;
    }

    /** As {@link #loader(CacheLoader)}, with one that knows the value before, and says more of the entry. */
    public CacheBuilder<K, V> loader(ContextLoader<? super K, V> fromSource) {
        this.loader = Objects.requireNonNull(fromSource, "fromSource");
        return this;
    }

    /** As {@link #loader(CacheLoader)}, with one that returns an empty optional for a key that has no value. */
    public CacheBuilder<K, V> optionalLoader(CacheLoader<? super K, ? extends Optional<? extends V>> fromSource) {
        Objects.requireNonNull(fromSource, "fromSource");
        this.loader = (key, context) -> {
            Optional<? extends V> loaded = fromSource.load(key);
            return loaded == null ? null : loaded.orElse(null);
        };
        return this;
    }

    /**
     * What loads many keys at once: {@link TieredCache#getAll}, and refreshes where the spec sets {@code refresh.batch}.
     * A cache with only this loads single keys with it, too.
     */
    public CacheBuilder<K, V> bulkLoader(BulkLoader<K, V> fromSource) {
        this.bulkLoader = Objects.requireNonNull(fromSource, "fromSource");
        return this;
    }

    /**
     * Further classes that may stand in a value, beside the value's own type and the JDK's usual ones. Nothing
     * else is ever decoded. Every node must register the same in the same order: entries of a node that doesn't
     * are misses.
     */
    public CacheBuilder<K, V> register(Class<?>... types) {
        registered.addAll(List.of(types));
        return this;
    }

    /** How keys become text, for types that Twofold doesn't know. */
    public CacheBuilder<K, V> keyCodec(KeyCodec<K> codec) {
        this.keyCodec = Objects.requireNonNull(codec, "codec");
        return this;
    }

    /** How values become bytes, instead of the remote tier's own way. */
    public CacheBuilder<K, V> valueCodec(ValueCodec<V> codec) {
        this.valueCodec = Objects.requireNonNull(codec, "codec");
        return this;
    }

    /** What entries weigh, for a spec with {@code l1.maximumWeight}. */
    public CacheBuilder<K, V> weigher(EntryWeigher<? super K, ? super V> weighs) {
        this.weigher = Objects.requireNonNull(weighs, "weighs");
        return this;
    }

    /**
     * What changes the source, for a spec with {@code write=through}: {@link TieredCache#put}, {@link
     * TieredCache#putAll} and {@link TieredCache#remove} then call it.
     */
    public CacheBuilder<K, V> writer(CacheWriter<? super K, ? super V> changesSource) {
        this.writer = Objects.requireNonNull(changesSource, "changesSource");
        return this;
    }

    /**
     * What changes the source later, for a spec with {@code write=behind}. Every node should have one, or say {@code
     * write.flush=off}.
     */
    public CacheBuilder<K, V> batchWriter(BatchWriter<? super K, ? super V> changesSource) {
        this.batchWriter = Objects.requireNonNull(changesSource, "changesSource");
        return this;
    }

    /**
     * Hears what audits find, for a spec with {@code audit}. Called on the cache's executor. Unless set, a mismatch is
     * a warning, at most one a minute, without the values.
     */
    public CacheBuilder<K, V> onMismatch(Consumer<? super AuditMismatch<K, V>> hears) {
        this.onMismatch = Objects.requireNonNull(hears, "hears");
        return this;
    }

    /**
     * The cache. With a remote tier, waits for it at most {@code l2.timeout} to agree on the cache's layout; if it
     * doesn't answer, the cache works in this process only until it does.
     *
     * @throws IllegalArgumentException if the settings don't fit together, or not those of the fleet; the message
     *     names the cache, the setting, the value and what is allowed
     * @throws IllegalStateException if the manager is closed, or has a cache of this name already
     */
    public TieredCache<K, V> build() {
        CacheConfig<K, V> config = new CacheConfig<>(
                name,
                keyType,
                valueType,
                spec,
                loader,
                bulkLoader,
                keyCodec,
                valueCodec,
                weigher,
                List.copyOf(registered),
                onMismatch,
                new CacheConfig.Writers<>(writer, batchWriter));
        return manager.open(config).sync();
    }
}
