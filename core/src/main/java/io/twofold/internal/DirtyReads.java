package io.twofold.internal;

import io.twofold.spi.DirtyStore;
import io.twofold.spi.ReadRequest;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.TimeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a shard of which nothing can be believed but what the source doesn't have yet: that is newer than what the
 * source would say, of whatever server it comes. It answers, and is kept nowhere.
 *
 * @param <V> the type of the values
 */
final class DirtyReads<V> {
    private final @Nullable DirtyStore store;
    private final Outcomes<V> outcomes;
    private final Surroundings around;

    /** Who may be asked, and who learns that an answer didn't come. */
    record Surroundings(Layout layout, Breakers breakers, TimeSource time, FailureObserver failures) {}

    /** Learns of failures. */
    @FunctionalInterface
    interface FailureObserver {
        void failed(String operation, Throwable failure);
    }

    /** @param store null if the source has everything */
    DirtyReads(@Nullable DirtyStore store, Outcomes<V> outcomes, Surroundings around) {
        this.store = store;
        this.outcomes = outcomes;
        this.around = around;
    }

    /** As {@link #readAll}, of one. */
    CompletableFuture<ReadOutcome<V>> read(ReadRequest request, Executor executor) {
        return readAll(List.of(request), executor).thenApply(all -> all.get(0));
    }

    /**
     * In the order of the requests: a hit, that it was deleted, or unavailable.
     *
     * @param executor runs what follows
     */
    CompletableFuture<List<ReadOutcome<V>>> readAll(List<ReadRequest> requests, Executor executor) {
        List<RemoteKey> asked = store == null || !around.layout.isConfirmed()
                ? List.of()
                : requests.stream()
                        .map(ReadRequest::key)
                        .filter(key -> around.breakers.isAnswering(key.shard()))
                        .toList();
        if (store == null || asked.isEmpty()) {
            return CompletableFuture.completedFuture(
                    Collections.nCopies(requests.size(), new ReadOutcome.Unavailable<>()));
        }
        long sentAt = around.time.nanoTime();
        return store.find(asked)
                .toCompletableFuture()
                .handleAsync(
                        (found, failure) -> {
                            asked.stream()
                                    .map(RemoteKey::shard)
                                    .distinct()
                                    .forEach(shard -> saw(shard, failure == null));
                            if (failure != null) {
                                around.failures.failed("read", failure);
                            }
                            return inOrder(requests, asked, failure == null ? found : List.of(), sentAt);
                        },
                        executor);
    }

    private void saw(int shard, boolean answered) {
        if (answered) {
            around.breakers.answered(shard);
        } else {
            around.breakers.failed(shard);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the very keys, in the same order
    private List<ReadOutcome<V>> inOrder(
            List<ReadRequest> requests, List<RemoteKey> asked, List<Optional<DirtyStore.Item>> found, long sentAt) {
        List<ReadOutcome<V>> all = new ArrayList<>(requests.size());
        int next = 0;
        for (ReadRequest request : requests) {
            boolean wasAsked = next < found.size() && asked.get(next) == request.key();
            all.add(wasAsked ? outcome(request.key(), found.get(next++), sentAt) : unavailable());
        }
        return all;
    }

    private ReadOutcome<V> outcome(RemoteKey key, Optional<DirtyStore.Item> found, long sentAt) {
        return found.map(item -> outcomes.counted(outcomes.unwritten(key, item, sentAt, false)))
                .orElseGet(DirtyReads::unavailable);
    }

    private static <V> ReadOutcome<V> unavailable() {
        return new ReadOutcome.Unavailable<>();
    }
}
