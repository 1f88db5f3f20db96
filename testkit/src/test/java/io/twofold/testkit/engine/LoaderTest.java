package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.BulkLoader;
import io.twofold.ContextLoader;
import io.twofold.PartialLoadException;
import io.twofold.testkit.InMemoryRemote;
import io.twofold.testkit.engine.Fleet.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What loaders may say: that there is nothing, for how long it holds, that nothing changed; and many keys at once. */
class LoaderTest {
    private static final String SPEC = Fleet.SPEC;

    private final Fleet fleet = new Fleet();
    private final Source source = fleet.source;

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void absentValue_isRememberedByBothTiersForItsOwnTtl() {
        Node a = fleet.node(SPEC + ", absentTtl=5s");
        Node b = fleet.node(SPEC + ", absentTtl=5s");
        assertThat(a.cache.get("k")).isNull();
        assertThat(a.roundTripsOf(() -> assertThat(a.cache.get("k")).isNull())).isZero();
        assertThat(b.roundTripsOf(() -> assertThat(b.cache.get("k")).isNull())).isOne();
        assertThat(b.roundTripsOf(() -> assertThat(b.cache.getAll(List.of("k"))).isEmpty()))
                .isZero();
        assertThat(source.loads).hasValue(1);
        source.values.put("k", "v");
        fleet.time.advance(Duration.ofSeconds(5));
        assertThat(b.cache.get("k")).isEqualTo("v");
    }

    @Test
    void absentValue_isGoneWithAPutOrAnInvalidation() {
        Node a = fleet.node(SPEC + ", absentTtl=5s");
        Node b = fleet.node(SPEC + ", absentTtl=5s");
        assertThat(a.cache.get("k")).isNull();
        assertThat(b.cache.get("k")).isNull();
        source.values.put("k", "v");
        a.cache.invalidate("k");
        assertThat(b.cache.get("k")).isEqualTo("v");
        assertThat(a.cache.get("gone")).isNull();
        b.cache.put("gone", "put");
        assertThat(a.cache.get("gone")).isEqualTo("put");
    }

    @Test
    void absentValue_withoutAnAbsentTtl_isLoadedEachTime() {
        Node a = fleet.node();
        assertThat(a.cache.get("k")).isNull();
        assertThat(a.cache.get("k")).isNull();
        assertThat(source.loads).hasValue(2);
    }

    @Test
    void refreshThatFindsNothing_isRememberedToo() {
        Node a = fleet.node(SPEC + ", absentTtl=5s");
        source.values.put("k", "v");
        a.cache.get("k");
        source.values.remove("k");
        assertThat(a.cache.refresh("k")).isNull();
        assertThat(a.cache.get("k")).isNull();
        assertThat(source.loads).hasValue(2);
    }

    @Test
    void optionalLoader_ofAnEmptyOptional_isNoValue() {
        Node a =
                fleet.node(SPEC, builder -> builder.optionalLoader(key -> Optional.ofNullable(source.values.get(key))));
        source.values.put("k", "v");
        assertThat(a.cache.get("k")).isEqualTo("v");
        assertThat(a.cache.get("gone")).isNull();
    }

    @Test
    void ttlOfTheLoader_isThatOfTheEntryInBothTiers() {
        Node a = fleet.node(
                SPEC,
                builder -> builder.loader((key, context) -> {
                    context.ttl(Duration.ofSeconds(2));
                    return source.load(key);
                }));
        Node b = fleet.node();
        source.values.put("k", "v");
        a.cache.get("k");
        b.cache.get("k");
        fleet.time.advance(Duration.ofMillis(1_999));
        assertThat(a.cache.get("k")).isEqualTo("v");
        assertThat(source.loads).hasValue(1);
        fleet.time.advance(Fleet.MILLI);
        b.cache.get("k");
        assertThat(source.loads).hasValue(2);
    }

