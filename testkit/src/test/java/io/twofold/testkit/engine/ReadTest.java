package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.PartialLoadException;
import io.twofold.TieredCache;
import io.twofold.testkit.FakeRandom;
import io.twofold.testkit.InMemoryRemote;
import io.twofold.testkit.engine.Fleet.Node;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a read returns, what it costs, and what stays in each tier. */
class ReadTest {
    private final Fleet fleet = new Fleet();
    private final Source source = fleet.source;
    private final Node a = fleet.node();
    private final Node b = fleet.node();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void get_missingKey_loadsAndFillsBothTiers() {
        source.values.put("k", "v");
        assertThat(a.roundTripsOf(() -> assertThat(a.cache.get("k")).isEqualTo("v")))
                .as("read and fill")
                .isEqualTo(2);
        assertThat(a.roundTripsOf(() -> assertThat(a.cache.get("k")).isEqualTo("v")))
                .isZero();
        assertThat(b.roundTripsOf(() -> assertThat(b.cache.get("k")).isEqualTo("v")))
                .isOne();
        assertThat(b.roundTripsOf(() -> assertThat(b.cache.get("k")).isEqualTo("v")))
                .isZero();
        assertThat(source.loads).hasValue(1);

        assertThat(a.stats().l1Hits()).isOne();
        assertThat(a.stats().l2Misses()).isOne();
        assertThat(a.stats().loads()).isOne();
        assertThat(a.stats().l1Size()).isOne();
        assertThat(b.stats().l1Hits()).isOne();
        assertThat(b.stats().l2Hits()).isOne();
        assertThat(b.stats().l2Misses()).isZero();
        assertThat(b.stats().loads()).isZero();
    }

    @Test
    void get_withALoaderOfTheCaller_usesThatOne() {
        assertThat(a.cache.get("k", key -> "mine of " + key)).isEqualTo("mine of k");
        assertThat(a.cache.get("k")).isEqualTo("mine of k");
        assertThat(source.loads).hasValue(0);
    }

