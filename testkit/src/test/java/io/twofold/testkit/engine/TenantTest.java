package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.TieredCache;
import io.twofold.testkit.engine.Fleet.Node;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tenants whose names and keys do their best to look like others'. */
class TenantTest {
    private static final List<String> TENANTS = List.of(
            "a",
            "b",
            "a:b",
            "t1:a",
            "1:a",
            "1",
            "a:",
            ":",
            ":a",
            " ",
            "  ",
            "\t",
            "\u0000",
            "k",
            "k:",
            "t",
            "t1",
            "#",
            "ä",
            "a\u0308",
            "\u65e5\u672c",
            "\ud83d\ude00",
            "\ud83d",
            "\ude00",
            "\\ud83d",
            "\\",
            "\\\\",
            "{a}",
            "x".repeat(256),
            "\u65e5".repeat(256));
    private static final List<String> KEYS = List.of(
            "",
            ":",
            "a",
            "b",
            "a:b",
            "b:a",
            ":a",
            "k:a",
            "t1:a:b",
            "1:a",
            "\u0000",
            " ",
            "\ud83d",
            "\ude00",
            "\\ud83d",
            "\\\\ud83d",
            "ä",
            "a\u0308",
            "x".repeat(300));

    private final Fleet fleet = new Fleet();
    private final Node a = fleet.node(Fleet.SPEC.replace("l2.shards=1", "l2.shards=16"));
    private final Node b = fleet.node(Fleet.SPEC.replace("l2.shards=1", "l2.shards=16"));

    @AfterEach
    void close() {
        fleet.close();
    }

    private record Place(String tenant, String key, String value) {
        TieredCache<String, String> in(Node node) {
            return tenant.isEmpty() ? node.cache : node.cache.scoped(tenant);
        }
    }

    /** Every key of every tenant, and of nobody, each with a value of its own. */
    private static List<Place> places() {
        List<Place> places = new ArrayList<>();
        List<String> tenants = new ArrayList<>(TENANTS);
        tenants.add("");
        for (String tenant : tenants) {
            for (String key : KEYS) {
                places.add(new Place(tenant, key, "value " + places.size()));
            }
        }
        return places;
    }

    @Test
    void values_ofEveryTenant_areKeptApartInBothTiers() {
        List<Place> places = places();
        places.forEach(place -> place.in(a).put(place.key, place.value));
        for (Place place : places) {
            assertThat(place.in(a).getIfPresent(place.key)).isEqualTo(place.value);
            assertThat(place.in(b).getIfPresent(place.key)).isEqualTo(place.value);
            assertThat(place.in(b).getIfPresent(place.key)).isEqualTo(place.value);
        }
        assertThat(b.stats().l2Hits()).isEqualTo(places.size());
        assertThat(b.stats().l1Hits()).isEqualTo(places.size());
    }

    @Test
    void invalidation_ofOneTenantsKey_reachesThatOneOnly() {
        List<Place> places = places();
        for (Place place : places) {
            place.in(a).put(place.key, place.value);
            place.in(b).getIfPresent(place.key);
        }
        for (int i = 0; i < places.size(); i += 7) {
            places.get(i).in(a).invalidate(places.get(i).key);
        }
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            String expected = i % 7 == 0 ? null : place.value;
            assertThat(place.in(a).getIfPresent(place.key)).isEqualTo(expected);
            assertThat(place.in(b).getIfPresent(place.key)).isEqualTo(expected);
        }
        assertThat(b.stats().shardDrops()).isZero();
    }

    @Test
    void view_ofAView_isOfTheNewTenant() {
        a.cache.scoped("first").scoped("second").put("k", "v");
        assertThat(b.cache.scoped("second").getIfPresent("k")).isEqualTo("v");
        assertThat(b.cache.scoped("first").getIfPresent("k")).isNull();
        assertThat(b.cache.async().scoped("second").sync().getIfPresent("k")).isEqualTo("v");
    }

    @Test
    void loads_ofDifferentTenants_areNotShared() {
        assertThat(a.cache.scoped("1").get("k", key -> {
                    assertThat(a.cache.scoped("2").get("k", other -> "of 2")).isEqualTo("of 2");
                    return "of 1";
                }))
                .isEqualTo("of 1");
        assertThat(a.stats().loads()).isEqualTo(2);
        assertThat(a.stats().joined()).isZero();
    }

    @Test
    void tenant_ofNoOrTooManyCharacters_isRefused() {
        assertThatThrownBy(() -> a.cache.scoped("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> a.cache.scoped("x".repeat(257)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("257", "256");
    }
}