    @Test
    void ttlOfTheLoader_thatIsNotAllowed_isItsError() {
        Node a = fleet.node(
                SPEC,
                builder -> builder.loader((key, context) -> {
                    context.ttl(Duration.ZERO);
                    return "v";
                }));
        assertThatThrownBy(() -> a.cache.get("k"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1ms to 365d");
    }

    /** A source that answers with a value and its version, or that the version is still the same. */
    private static final class Versioned implements ContextLoader<String, String> {
        final List<String> asked = new ArrayList<>();
        String version = "1";

        @Override
        public String load(String key, io.twofold.LoadContext<String> context) {
            asked.add(context.previousValidator() + " " + context.previous());
            if (version.equals(context.previousValidator())) {
                return context.notModified();
            }
            context.tag("t");
            context.validator(version);
            return "value " + version;
        }
    }

    @Test
    void refreshOfWhatIsNotModified_prolongsItInBothTiers() {
        Versioned versioned = new Versioned();
        Node a = fleet.node(SPEC, builder -> builder.loader(versioned));
        Node b = fleet.node(SPEC, builder -> builder.loader(versioned));
        a.cache.get("k");
        fleet.time.advance(Duration.ofMinutes(9));
        assertThat(a.cache.refresh("k")).isEqualTo("value 1");
        fleet.time.advance(Duration.ofMinutes(9));
        assertThat(b.cache.get("k")).as("still in L2").isEqualTo("value 1");
        assertThat(a.cache.get("k")).isEqualTo("value 1");
        assertThat(versioned.asked).containsExactly("null null", "1 value 1");
        a.cache.invalidateTag("t");
        assertThat(b.cache.getIfPresent("k")).as("its tag is still attached").isNull();
        versioned.version = "2";
        assertThat(b.cache.get("k")).isEqualTo("value 2");
    }

    @Test
    void refreshOfWhatIsModified_replacesIt() {
        Versioned versioned = new Versioned();
        Node a = fleet.node(SPEC, builder -> builder.loader(versioned));
        a.cache.get("k");
        versioned.version = "2";
        assertThat(a.cache.refresh("k")).isEqualTo("value 2");
        assertThat(a.cache.refresh("k")).isEqualTo("value 2");
        assertThat(versioned.asked).containsExactly("null null", "1 value 1", "2 value 2");
    }

    @Test
    void invalidationDuringAConditionalRefresh_rejectsIt() {
        Node[] nodes = new Node[1];
        Node a = fleet.node(
                SPEC,
                builder -> builder.loader((key, context) -> {
                    if (context.previous() == null) {
                        context.validator("1");
                        return source.load(key);
                    }
                    nodes[0].cache.invalidate(key);
                    return context.notModified();
                }));
        nodes[0] = a;
        source.values.put("k", "v");
        a.cache.get("k");
        a.cache.refresh("k");
        assertThat(a.cache.getIfPresent("k")).isNull();
    }

    @Test
    void notModified_withoutAPreviousValue_isTheLoadersError() {
        Node a = fleet.node(SPEC, builder -> builder.loader((key, context) -> context.notModified()));
        assertThatThrownBy(() -> a.cache.get("k"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("previous");
    }

    /** A bulk loader that remembers what it was asked for. */
    private final class Bulk implements BulkLoader<String, String> {
        final List<Set<String>> calls = new ArrayList<>();
        final Map<String, Throwable> failing = new HashMap<>();

        @Override
        public Map<String, String> loadAll(Set<String> keys) {
            calls.add(new TreeSet<>(keys));
            Map<String, String> values = new LinkedHashMap<>(source.values);
            values.keySet().retainAll(keys);
            Map<String, Throwable> failed = new LinkedHashMap<>(failing);
            failed.keySet().retainAll(keys);
            if (!failed.isEmpty()) {
                values.keySet().removeAll(failed.keySet());
                throw new PartialLoadException(values, failed);
            }
            return values;
        }
    }

    @Test
    void getAll_loadsOnlyWhatIsMissing_withOneCall() {
        Bulk bulk = new Bulk();
        Node a = fleet.node(SPEC, builder -> builder.bulkLoader(bulk));
        Node b = fleet.node(SPEC, builder -> builder.bulkLoader(bulk));
        List.of("a", "b", "c", "d").forEach(key -> source.values.put(key, "value " + key));
        assertThat(a.cache.get("a")).isEqualTo("value a");
        b.cache.get("b");
        assertThat(a.roundTripsOf(() -> assertThat(a.cache.getAll(List.of("d", "a", "b", "gone", "c")))
                        .containsExactly(
                                Map.entry("d", "value d"),
                                Map.entry("a", "value a"),
                                Map.entry("b", "value b"),
                                Map.entry("c", "value c"))))
                .as("one to look, one to ask, one for each fill and the release of what is absent")
                .isEqualTo(5);
        assertThat(bulk.calls).containsExactly(Set.of("a"), Set.of("b"), Set.of("c", "d", "gone"));
        assertThat(a.stats().bulkLoads()).isOne();
        assertThat(a.cache.getAll(List.of("d", "c"))).hasSize(2);
        assertThat(bulk.calls).hasSize(3);
    }

    @Test
    void getAll_whoseLoadsFailInPart_saysWhichAndKeepsTheOthers() {
        Bulk bulk = new Bulk();
        Node a = fleet.node(SPEC, builder -> builder.bulkLoader(bulk));
        source.values.put("good", "v");
        IllegalStateException failure = new IllegalStateException("no luck");
        bulk.failing.put("bad", failure);
        assertThatThrownBy(() -> a.cache.getAll(List.of("good", "bad")))
                .isInstanceOfSatisfying(PartialLoadException.class, partial -> {
                    assertThat(partial.values()).isEqualTo(Map.of("good", "v"));
                    assertThat(partial.failures()).isEqualTo(Map.of("bad", failure));
                });
        assertThat(a.cache.getIfPresent("good")).isEqualTo("v");
        assertThatThrownBy(() -> a.cache.getAll(List.of("bad")))
                .as("all failed for one reason")
                .isSameAs(failure);
    }

    @Test
    void getAll_besideASingleLoad_joinsIt() {
        Bulk bulk = new Bulk();
        ManualExecutor executor = new ManualExecutor();
        Node a = fleet.node(
                SPEC,
                executor,
                new InMemoryRemote(fleet.server),
                builder -> builder.loader(source).bulkLoader(bulk));
        source.values.put("k", "v");
        source.values.put("other", "w");
        CompletableFuture<String> single = a.cache.async().get("k");
        executor.runOne();
        CompletableFuture<Map<String, String>> all = a.cache.async().getAll(List.of("k", "other"));
        executor.runAll();
        assertThat(single).isCompletedWithValue("v");
        assertThat(all).isCompletedWithValue(Map.of("k", "v", "other", "w"));
        assertThat(bulk.calls).containsExactly(Set.of("other"));
        assertThat(source.loads).hasValue(1);
    }

    @Test
    void refreshesThatAreDueTogether_areLoadedByOneCall() {
        Bulk bulk = new Bulk();
        Node a = fleet.node(
                SPEC.replace("refresh.after=100%", "refresh.after=80%") + ", refresh.batch=10, refresh.parallel=100",
                builder -> builder.bulkLoader(bulk));
        List<String> keys = IntStream.range(0, 25).mapToObj(i -> "k" + i).toList();
        keys.forEach(key -> source.values.put(key, "old"));
        a.cache.getAll(keys);
        keys.forEach(key -> source.values.put(key, "new"));
        fleet.time.advance(Duration.ofMinutes(8));
        keys.forEach(key -> assertThat(a.cache.get(key)).isIn("old", "new"));
        fleet.time.advance(Duration.ofMillis(10));
        keys.forEach(key -> assertThat(a.cache.get(key)).isEqualTo("new"));
        assertThat(bulk.calls.stream().map(Set::size)).containsExactly(25, 10, 10, 5);
    }

    @Test
    void batchOfRefreshes_withoutABulkLoader_isRefused() {
        assertThatThrownBy(() -> fleet.node(SPEC + ", refresh.batch=10"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'cache'", "refresh.batch=10", "bulkLoader");
    }
}
