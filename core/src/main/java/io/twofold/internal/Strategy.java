package io.twofold.internal;

import io.twofold.DeadLetters;
import io.twofold.Delivery;
import io.twofold.FlushReport;
import io.twofold.WriteBehindStats;
import java.time.Duration;
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

    /** Waits until the source has what waits for it. */
    default CompletableFuture<FlushReport> flush(Duration atMost) {
        return CompletableFuture.completedFuture(new FlushReport(0, 0));
    }

    /** What the source refused. */
    default DeadLetters<K, V> deadLetters(String cache) {
        throw new IllegalStateException("cache '" + cache + "' has no dead letters: only write=behind makes any");
    }

    /** Whether the caller may change the source beside the strategy; throws if not. */
    default void checkOthersMayChangeTheSource(String cache) {}

    /** How it stands with what waits for the source. */
    default WriteBehindStats stats() {
        return WriteBehindStats.NONE;
    }

    /** Has the source have what waits for it, as far as that goes. */
    default void close() {}

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
