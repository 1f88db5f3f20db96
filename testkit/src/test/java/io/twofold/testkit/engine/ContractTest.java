package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.AsyncTieredCache;
import io.twofold.CacheInterruptedException;
import io.twofold.CacheLoader;
import io.twofold.TieredCache;
import io.twofold.testkit.engine.Fleet.Node;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nulls, closing, interruption, and futures. */
@SuppressWarnings("NullAway") // nulls are what is tested
class ContractTest {
    private final Fleet fleet = new Fleet();
    private final Source source = fleet.source;
    private final ManualExecutor executor = new ManualExecutor();

    @AfterEach
    void close() {
        fleet.close();
    }

    private static Map<String, ThrowingCallable> calls(TieredCache<String, String> cache, String key, String value) {
        AsyncTieredCache<String, String> async = cache.async();
        List<String> keys = Arrays.asList("other", key);
        return Map.ofEntries(
                Map.entry("get", () -> cache.get(key)),
                Map.entry("get with a loader", () -> cache.get(key, k -> "v")),
                Map.entry("getIfPresent", () -> cache.getIfPresent(key)),
                Map.entry("getAll", () -> cache.getAll(keys)),
                Map.entry("put", () -> cache.put(key, value)),
                Map.entry("invalidate", () -> cache.invalidate(key)),
                Map.entry("invalidateAll", () -> cache.invalidateAll(keys)),
                Map.entry("refresh", () -> cache.refresh(key)),
                Map.entry("async get", () -> async.get(key)),
                Map.entry("async get with a loader", () -> async.get(key, k -> "v")),
                Map.entry("async getIfPresent", () -> async.getIfPresent(key)),
                Map.entry("async getAll", () -> async.getAll(keys)),
                Map.entry("async put", () -> async.put(key, value)),
                Map.entry("async invalidate", () -> async.invalidate(key)),
                Map.entry("async invalidateAll", () -> async.invalidateAll(keys)),
                Map.entry("async refresh", () -> async.refresh(key)));
    }

    @Test
    void nullKeys_areRefusedByEveryCall() {
        Node a = fleet.node();
        calls(a.cache, null, "v")
                .forEach((name, call) ->
                        assertThatNullPointerException().as(name).isThrownBy(call));
        calls(a.cache.scoped("t"), null, "v")
                .forEach((name, call) ->
                        assertThatNullPointerException().as(name).isThrownBy(call));
        assertThat(source.loads).hasValue(0);
    }

