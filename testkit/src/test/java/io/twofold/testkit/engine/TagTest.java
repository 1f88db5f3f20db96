package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.ContextLoader;
import io.twofold.Delivery;
import io.twofold.TieredCache;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Entries that end together: by a tag, or with all that is a tenant's. */
class TagTest {
    private final Fleet fleet = new Fleet();
    private final Fleet.Node first = fleet.node();
    private final Fleet.Node second = fleet.node();
    private final ContextLoader<String, String> tagging = (key, context) -> {
        String value = fleet.source.load(key);
        context.tag("first letter " + key.charAt(0), "all");
        return value;
    };

    @AfterEach
    void close() {
        fleet.close();
    }

    private void change(String value, String... keys) {
        for (String key : keys) {
            fleet.source.values.put(key, value);
        }
    }

    @Test
    void invalidateTag_endsWhatHasItOnEveryNodeInBothTiers() {
        change("old", "apple", "avocado", "banana");
        for (Fleet.Node node : List.of(first, second)) {
            assertThat(node.cache.get("apple", tagging)).isEqualTo("old");
            assertThat(node.cache.get("avocado", tagging)).isEqualTo("old");
            assertThat(node.cache.get("banana", tagging)).isEqualTo("old");
        }
        change("new", "apple", "avocado", "banana");
        assertThat(first.cache.invalidateTag("first letter a")).isEqualTo(Delivery.ACKNOWLEDGED);
        for (Fleet.Node node : List.of(second, first)) {
            assertThat(node.cache.getIfPresent("banana")).isEqualTo("old");
            assertThat(node.cache.get("apple", tagging)).isEqualTo("new");
            assertThat(node.cache.get("avocado", tagging)).isEqualTo("new");
        }
        assertThat(fleet.source.loads).hasValue(5);
    }

    @Test
    void readAfterInvalidateTag_doesNotJoinALoadFromBeforeIt() {
        change("old", "apple");
        List<CompletableFuture<String>> after = new ArrayList<>();
        fleet.source.afterReading(() -> {
            change("new", "apple");
            first.cache.invalidateTag("all");
            after.add(first.cache.async().get("apple", tagging));
        });
        assertThat(first.cache.get("apple", tagging)).as("it began before").isEqualTo("old");
        assertThat(after).singleElement().satisfies(read -> assertThat(read).isCompletedWithValue("new"));
    }

    @Test
    void invalidateTag_duringALoadThatAttachesIt_fencesIt() {
        change("old", "apple");
        fleet.source.afterReading(() -> {
            change("new", "apple");
            second.cache.invalidateTag("all");
        });
        assertThat(first.cache.get("apple", tagging)).as("it began before").isEqualTo("old");
        assertThat(first.cache.get("apple", tagging)).isEqualTo("new");
        assertThat(second.cache.get("apple", tagging)).isEqualTo("new");
    }

    @Test
    void invalidateTag_duringALoadOnAnotherNodeWhoseMessageIsLost_isRejectedByL2AndCaughtUp() {
        change("old", "apple");
        first.remote.dropMessages(true);
        fleet.source.afterReading(() -> {
            change("new", "apple");
            second.cache.invalidateTag("all");
        });
        assertThat(first.cache.get("apple", tagging)).isEqualTo("old");
        assertThat(second.cache.get("apple", tagging)).isEqualTo("new");
        first.remote.dropMessages(false);
        fleet.time.advance(Fleet.HEARTBEAT);
        assertThat(first.cache.get("apple", tagging)).isEqualTo("new");
        assertThat(first.stats().shardDrops()).as("the log had it").isZero();
    }

    @Test
    void put_withTags_endsWithThem() {
        assertThat(first.cache.put("k", "put", List.of("red", "blue"))).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(first.cache.getIfPresent("k")).isEqualTo("put");
        assertThat(second.cache.getIfPresent("k")).isEqualTo("put");
        second.cache.invalidateTag("red");
        assertThat(first.cache.getIfPresent("k")).isNull();
        assertThat(second.cache.getIfPresent("k")).isNull();
        first.cache.put("k", "again", List.of("red"));
        assertThat(first.cache.getIfPresent("k")).isEqualTo("again");
        assertThat(second.cache.getIfPresent("k")).isEqualTo("again");
    }

    @Test
    void invalidateTag_withTheRemoteTierAway_holdsHereAndIsRepeated() {
        change("old", "apple");
        assertThat(first.cache.get("apple", tagging)).isEqualTo("old");
        assertThat(second.cache.get("apple", tagging)).isEqualTo("old");
        first.remote.setReachable(false);
        change("new", "apple");
        assertThat(first.cache.invalidateTag("all")).isEqualTo(Delivery.PENDING);
        assertThat(first.cache.get("apple", tagging)).isEqualTo("new");
        assertThat(second.cache.get("apple", tagging)).isEqualTo("old");
        first.remote.setReachable(true);
        fleet.time.advance(Fleet.HEARTBEAT);
        assertThat(first.stats().pendingInvalidations()).isZero();
        assertThat(second.cache.get("apple", tagging)).isEqualTo("new");
    }

    @Test
    void tagsOfTenants_neverMeet() {
        change("old", "k");
        TieredCache<String, String> acme = first.cache.scoped("acme");
        TieredCache<String, String> other = first.cache.scoped("acme:x");
        acme.put("k", "acme's", List.of("x:red"));
        other.put("k", "other's", List.of("red"));
        first.cache.put("k", "nobody's", List.of("red", "x:red", "acme:red"));
        second.cache.scoped("acme").invalidateTag("x:red");
        assertThat(acme.getIfPresent("k")).isNull();
        assertThat(other.getIfPresent("k")).isEqualTo("other's");
        assertThat(first.cache.getIfPresent("k")).isEqualTo("nobody's");
    }

    @Test
    void clear_ofATenant_endsWhatIsItsAndNothingElse() {
        change("old", "a", "b");
        for (Fleet.Node node : List.of(first, second)) {
            assertThat(node.cache.scoped("acme").get("a")).isEqualTo("old");
            assertThat(node.cache.scoped("acme").get("b", tagging)).isEqualTo("old");
            assertThat(node.cache.scoped("other").get("a")).isEqualTo("old");
            assertThat(node.cache.get("a")).isEqualTo("old");
        }
        change("new", "a", "b");
        assertThat(first.cache.scoped("acme").clear()).isEqualTo(Delivery.ACKNOWLEDGED);
        for (Fleet.Node node : List.of(second, first)) {
            assertThat(node.cache.scoped("acme").get("a")).isEqualTo("new");
            assertThat(node.cache.scoped("acme").get("b", tagging)).isEqualTo("new");
            assertThat(node.cache.scoped("other").get("a")).isEqualTo("old");
            assertThat(node.cache.get("a")).isEqualTo("old");
        }
    }

    @Test
    void tagsThatAreNotAllowed_areRefusedWithAReason() {
        assertThatThrownBy(() -> first.cache.put("k", "v", List.of("")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("0 characters", "1 to 256");
        assertThatThrownBy(() -> first.cache.invalidateTag("x".repeat(257)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("257 characters");
        List<String> tooMany =
                IntStream.range(0, 33).mapToObj(Integer::toString).toList();
        assertThatThrownBy(() -> first.cache.put("k", "v", tooMany))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 32 tags");
        assertThatThrownBy(() -> first.cache.scoped("acme").put("k", "v", tooMany.subList(0, 32)))
                .hasMessageContaining("tenant");
        assertThatThrownBy(() -> first.cache.get("k", (key, context) -> {
                    context.tag("");
                    return "v";
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(first.cache.getIfPresent("k")).isNull();
    }
}
