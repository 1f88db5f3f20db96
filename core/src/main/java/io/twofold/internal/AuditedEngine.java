package io.twofold.internal;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A cache some of whose reads are audited. A class of its own, so that a hit in a cache without audits has nothing to
 * ask.
 */
final class AuditedEngine<K, V> extends Engine<K, V> {
    private final Auditor<K, V> auditor;

    AuditedEngine(Parts<K, V> parts, Auditor<K, V> auditor) {
        super(parts);
        this.auditor = auditor;
    }

    @Override
    @Nullable
    Entry<V> hit(@Nullable String tenant, K key, @Nullable Object with) {
        Auditor.Sample<K> sample = auditor.sample(tenant, key);
        Entry<V> entry = super.hit(tenant, key, with);
        if (sample != null && entry != null && entry.value != null) {
            auditor.audit(sample, entry.value);
        }
        return entry;
    }

    @Override
    CompletableFuture<@Nullable V> begun(@Nullable String tenant, K key, CompletableFuture<@Nullable V> read) {
        Auditor.Sample<K> sample = auditor.sample(tenant, key);
        if (sample != null) {
            var unused = read.thenAccept(value -> {
                if (value != null) {
                    auditor.audit(sample, value);
                }
            });
        }
        return read;
    }

    @Override
    public void close() {
        auditor.close();
        super.close();
    }
}
