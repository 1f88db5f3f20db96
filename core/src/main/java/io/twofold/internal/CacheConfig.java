package io.twofold.internal;

import io.twofold.AuditMismatch;
import io.twofold.BatchWriter;
import io.twofold.BulkLoader;
import io.twofold.CacheLoader;
import io.twofold.CacheSpec;
import io.twofold.CacheWriter;
import io.twofold.ContextLoader;
import io.twofold.EntryWeigher;
import io.twofold.spi.KeyCodec;
import io.twofold.spi.ValueCodec;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the user said of a cache; what wasn't said is null and gets its default. */
public record CacheConfig<K, V>(
        String name,
        Class<K> keyType,
        Class<V> valueType,
        @Nullable CacheSpec spec,
        @Nullable ContextLoader<? super K, V> loader,
        @Nullable BulkLoader<K, V> bulkLoader,
        @Nullable KeyCodec<K> keyCodec,
        @Nullable ValueCodec<V> valueCodec,
        @Nullable EntryWeigher<? super K, ? super V> weigher,
        List<Class<?>> registered,
        @Nullable Consumer<? super AuditMismatch<K, V>> onMismatch,
        Writers<K, V> writers) {
    /** A loader that asks for no context, as one that is given it. */
    public static <K, V> ContextLoader<? super K, V> contextual(CacheLoader<? super K, ? extends V> loader) {
        return Sources.contextual(loader);
    }

    /** What changes the source. */
    public record Writers<K, V>(
            @Nullable CacheWriter<? super K, ? super V> writer,
            @Nullable BatchWriter<? super K, ? super V> batchWriter) {}
}
