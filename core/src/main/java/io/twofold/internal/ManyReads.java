package io.twofold.internal;

import io.twofold.PartialLoadException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What comes of the reads of many keys, in the order in which they were asked for. */
final class ManyReads<K, V> {
    private final Map<K, @Nullable V> found = new LinkedHashMap<>();
    private final List<K> missing = new ArrayList<>();

    void found(K key, @Nullable V value) {
        found.put(key, value);
    }

    /** Its read is under way; the place in the order is this one. */
    void missing(K key) {
        found.put(key, null);
        missing.add(key);
    }

    List<K> missing() {
        return missing;
    }

    /**
     * The values, once all reads have ended.
     *
     * @param reads of what is missing, in that order
     * @return fails with a {@link PartialLoadException}, or, if no key has a value and all failed for the same reason,
     *     just with that
     */
    CompletableFuture<Map<K, V>> once(List<CompletableFuture<@Nullable V>> reads) {
        CompletableFuture<Map<K, V>> result = new CompletableFuture<>();
        List<CompletableFuture<Ended<V>>> ended =
                reads.stream().map(read -> read.handle(Ended<V>::new)).toList();
        var unused = CompletableFuture.allOf(ended.toArray(CompletableFuture<?>[]::new))
                .thenRun(() -> complete(result, ended));
        return result;
    }

    /** How a read ended. */
    private record Ended<V>(@Nullable V value, @Nullable Throwable failure) {}

    private void complete(CompletableFuture<Map<K, V>> result, List<CompletableFuture<Ended<V>>> ended) {
        Map<K, Throwable> failures = new LinkedHashMap<>();
        for (int i = 0; i < ended.size(); i++) {
            Ended<V> end = ended.get(i).join();
            if (end.failure == null) {
                found.put(missing.get(i), end.value);
            } else {
                failures.put(missing.get(i), end.failure);
            }
        }
        Map<K, V> values = new LinkedHashMap<>();
        found.forEach((key, value) -> {
            if (value != null) {
                values.put(key, value);
            }
        });
        if (failures.isEmpty()) {
            result.complete(Collections.unmodifiableMap(values));
        } else {
            result.completeExceptionally(failure(values, failures));
        }
    }

    private static Throwable failure(Map<?, ?> values, Map<?, Throwable> failures) {
        boolean isOne =
                values.isEmpty() && failures.values().stream().distinct().count() == 1;
        return isOne ? failures.values().iterator().next() : new PartialLoadException(values, failures);
    }
}
