package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.testkit.engine.Fleet.Node;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was loaded before an invalidation is never cached after it, and never answers a read that began after it. */
class StaleFillTest {
    private final Fleet fleet = new Fleet();
    private final Source source = fleet.source;
    private final Node a = fleet.node();
    private final Node b = fleet.node();

    @AfterEach
    void close() {
        fleet.close();
    }

    /** Has the source change, and something be told of it, in the middle of the next load. */
    private void changeDuringLoad(Runnable tell) {
        source.values.put("k", "old");
        source.afterReading(() -> {
            source.values.put("k", "new");
            tell.run();
        });
    }

    private void assertCachedNowhere() {
        assertThat(a.cache.getIfPresent("k")).isNull();
        assertThat(b.cache.getIfPresent("k")).isNull();
        assertThat(a.cache.get("k")).isEqualTo("new");
        assertThat(b.cache.get("k")).isEqualTo("new");
    }

    @Test
    void invalidationDuringLoad_rejectsTheFill() {
        changeDuringLoad(() -> a.cache.invalidate("k"));
        assertThat(a.cache.get("k")).as("who asked before may have it").isEqualTo("old");
        assertThat(a.stats().rejectedFills()).isOne();
        assertCachedNowhere();
    }

    @Test
    void invalidationDuringLoad_byAnotherNode_rejectsTheFill() {
        changeDuringLoad(() -> b.cache.invalidate("k"));
        assertThat(a.cache.get("k")).isEqualTo("old");
        assertThat(a.stats().rejectedFills()).isOne();
        assertCachedNowhere();
    }

    @Test
    void invalidationDuringLoad_notYetHeardOf_rejectsTheFillInBothTiers() {
        a.remote.holdMessages();
        changeDuringLoad(() -> b.cache.invalidate("k"));
        assertThat(a.cache.get("k")).isEqualTo("old");
        assertCachedNowhere();
    }

    @Test
    void invalidationDuringLoad_withL2OutOfReach_rejectsTheInstall() {
        a.remote.setReachable(false);
        changeDuringLoad(() -> a.cache.invalidate("k"));
        assertThat(a.cache.get("k")).isEqualTo("old");
        assertThat(a.stats().rejectedFills()).isOne();
        assertThat(a.cache.get("k")).isEqualTo("new");
    }

    @Test
    void invalidationDuringLoad_withL2LostAfterIt_rejectsTheInstall() {
        changeDuringLoad(() -> {
            b.cache.invalidate("k");
            a.remote.setReachable(false);
        });
        assertThat(a.cache.get("k")).isEqualTo("old");
        assertThat(a.cache.get("k")).isEqualTo("new");
    }

    @Test
    void invalidationDuringLoad_withoutAnyL2_rejectsTheInstall() {
        try (Twofold local =
                Twofold.builder().executor(Runnable::run).time(fleet.time).build()) {
            TieredCache<String, String> cache = local.cache("cache", String.class, String.class)
                    .spec("ttl=10m")
                    .loader(source)
                    .build();
            changeDuringLoad(() -> cache.invalidate("k"));
            assertThat(cache.get("k")).isEqualTo("old");
            assertThat(cache.get("k")).isEqualTo("new");
            changeDuringLoad(cache::clear);
            cache.invalidate("k");
            assertThat(cache.get("k")).isEqualTo("old");
            assertThat(cache.get("k")).isEqualTo("new");
            assertThat(cache.get("k")).isEqualTo("new");
        }
    }

    @Test
    void clearDuringLoad_rejectsTheFill() {
        changeDuringLoad(() -> a.cache.clear());
        assertThat(a.cache.get("k")).isEqualTo("old");
        assertCachedNowhere();
    }

    @Test
    void clearDuringLoad_byAnotherNode_rejectsTheFill() {
        changeDuringLoad(() -> b.cache.clear());
        assertThat(a.cache.get("k")).isEqualTo("old");
        assertCachedNowhere();
    }

    @Test
    void clearDuringLoad_withL2OutOfReach_rejectsTheInstall() {
        a.remote.setReachable(false);
        changeDuringLoad(() -> a.cache.clear());
        assertThat(a.cache.get("k")).isEqualTo("old");
        assertThat(a.cache.get("k")).isEqualTo("new");
    }

