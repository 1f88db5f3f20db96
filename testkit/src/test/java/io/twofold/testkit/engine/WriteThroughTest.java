package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.CacheWriter;
import io.twofold.Delivery;
import io.twofold.RemoteTierException;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.testkit.FakeRandom;
import io.twofold.testkit.InMemoryRemote;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Source and caches change together, or the caches hold nothing. */
class WriteThroughTest {
    private static final String SPEC = Fleet.SPEC + ", write=through";

    private final Fleet fleet = new Fleet();
    private final List<Twofold> managers = new ArrayList<>();
    private final Writer writer = new Writer();
    private final InMemoryRemote remote = new InMemoryRemote(fleet.server);
    private final TieredCache<String, String> cache = node(SPEC, remote);
    private final TieredCache<String, String> other = node(SPEC, new InMemoryRemote(fleet.server));

    private TieredCache<String, String> node(String spec, InMemoryRemote to) {
        Twofold twofold = fleet.manager(Runnable::run, to, FakeRandom.seeded(managers.size() + 1, 0.5));
        managers.add(twofold);
        return twofold.cache("cache", String.class, String.class)
                .spec(spec)
                .loader(fleet.source)
                .writer(writer)
                .build();
    }

    @AfterEach
    void close() {
        managers.forEach(Twofold::close);
    }

    /** Changes the source of the fleet; something may happen in the middle. */
    private final class Writer implements CacheWriter<String, String> {
        final List<String> calls = new ArrayList<>();
        final Queue<Source.Step> afterCommit = new ConcurrentLinkedQueue<>();
        final Queue<Exception> failures = new ConcurrentLinkedQueue<>();

        private void step(String call) throws Exception {
            calls.add(call);
            Exception failure = failures.poll();
            if (failure != null) {
                throw failure;
            }
        }

        private void committed() throws Exception {
            Source.Step next = afterCommit.poll();
            if (next != null) {
                next.run();
            }
        }

        @Override
        public void write(String key, String value) throws Exception {
            step("write " + key + "=" + value);
            fleet.source.values.put(key, value);
            committed();
        }

        @Override
        public void delete(String key) throws Exception {
            step("delete " + key);
            fleet.source.values.remove(key);
            committed();
        }

        @Override
        public void writeAll(Map<String, String> values) throws Exception {
            step("write " + values);
            fleet.source.values.putAll(values);
            committed();
        }

        @Override
        public void deleteAll(Collection<String> keys) throws Exception {
            step("delete " + keys);
            keys.forEach(fleet.source.values::remove);
            committed();
        }
    }

    private int loads() {
        return fleet.source.loads.get();
    }

    @Test
    void put_changesSourceAndBothTiers_inTwoRoundTrips() {
        fleet.source.values.put("k", "old");
        assertThat(other.get("k")).isEqualTo("old");
        cache.getIfPresent("k");
        long before = remote.roundTrips();
        assertThat(cache.put("k", "new")).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(remote.roundTrips() - before).isEqualTo(2);
        assertThat(fleet.source.values).containsEntry("k", "new");
        int loads = loads();
        assertThat(cache.get("k")).isEqualTo("new");
        assertThat(other.get("k")).isEqualTo("new");
        assertThat(loads()).as("both tiers took it").isEqualTo(loads);
        assertThat(cache.stats().l1Size()).isOne();
    }

    @Test
    void putAll_andRemoveAll_callTheWriterOnce() {
        cache.putAll(Map.of("a", "1", "b", "2"));
        assertThat(writer.calls).hasSize(1);
        assertThat(other.getIfPresent("a")).isEqualTo("1");
        assertThat(other.getIfPresent("b")).isEqualTo("2");
        cache.removeAll(List.of("a", "b"));
        assertThat(writer.calls).hasSize(2);
        assertThat(fleet.source.values).isEmpty();
        assertThat(other.get("a")).isNull();
        assertThat(cache.get("b")).isNull();
    }

    @Test
    void remove_deletesFromTheSourceAndEveryTier() {
        cache.put("k", "v");
        assertThat(cache.remove("k")).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(writer.calls).containsExactly("write k=v", "delete k");
        assertThat(other.get("k")).isNull();
        assertThat(cache.get("k")).isNull();
    }

    @Test
    void failingWriter_itsExceptionIsThrownAndTheTiersLackTheKey() {
        fleet.source.values.put("k", "old");
        assertThat(cache.get("k")).isEqualTo("old");
        IOException refused = new IOException("refused");
        writer.failures.add(refused);
        assertThatThrownBy(() -> cache.put("k", "new")).isSameAs(refused);
        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(other.getIfPresent("k")).isNull();
        assertThat(cache.get("k")).isEqualTo("old");
        assertThat(other.getIfPresent("k")).as("it may be cached again").isEqualTo("old");
        writer.failures.add(refused);
        assertThatThrownBy(() -> cache.removeAll(List.of("k", "l"))).isSameAs(refused);
        assertThat(cache.get("k")).isEqualTo("old");
    }

    @Test
    void twoWriters_thatOverlap_leaveNothingInTheCaches() {
        writer.afterCommit.add(() -> other.put("k", "second"));
        cache.put("k", "first");
        assertThat(fleet.source.values).containsEntry("k", "second");
        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(other.getIfPresent("k")).isNull();
        assertThat(cache.get("k")).isEqualTo("second");
    }

