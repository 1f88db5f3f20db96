package io.twofold.internal;

import io.twofold.PartialLoadException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What comes of the reads of many keys, in the order in which they were asked for. */
final class ManyReads<K, V> {
    private final Map<K, @Nullable V> found;
    private final List<K> missing;

    /** @param expected about how many */
    ManyReads(int expected) {
        this.found = new LinkedHashMap<>(expected * 4 / 3 + 1);
        this.missing = new ArrayList<>(expected);
    }

    /** Gives a key its place in the order; false if it has one. */
    boolean isNew(K key) {
        int before = found.size();
        found.putIfAbsent(Objects.requireNonNull(key, "key"), null);
        return found.size() > before;
    }

    void found(K key, @Nullable V value) {
        found.put(key, value);
    }

    /** Its read is under way. */
    void missing(K key) {
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
        complete(result, reads, reads.size());
        return result;
    }

    /**
     * Completes the result once the first so many reads have ended. What L2 holds is told in order, so that mostly the
     * last to end is the last of them, and it is enough to wait for that one.
     */
    private void complete(CompletableFuture<Map<K, V>> result, List<CompletableFuture<@Nullable V>> reads, int open) {
        for (int i = open; i > 0; i--) {
            CompletableFuture<@Nullable V> read = reads.get(i - 1);
            if (!read.isDone()) {
                int stillOpen = i;
                var unused = read.whenComplete((value, failure) -> complete(result, reads, stillOpen));
                return;
            }
        }
        complete(result, reads);
    }

    @SuppressWarnings("ReferenceEquality") // the map has the very keys
    private void complete(CompletableFuture<Map<K, V>> result, List<CompletableFuture<@Nullable V>> ended) {
        Map<K, Throwable> failures = new LinkedHashMap<>();
        int next = 0;
        for (Map.Entry<K, @Nullable V> each : found.entrySet()) { // what is missing has the same order among these
            if (next < missing.size() && each.getKey() == missing.get(next)) {
                CompletableFuture<@Nullable V> read = ended.get(next++);
                if (read.isCompletedExceptionally()) {
                    failures.put(
                            each.getKey(),
                            read.<Throwable>handle((value, failure) -> failure).join());
                } else {
                    each.setValue(read.join());
                }
            }
        }
        if (found.containsValue(null)) {
            found.values().removeIf(Objects::isNull);
        }
        Map<K, V> values = Collections.unmodifiableMap(found);
        if (failures.isEmpty()) {
            result.complete(values);
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