    @Test
    void get_withoutAnyLoader_saysWhatToDo() {
        TieredCache<String, String> bare = a.twofold
                .cache("bare", String.class, String.class)
                .spec(Fleet.SPEC)
                .build();
        assertThat(bare.get("k", key -> "v")).isEqualTo("v");
        assertThat(bare.get("k")).isEqualTo("v");
        assertThatThrownBy(() -> bare.get("other"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("'bare'", "loader");
        assertThatThrownBy(() -> bare.getAll(List.of())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> bare.refresh("k")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void get_ofWhatTheSourceHasNot_isNullAndCachesNothing() {
        assertThat(a.cache.get("k")).isNull();
        assertThat(a.cache.get("k")).isNull();
        assertThat(b.cache.get("k")).isNull();
        assertThat(source.loads).hasValue(3);
        assertThat(a.stats().loads()).isEqualTo(2);
        assertThat(a.stats().l1Size()).isZero();
        source.values.put("k", "v");
        assertThat(b.cache.get("k")).isEqualTo("v");
    }

    @Test
    void get_whoseLoaderFails_throwsThatAndCachesNothing() {
        for (Throwable failure : List.of(
                new IOException("checked"),
                new IllegalStateException("unchecked"),
                new CompletionException(new IOException("wrapped by the loader itself")),
                new AssertionError("error"),
                new StackOverflowError())) {
            source.failOnce(failure);
            assertThatThrownBy(() -> a.cache.get("k")).isSameAs(failure);
        }
        assertThat(a.stats().loadFailures()).isEqualTo(5);
        assertThat(a.stats().loads()).isZero();
        source.values.put("k", "v");
        assertThat(b.cache.get("k")).as("the lease was released").isEqualTo("v");
        assertThat(a.cache.get("k")).isEqualTo("v");
    }

    @Test
    void getIfPresent_ofAMissingKey_isNullAndLoadsNothing() {
        source.values.put("k", "v");
        assertThat(a.roundTripsOf(() -> assertThat(a.cache.getIfPresent("k")).isNull()))
                .isOne();
        assertThat(source.loads).hasValue(0);
        assertThat(a.stats().l2Misses()).isOne();
        assertThat(b.cache.get("k")).as("no lease was taken").isEqualTo("v");
    }

    @Test
    void getIfPresent_ofWhatL2Holds_bringsItToL1() {
        source.values.put("k", "v");
        b.cache.get("k");
        assertThat(a.roundTripsOf(() -> assertThat(a.cache.getIfPresent("k")).isEqualTo("v")))
                .isOne();
        assertThat(a.roundTripsOf(() -> assertThat(a.cache.getIfPresent("k")).isEqualTo("v")))
                .isZero();
    }

    @Test
    void getIfPresent_whileItIsLoaded_doesNotWait() {
        source.values.put("k", "v");
        source.afterReading(() -> {
            assertThat(a.cache.getIfPresent("k")).isNull();
            assertThat(b.cache.getIfPresent("k")).isNull();
        });
        assertThat(a.cache.get("k")).isEqualTo("v");
    }

    @Test
    void getAll_ofKeysInEveryTier_returnsThemInTheirOrder() {
        for (String key : List.of("inL1", "inL2", "inSource")) {
            source.values.put(key, "of " + key);
        }
        a.cache.get("inL1");
        b.cache.get("inL2");
        source.loads.set(0);

        List<String> keys = List.of("inSource", "inL1", "inSource", "nowhere", "inL2", "inL1");
        Map<String, String> found = a.cache.getAll(keys);
        assertThat(found)
                .containsExactly(
                        Map.entry("inSource", "of inSource"),
                        Map.entry("inL1", "of inL1"),
                        Map.entry("inL2", "of inL2"));
        assertThat(source.loads).as("of inSource and nowhere").hasValue(2);
        assertThatThrownBy(found::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThat(a.stats().l1Hits()).isOne();
        assertThat(a.stats().l2Hits()).isOne();
        assertThat(a.stats().loads()).isEqualTo(3);
    }

    @Test
    void getAll_ofWhatL2Holds_isOneRoundTrip() {
        List<String> keys = List.of("1", "2", "3", "4", "5");
        keys.forEach(key -> source.values.put(key, "of " + key));
        a.cache.getAll(keys);
        assertThat(b.roundTripsOf(() -> assertThat(b.cache.getAll(keys)).hasSize(5)))
                .isOne();
        assertThat(b.roundTripsOf(
                        () -> assertThat(b.cache.getAll(keys).keySet()).containsExactlyElementsOf(keys)))
                .isZero();
        assertThat(b.roundTripsOf(() -> assertThat(b.cache.getAll(List.of())).isEmpty()))
                .isZero();
        assertThat(b.stats().loads()).isZero();
    }

    @Test
    void getAll_whoseLoaderFailsForOne_saysForWhichAndKeepsTheOthers() {
        source.values.put("1", "one");
        source.values.put("2", "two");
        IOException failure = new IOException("for one");
        source.failOnce(failure);
        assertThatThrownBy(() -> a.cache.getAll(List.of("1", "2")))
                .isInstanceOfSatisfying(PartialLoadException.class, partial -> {
                    assertThat(partial.failures()).isEqualTo(Map.of("1", failure));
                    assertThat(partial.values()).isEqualTo(Map.of("2", "two"));
                });
        assertThat(a.stats().loadFailures()).isOne();
        assertThat(a.cache.getIfPresent("1")).isNull();
        assertThat(a.cache.getIfPresent("2")).isEqualTo("two");
        assertThat(a.cache.getAll(List.of("1", "2"))).hasSize(2);
    }

    @Test
    void get_ofAKeyThatIsBeingLoaded_joinsThatLoad() {
        source.values.put("k", "v");
        source.afterReading(() -> source.values.put("k", "later"));
        ManualExecutor executor = new ManualExecutor();
        Node node = fleet.node(executor);
        var first = node.cache.async().get("k");
        var second = node.cache.async().get("k", key -> "of another loader");
        var third = node.cache.async().getAll(List.of("k"));
        executor.runAll();
        assertThat(first).isCompletedWithValue("v");
        assertThat(second).isCompletedWithValue("v");
        assertThat(third).isCompletedWithValue(Map.of("k", "v"));
        assertThat(source.loads).hasValue(1);
        assertThat(node.stats().joined()).isEqualTo(2);
    }

    @Test
    void entry_thatCannotBeDecoded_isACountedMissAndReplaced() {
        TieredCache<String, Integer> numbers = fleet.manager(
                        Runnable::run, new InMemoryRemote(fleet.server), FakeRandom.seeded(9))
                .cache("cache", String.class, Integer.class)
                .spec(Fleet.SPEC)
                .valueCodec(new NumberCodec())
                .loader(String::length)
                .build();
        source.values.put("key", "text");
        a.cache.get("key");
        assertThat(numbers.getIfPresent("key")).isNull();
        assertThat(numbers.get("key")).isEqualTo(3);
        assertThat(numbers.stats().undecodable()).isEqualTo(2);
        assertThat(b.cache.get("key")).as("replaced by the number, and so back").isEqualTo("text");
        assertThat(b.stats().undecodable()).isOne();
    }

    @Test
    void value_tooLargeForL2_staysInL1() {
        Node small = fleet.node(Fleet.SPEC + ", l2.maxValueSize=10B");
        source.values.put("k", "x".repeat(11));
        assertThat(small.cache.get("k")).hasSize(11);
        assertThat(small.cache.get("k")).hasSize(11);
        assertThat(source.loads).hasValue(1);
        assertThat(small.stats().unencodable()).isOne();
        assertThat(a.cache.getIfPresent("k")).isNull();
        assertThat(a.cache.get("k")).as("the lease was released").hasSize(11);
    }
}
