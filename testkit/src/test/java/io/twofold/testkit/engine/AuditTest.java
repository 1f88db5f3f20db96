package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.AuditMismatch;
import io.twofold.Explanation.Answer;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.testkit.FakeRandom;
import io.twofold.testkit.InMemoryRemote;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What audits find, and what they leave alone. */
class AuditTest {
    private static final Duration BOUND = Fleet.MAX_STALENESS.plus(Fleet.TIMEOUT);
    private static final String EVERY_READ = Fleet.SPEC + ", audit=100%, audit.rate=1000";

    private final Fleet fleet = new Fleet();
    private final List<Twofold> managers = new ArrayList<>();
    private final List<AuditMismatch<String, String>> mismatches = new ArrayList<>();
    private final TieredCache<String, String> cache = cache(EVERY_READ, mismatches::add);

    @BeforeEach
    void fill() {
        change("old");
    }

    @AfterEach
    void close() {
        managers.forEach(Twofold::close);
        fleet.close();
    }

    private TieredCache<String, String> cache(String spec, Consumer<AuditMismatch<String, String>> onMismatch) {
        Twofold twofold = fleet.manager(
                Runnable::run, new InMemoryRemote(fleet.server), FakeRandom.seeded(100 + managers.size(), 0.5));
        managers.add(twofold);
        return twofold.cache("cache", String.class, String.class)
                .spec(spec)
                .loader(fleet.source)
                .onMismatch(onMismatch)
                .build();
    }

    private void change(String value) {
        fleet.source.values.put("k", value);
    }

    private void assertConsistent(long audits) {
        assertThat(mismatches).isEmpty();
        assertThat(cache.stats().audits()).isEqualTo(audits);
        assertThat(cache.stats().auditMismatches()).isZero();
    }

    @Test
    void sourceChangedWithoutInvalidation_isAMismatchOnceItLastsForTheBound() {
        Instant readAt = Instant.ofEpochMilli(fleet.time.epochMillis());
        cache.get("k");
        change("new");
        fleet.time.advance(BOUND);
        assertConsistent(0);
        fleet.time.advance(BOUND);
        assertThat(cache.stats().audits()).isOne();
        assertThat(cache.stats().auditMismatches()).isOne();
        assertThat(mismatches).singleElement().satisfies(found -> {
            assertThat(found.cache()).isEqualTo("cache");
            assertThat(found.tenant()).isNull();
            assertThat(found.key()).isEqualTo("k");
            assertThat(found.read()).isEqualTo("old");
            assertThat(found.source()).isEqualTo("new");
            assertThat(found.readAt()).isEqualTo(readAt);
            assertThat(found.explanation().next().answer()).isEqualTo(Answer.L1);
        });
    }

    @Test
    void audit_changesNothingThatIsCached() {
        cache.get("k");
        change("new");
        fleet.time.advance(BOUND.multipliedBy(2));
        assertThat(mismatches).hasSize(1);
        assertThat(cache.get("k")).isEqualTo("old");
        assertThat(cache.stats().loads()).isOne();
    }

    @Test
    void unchangedSource_isConsistentAtOnce() {
        cache.get("k");
        fleet.time.advance(BOUND.minus(Fleet.MILLI));
        assertConsistent(0);
        fleet.time.advance(Fleet.MILLI);
        assertConsistent(1);
        fleet.time.advance(BOUND.multipliedBy(2));
        assertThat(fleet.source.loads).as("the read's and the audit's").hasValue(2);
    }

    @Test
    void sourceChangedAndInvalidated_isConsistent() {
        cache.get("k");
        change("new");
        cache.invalidate("k");
        fleet.time.advance(BOUND.multipliedBy(2));
        assertConsistent(1);
    }

    @Test
    void changeWhoseInvalidationComesAfterTheFirstLook_isConsistent() {
        cache.get("k");
        fleet.time.advance(BOUND.minus(Fleet.MILLI));
        change("new");
        fleet.time.advance(Fleet.MILLI);
        fleet.node().cache.invalidate("k");
        fleet.time.advance(BOUND.multipliedBy(2));
        assertConsistent(1);
    }

    @Test
    void valueThatIsServedNoMore_isConsistent() {
        TieredCache<String, String> brief = cache(EVERY_READ.replace("ttl=10m", "ttl=1s"), mismatches::add);
        brief.get("k");
        change("new");
        fleet.time.advance(BOUND.multipliedBy(2));
        assertThat(mismatches).isEmpty();
        assertThat(brief.stats().audits()).isOne();
    }

    @Test
    void keyRemovedFromTheSource_isAMismatch() {
        cache.get("k");
        fleet.source.values.remove("k");
        fleet.time.advance(BOUND.multipliedBy(2));
        assertThat(mismatches)
                .singleElement()
                .satisfies(found -> assertThat(found.source()).isNull());
    }