    @Test
    void otherNulls_areRefused() {
        TieredCache<String, String> cache = fleet.node().cache;
        cache.put("k", "v");
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> cache.put("k", null),
                () -> cache.get("k", (CacheLoader<String, String>) null),
                () -> cache.getAll(null),
                () -> cache.invalidateAll(null),
                () -> cache.scoped(null),
                () -> cache.async().put("k", null),
                () -> cache.async().get("k", (CacheLoader<String, String>) null),
                () -> cache.async().getAll(null),
                () -> cache.async().invalidateAll(null),
                () -> cache.async().scoped(null))) {
            assertThatNullPointerException().isThrownBy(call);
        }
        assertThat(cache.get("k")).isEqualTo("v");
    }

    @Test
    void everyCall_afterTheManagerWasClosed_saysSo() {
        Node a = fleet.node();
        a.cache.put("k", "v");
        a.twofold.close();
        a.twofold.close();
        calls(a.cache, "k", "v")
                .forEach((name, call) -> assertThatThrownBy(call)
                        .as(name)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("'cache'"));
        assertThatThrownBy(a.cache::clear).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> a.cache.getAll(List.of())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> a.twofold
                        .cache("new", String.class, String.class)
                        .spec("ttl=1m")
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'new'");
        assertThat(a.stats().l1Size()).isZero();
        assertThat(fleet.node().cache.getIfPresent("k")).as("L2 goes on").isEqualTo("v");
    }

    @Test
    void everyCall_ofACacheWithoutL2_afterTheManagerWasClosed_saysSo() {
        Node a = fleet.node("ttl=10m, l2=off");
        a.cache.put("k", "v");
        assertThat(a.cache.get("k")).isEqualTo("v");
        a.twofold.close();
        calls(a.cache, "k", "v")
                .forEach((name, call) -> assertThatThrownBy(call).as(name).isInstanceOf(IllegalStateException.class));
    }

    @Test
    void close_failsWhoWaits() {
        Node a = fleet.node(executor);
        CompletableFuture<String> read = a.cache.async().get("k");
        CompletableFuture<String> refresh = a.cache.async().refresh("k");
        a.twofold.close();
        executor.runAll();
        assertThat(read).isCompletedExceptionally();
        assertThat(refresh).isCompletedExceptionally();
        assertThat(failure(read)).isInstanceOf(IllegalStateException.class);
        assertThat(failure(refresh)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void cacheOfATakenName_isRefused() {
        Node a = fleet.node();
        assertThatThrownBy(() -> a.twofold
                        .cache("cache", String.class, String.class)
                        .spec("ttl=1m")
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'cache'");
    }

    @Test
    void interruption_ofAWaitingThread_leavesTheLoadToTheOthers() {
        Node a = fleet.node(executor);
        source.values.put("k", "v");
        CompletableFuture<String> other = a.cache.async().get("k");
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> a.cache.get("k"),
                () -> a.cache.getIfPresent("k"),
                () -> a.cache.getAll(List.of("k")),
                () -> a.cache.refresh("k"),
                () -> a.cache.put("other", "v"),
                () -> a.cache.invalidate("other"),
                () -> a.cache.clear())) {
            a.remote.holdReplies();
            Thread.currentThread().interrupt();
            assertThatThrownBy(call)
                    .isInstanceOf(CacheInterruptedException.class)
                    .hasMessageContaining("'cache'")
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).as("the flag is set again").isTrue();
            a.remote.releaseReplies();
        }
        executor.runAll();
        assertThat(other).isCompletedWithValue("v");
    }

    @Test
    void interruption_beforeAnL1Hit_doesNotDisturbIt() {
        Node a = fleet.node();
        a.cache.put("k", "v");
        Thread.currentThread().interrupt();
        assertThat(a.cache.get("k")).isEqualTo("v");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void futures_ofOneLoad_areIndependent() {
        Node a = fleet.node(executor);
        source.values.put("k", "v");
        CompletableFuture<String> cancelled = a.cache.async().get("k");
        CompletableFuture<String> completed = a.cache.async().get("k");
        CompletableFuture<String> kept = a.cache.async().get("k");
        CompletableFuture<String> refresh = a.cache.async().refresh("r");
        CompletableFuture<String> keptRefresh = a.cache.async().refresh("r");
        cancelled.cancel(true);
        completed.complete("by the caller");
        refresh.cancel(true);
        executor.runAll();
        assertThat(cancelled).isCancelled();
        assertThat(kept).isCompletedWithValue("v");
        assertThat(keptRefresh).isCompletedWithValue(null);
        assertThat(a.cache.get("k")).isEqualTo("v");
        assertThat(source.loads).hasValue(2);
    }

    @Test
    void futures_ofLoadsThatFail_failWithJustThat() {
        Node a = fleet.node();
        IOException failure = new IOException("from the loader");
        source.failOnce(failure);
        assertThat(failure(a.cache.async().get("k"))).isSameAs(failure);
        source.failOnce(failure);
        assertThat(failure(a.cache.async().get("k", source))).isSameAs(failure);
        source.failOnce(failure);
        assertThat(failure(a.cache.async().getAll(List.of("1", "2")))).isSameAs(failure);
        source.failOnce(failure);
        assertThat(failure(a.cache.async().refresh("k"))).isSameAs(failure);
    }

    private static Throwable failure(CompletableFuture<?> future) {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        var unused = future.whenComplete((value, failure) -> seen.set(failure));
        assertThat(future).isDone();
        return seen.get();
    }

    @Test
    void loader_thatUsesTheCacheItself_mayDoSo() {
        Node a = fleet.node();
        source.values.put("2", "two");
        assertThat(a.cache.get("1", key -> "one and " + a.cache.get("2"))).isEqualTo("one and two");
    }
}
