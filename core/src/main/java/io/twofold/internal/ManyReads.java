package io.twofold.internal;

import io.twofold.PartialLoadException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** What comes of the reads of many keys, in the order in which they were asked for. */
final class ManyReads<K, V> {
    private final Map<K, @Nullable V> found = new LinkedHashMap<>();
    private final List<K> missing = new ArrayList<>();

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
        AtomicReferenceArray<@Nullable Object> ended = new AtomicReferenceArray<>(reads.size());
        AtomicInteger pending = new AtomicInteger(reads.size() + 1);
        for (int i = 0; i < reads.size(); i++) {
            int number = i;
            var unused = reads.get(i).whenComplete((value, failure) -> {
                ended.setPlain(number, failure == null ? value : new Failed(failure));
                countDown(pending, ended, result);
            });
        }
        countDown(pending, ended, result);
        return result;
    }

    /** In the place of a value. */
    private record Failed(Throwable failure) {}

    private void countDown(
            AtomicInteger pending, AtomicReferenceArray<@Nullable Object> ended, CompletableFuture<Map<K, V>> result) {
        if (pending.decrementAndGet() == 0) {
            complete(result, ended);
        }
    }

    @SuppressWarnings("unchecked") // what ended well, did with a value or nothing
    private void complete(CompletableFuture<Map<K, V>> result, AtomicReferenceArray<@Nullable Object> ended) {
        Map<K, Throwable> failures = new LinkedHashMap<>();
        for (int i = 0; i < ended.length(); i++) {
            Object end = ended.getPlain(i);
            if (end instanceof Failed failed) {
                failures.put(missing.get(i), failed.failure);
            } else {
                found.put(missing.get(i), (V) end);
            }
        }
        found.values().removeIf(Objects::isNull);
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
