package io.twofold.internal;

import io.twofold.BulkLoader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One call of the bulk loader, for those keys of a batch that turn out to have to be loaded. What turns out only after
 * it {@linkplain #run() has begun} (a key whose load elsewhere came to nothing) is loaded by itself.
 */
final class BulkLoad<K, V> implements Sources.Batch<K, V> {
    private final BulkLoader<K, V> loader;
    private final LoadRunner runner;
    private final @Nullable String tenant;
    private final Object lock = new Object();
    private @Nullable Map<K, CompletableFuture<Loaded<V>>> collected = new LinkedHashMap<>();

    BulkLoad(BulkLoader<K, V> loader, LoadRunner runner, @Nullable String tenant) {
        this.loader = loader;
        this.runner = runner;
        this.tenant = tenant;
    }

    /** What joins the batch when the key has to be loaded. */
    @Override
    public Loading<V> of(K key) {
        return previous -> {
            CompletableFuture<Loaded<V>> result = new CompletableFuture<>();
            synchronized (lock) {
                if (collected != null) {
                    collected.put(key, result);
                    return result;
                }
            }
            Map<K, CompletableFuture<Loaded<V>>> alone = new LinkedHashMap<>();
            alone.put(key, result);
            runner.runAll(loader, tenant, alone);
            return result;
        };
    }

    /** Loads what was collected. */
    @Override
    public void run() {
        Map<K, CompletableFuture<Loaded<V>>> all;
        synchronized (lock) {
            all = collected;
            collected = null;
        }
        if (all != null && !all.isEmpty()) {
            runner.runAll(loader, tenant, all);
        }
    }
}
