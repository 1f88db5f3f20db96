package io.twofold.internal;

import io.twofold.Delivery;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What a put and a remove do: with the caches alone, or with the source too.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
interface Strategy<K, V> {
    /** A value that is put. */
    record Put<K, V>(K key, V value) {}

    /**
     * Puts values, as the strategy has it.
     *
     * @param tags the identities of their tags
     */
    CompletableFuture<Delivery> put(Map<Slot, Put<K, V>> puts, List<String> tags);

    /** Removes keys, as the strategy has it. */
    CompletableFuture<Delivery> remove(Map<Slot, K> keys);

    /** With the caches alone: the caller changes the source. */
    static <K, V> Strategy<K, V> aside(WritePath<V> writes) {
        return new Strategy<>() {
            @Override
            public CompletableFuture<Delivery> put(Map<Slot, Put<K, V>> puts, List<String> tags) {
                return writes.all(
                        List.copyOf(puts.entrySet()),
                        put -> writes.put(put.getKey(), put.getValue().value(), tags));
            }

            @Override
            public CompletableFuture<Delivery> remove(Map<Slot, K> keys) {
                return writes.invalidate(List.copyOf(keys.keySet()));
            }
        };
    }
}