    @Test
    void hitsOfEitherTier_areAudited() {
        fleet.node().cache.get("k");
        cache.getAll(List.of("k"));
        fleet.time.advance(BOUND);
        assertConsistent(1);
        cache.get("k");
        fleet.time.advance(BOUND);
        assertConsistent(2);
        cache.scoped("acme").getIfPresent("k");
        cache.getAll(List.of("k", "nowhere"));
        fleet.time.advance(BOUND);
        assertConsistent(3);
    }

    @Test
    void wrongValueInL2_isFoundThoughL1HoldsNothing() {
        TieredCache<String, String> withoutL1 = cache(EVERY_READ + ", l1.maximumSize=0", mismatches::add);
        withoutL1.get("k");
        change("new");
        fleet.time.advance(BOUND.multipliedBy(2));
        assertThat(mismatches)
                .singleElement()
                .satisfies(
                        found -> assertThat(found.explanation().next().answer()).isEqualTo(Answer.L2));
    }

    @Test
    void tenantsRead_isAuditedInItsView() {
        cache.scoped("acme").get("k");
        change("new");
        fleet.time.advance(BOUND.multipliedBy(2));
        assertThat(mismatches)
                .singleElement()
                .satisfies(found -> assertThat(found.tenant()).isEqualTo("acme"));
    }

    @Test
    void rate_boundsHowManyAuditsBegin() {
        TieredCache<String, String> slow = cache(Fleet.SPEC + ", audit=100%, audit.rate=2", mismatches::add);
        for (int i = 0; i < 20; i++) {
            slow.get("k");
            slow.get("k");
            fleet.time.advance(Duration.ofMillis(100));
        }
        fleet.time.advance(BOUND);
        assertThat(slow.stats().audits()).as("two in each of two seconds").isEqualTo(4);
        assertThat(fleet.source.loads).hasValue(1 + 4);
    }

    @Test
    void partOfTheReads_isAuditedByChance() {
        TieredCache<String, String> never = cache(Fleet.SPEC + ", audit=50%", mismatches::add);
        TieredCache<String, String> always = cache(Fleet.SPEC + ", audit=51%", mismatches::add);
        never.get("k"); // chance is always 0.5 here
        always.get("k");
        fleet.time.advance(BOUND);
        assertThat(never.stats().audits()).isZero();
        assertThat(always.stats().audits()).isOne();
    }

    @Test
    void auditOff_loadsNothing() {
        TieredCache<String, String> off = cache(Fleet.SPEC, mismatches::add);
        off.get("k");
        off.get("k");
        change("new");
        fleet.time.advance(BOUND.multipliedBy(3));
        assertThat(fleet.source.loads).hasValue(1);
        assertThat(off.stats().audits()).isZero();
        assertThat(mismatches).isEmpty();
    }

    @Test
    void loaderThatFailsInAnAudit_provesNothing() {
        cache.get("k");
        change("new");
        fleet.source.failOnce(new IllegalStateException("the database is away"));
        fleet.time.advance(BOUND.multipliedBy(2));
        assertConsistent(0);
        cache.get("k");
        fleet.time.advance(BOUND.multipliedBy(2));
        assertThat(mismatches).hasSize(1);
    }

    @Test
    void listenerThatThrows_harmsNobody() {
        TieredCache<String, String> odd = cache(EVERY_READ, found -> {
            throw new IllegalStateException("a listener's fault");
        });
        odd.get("k");
        change("new");
        fleet.time.advance(BOUND.multipliedBy(2));
        assertThat(odd.stats().auditMismatches()).isOne();
        assertThat(odd.get("k")).isEqualTo("old");
    }

    @Test
    void mismatchWithoutAListener_isCounted() {
        Fleet.Node node = fleet.node(EVERY_READ);
        node.cache.get("k");
        change("new");
        fleet.time.advance(BOUND.multipliedBy(2));
        assertThat(node.stats().auditMismatches()).isOne();
        assertThat(node.stats().consistencyNines()).isZero();
    }

    @Test
    void redisAway_auditsWhatIsServedWithoutIt() {
        Fleet.Node node = fleet.node(EVERY_READ);
        node.cache.get("k");
        node.remote.setReachable(false);
        change("new");
        fleet.time.advance(BOUND.multipliedBy(2));
        assertThat(node.stats().audits()).isOne();
        assertThat(node.stats().auditMismatches()).as("the bound has ended it").isZero();
    }

    @Test
    void closedCache_auditsNothingMore() {
        cache.get("k");
        managers.forEach(Twofold::close);
        fleet.time.advance(BOUND);
        assertThat(fleet.source.loads).hasValue(1);
    }

    @Test
    void auditWithoutALoader_isRefused() {
        Twofold twofold = managers.get(0);
        assertThatThrownBy(() -> twofold.cache("other", String.class, String.class)
                        .spec(EVERY_READ)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'other'", "audit", "loader");
    }
}