    @Test
    void invalidationBetweenCommitAndEnd_nothingIsStored() {
        writer.afterCommit.add(() -> {
            fleet.source.values.put("k", "by somebody else");
            other.invalidate("k");
        });
        cache.put("k", "mine");
        assertThat(cache.get("k")).isEqualTo("by somebody else");
        assertThat(other.get("k")).isEqualTo("by somebody else");
    }

    @Test
    void guardThatRanOutUnderTheWriter_nothingIsStored() {
        writer.afterCommit.add(() -> {
            remote.setReachable(false);
            fleet.time.advance(java.time.Duration.ofSeconds(11));
            other.put("k", "second");
            remote.setReachable(true);
            fleet.time.advance(java.time.Duration.ofSeconds(4)); // the guard is begun anew
        });
        cache.put("k", "first");
        assertThat(fleet.source.values).containsEntry("k", "second");
        assertThat(cache.get("k")).isEqualTo("second");
        assertThat(other.get("k")).isEqualTo("second");
    }

    @Test
    void redisAway_theSourceChangesAndTheEndIsRepeated() {
        fleet.source.values.put("k", "old");
        assertThat(other.get("k")).isEqualTo("old");
        remote.setReachable(false);
        assertThat(cache.put("k", "new")).isEqualTo(Delivery.PENDING);
        assertThat(cache.getIfPresent("k"))
                .as("nobody knows whether it was alone")
                .isNull();
        remote.setReachable(true);
        fleet.time.advance(Fleet.HEARTBEAT);
        assertThat(other.get("k")).isEqualTo("new");
    }

    @Test
    void redisAway_withErrors_theWriterIsNotCalled() {
        InMemoryRemote away = new InMemoryRemote(fleet.server);
        TieredCache<String, String> strict = node(SPEC + ", l2.unacknowledged=error", away);
        away.setReachable(false);
        assertThatThrownBy(() -> strict.put("k", "v"))
                .isInstanceOf(RemoteTierException.class)
                .hasMessageContaining("the source was not changed");
        assertThat(writer.calls).isEmpty();
    }

    @Test
    void valueThatCantBeEncoded_failsBeforeTheSourceChanges() {
        TieredCache<String, String> small = node(SPEC + ", l2.maxValueSize=3B", new InMemoryRemote(fleet.server));
        assertThatThrownBy(() -> small.put("k", "longer")).hasMessageContaining("l2.maxValueSize");
        assertThat(writer.calls).isEmpty();
    }

    @Test
    void withoutARemoteTier_putAndRemoveChangeTheSourceAndDropTheKey() {
        TieredCache<String, String> alone = node(SPEC + ", l2=off", new InMemoryRemote(fleet.server));
        fleet.source.values.put("k", "old");
        assertThat(alone.get("k")).isEqualTo("old");
        alone.put("k", "new");
        assertThat(alone.get("k")).isEqualTo("new");
        alone.remove("k");
        assertThat(alone.get("k")).isNull();
    }

    @Test
    void withoutARemoteTier_whatWasPutIsCached() {
        TieredCache<String, String> alone = node(SPEC + ", l2=off", new InMemoryRemote(fleet.server));
        alone.put("k", "new");
        fleet.source.values.put("k", "changed by nobody who tells");
        assertThat(alone.get("k")).isEqualTo("new");
    }

    @Test
    void withoutARemoteTier_loadDuringTheWrite_doesntOutliveIt() {
        TieredCache<String, String> alone = node(SPEC + ", l2=off", new InMemoryRemote(fleet.server));
        fleet.source.values.put("k", "old");
        writer.afterCommit.add(() -> {
            fleet.source.values.put("k", "old"); // as if not committed yet
            assertThat(alone.get("k")).isEqualTo("old");
            fleet.source.values.put("k", "new");
        });
        alone.put("k", "new");
        assertThat(alone.get("k")).isEqualTo("new");
    }

    @Test
    void withoutARemoteTier_writersThatOverlap_leaveTheKeyToTheSource() {
        TieredCache<String, String> alone = node(SPEC + ", l2=off", new InMemoryRemote(fleet.server));
        writer.afterCommit.add(() -> alone.put("k", "second"));
        alone.put("k", "first");
        assertThat(alone.get("k")).isEqualTo("second");
    }

    @Test
    void asyncPutOfWhatCantBeEncoded_givesAFailedFuture() {
        TieredCache<String, String> small = node(SPEC + ", l2.maxValueSize=3B", new InMemoryRemote(fleet.server));
        assertThat(small.async().put("k", "longer")).isCompletedExceptionally();
        assertThat(writer.calls).isEmpty();
    }

    @Test
    void specAndWriter_goTogether() {
        Twofold twofold = fleet.manager(Runnable::run, new InMemoryRemote(fleet.server), FakeRandom.seeded(9, 0.5));
        managers.add(twofold);
        assertThatThrownBy(() -> twofold.cache("c", String.class, String.class)
                        .spec(SPEC)
                        .build())
                .hasMessageContaining("cache 'c': write=through and writer(...) go together");
        assertThatThrownBy(() -> twofold.cache("c", String.class, String.class)
                        .spec(Fleet.SPEC)
                        .writer(writer)
                        .build())
                .hasMessageContaining("the spec says write=aside");
    }
}