    @Test
    void invalidationDuringRefresh_rejectsTheFill() {
        source.values.put("k", "older");
        a.cache.get("k");
        b.cache.get("k");
        changeDuringLoad(() -> b.cache.invalidate("k"));
        assertThat(a.cache.refresh("k")).isEqualTo("old");
        assertCachedNowhere();
    }

    @Test
    void invalidationDuringGetAll_rejectsTheFillOfThatKey() {
        source.values.put("other", "v");
        changeDuringLoad(() -> b.cache.invalidate("k"));
        assertThat(a.cache.getAll(List.of("k", "other"))).containsEntry("k", "old");
        assertThat(a.cache.getIfPresent("other")).isEqualTo("v");
        assertCachedNowhere();
    }

    @Test
    void invalidationWhileAnL2HitIsOnItsWay_rejectsTheInstall() {
        source.values.put("k", "old");
        b.cache.get("k");
        a.remote.holdReplies();
        CompletableFuture<String> read = a.cache.async().get("k");
        source.values.put("k", "new");
        b.cache.invalidate("k");
        CompletableFuture<String> later = a.cache.async().get("k");
        a.remote.releaseReplies();
        assertThat(read).isCompletedWithValue("old");
        assertThat(later).isCompletedWithValue("new");
        assertThat(a.cache.get("k")).isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "tag", "all"})
    void invalidationWhileTheL2HitsOfAGetAllAreOnTheirWay_rejectsTheInstall(String what) {
        source.values.put("k", "old");
        b.cache.put("k", "old", List.of("tag"));
        b.cache.put("other", "v");
        a.remote.holdReplies();
        CompletableFuture<Map<String, String>> read = a.cache.async().getAll(List.of("other", "k"));
        source.values.put("k", "new");
        switch (what) {
            case "key" -> b.cache.invalidate("k");
            case "tag" -> b.cache.invalidateTag("tag");
            default -> b.cache.clear();
        }
        a.remote.releaseReplies();
        assertThat(read).isCompletedWithValue(Map.of("other", "v", "k", "old"));
        assertThat(a.cache.get("k")).isEqualTo("new");
    }

    @Test
    void invalidationWhileAPeekIsOnItsWay_rejectsTheInstall() {
        source.values.put("k", "old");
        b.cache.get("k");
        a.remote.holdReplies();
        CompletableFuture<String> peek = a.cache.async().getIfPresent("k");
        source.values.put("k", "new");
        b.cache.invalidate("k");
        a.remote.releaseReplies();
        assertThat(peek).isCompletedWithValue("old");
        assertThat(a.cache.get("k")).isEqualTo("new");
    }

    @Test
    void readerAfterAnInvalidation_neverJoinsTheOlderFlight() {
        assertReaderDoesNotJoin(() -> a.cache.invalidate("k"));
        assertReaderDoesNotJoin(() -> b.cache.invalidate("k"));
        assertReaderDoesNotJoin(() -> b.cache.clear());
        assertReaderDoesNotJoin(() -> a.cache.clear());
    }

    private void assertReaderDoesNotJoin(Runnable invalidation) {
        AtomicReference<CompletableFuture<String>> before = new AtomicReference<>();
        AtomicReference<CompletableFuture<String>> after = new AtomicReference<>();
        a.cache.invalidate("k");
        source.loads.set(0);
        changeDuringLoad(() -> {
            before.set(a.cache.async().get("k"));
            invalidation.run();
            after.set(a.cache.async().get("k"));
        });
        assertThat(a.cache.get("k")).isEqualTo("old");
        assertThat(before.get()).isCompletedWithValue("old");
        assertThat(after.get()).isCompletedWithValue("new");
        assertThat(a.cache.get("k")).isEqualTo("new");
        assertThat(source.loads).hasValue(2);
    }

    @Test
    void readerOnAnotherNodeAfterAnInvalidation_loadsAnewAndItsFillStays() {
        AtomicReference<CompletableFuture<String>> after = new AtomicReference<>();
        changeDuringLoad(() -> {
            b.cache.invalidate("k");
            after.set(b.cache.async().get("k"));
        });
        assertThat(a.cache.get("k")).isEqualTo("old");
        assertThat(after.get()).isCompletedWithValue("new");
        assertThat(a.cache.get("k")).as("what the other node filled").isEqualTo("new");
        assertThat(source.loads).hasValue(2);
    }
}
