package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.BatchWriter;
import io.twofold.DeadLetter;
import io.twofold.Delivery;
import io.twofold.Explanation;
import io.twofold.RemoteTierException;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.WriteBacklogException;
import io.twofold.WriteBatch;
import io.twofold.testkit.Await;
import io.twofold.testkit.FakeRandom;
import io.twofold.testkit.InMemoryRemote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was put is safe in the remote tier, found by every read, and reaches the source later. */
class WriteBehindTest {
    private static final String SPEC = Fleet.SPEC + ", write=behind, write.delay=1s, write.drain=0s";
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Fleet fleet = new Fleet();
    private final List<Twofold> managers = new ArrayList<>();
    private final Writer writer = new Writer();
    private final InMemoryRemote remote = new InMemoryRemote(fleet.server);
    private final TieredCache<String, String> cache = node(SPEC, remote, writer);
    private final TieredCache<String, String> other = node(SPEC, new InMemoryRemote(fleet.server), writer);

    private TieredCache<String, String> node(String spec, InMemoryRemote to, @Nullable Writer with) {
        Twofold twofold = fleet.manager(Runnable::run, to, FakeRandom.seeded(managers.size() + 1, 0.5));
        managers.add(twofold);
        var builder =
                twofold.cache("cache", String.class, String.class).spec(spec).loader(fleet.source);
        return (with == null ? builder : builder.batchWriter(with)).build();
    }

    @AfterEach
    void close() {
        managers.forEach(Twofold::close);
    }

    /** Writes to the source of the fleet, which refuses some. */
    private final class Writer implements BatchWriter<String, String> {
        final List<WriteBatch<String, String>> batches = new ArrayList<>();
        final Map<String, Long> versions = new HashMap<>();
        Predicate<WriteBatch<String, String>> refused = batch -> false;
        Runnable duringWrite = () -> {};

        @Override
        public void write(WriteBatch<String, String> batch) {
            batches.add(batch);
            if (refused.test(batch)) {
                throw new IllegalArgumentException("refused");
            }
            for (WriteBatch.Write<String, String> each : batch.writes()) {
                String key = each.tenant() == null ? each.key() : each.tenant() + "/" + each.key();
                assertThat(each.version()).isGreaterThan(versions.getOrDefault(key, 0L));
                versions.put(key, each.version());
                if (each.isDelete()) {
                    fleet.source.values.remove(key);
                } else {
                    fleet.source.values.put(key, each.value());
                }
            }
            Runnable next = duringWrite;
            duringWrite = () -> {};
            next.run();
        }
    }

    private static boolean has(WriteBatch<String, String> batch, String key) {
        return batch.writes().stream().anyMatch(write -> write.key().equals(key));
    }

    private void pass(Duration time) {
        fleet.time.advance(time);
    }

    @Test
    void put_isReadEverywhereBeforeTheSourceHasIt_andReachesTheSource() {
        fleet.source.values.put("k", "old");
        assertThat(other.get("k")).isEqualTo("old");
        assertThat(cache.get("k")).isEqualTo("old");
        long before = remote.roundTrips();
        assertThat(cache.put("k", "new")).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(remote.roundTrips() - before).isOne();
        assertThat(fleet.source.values).containsEntry("k", "old");
        assertThat(cache.get("k")).isEqualTo("new");
        assertThat(other.get("k")).isEqualTo("new");
        assertThat(cache.refresh("k")).as("the source lags behind").isEqualTo("new");
        assertThat(cache.stats().writeBehind().written()).isZero();
        pass(SECOND.multipliedBy(2));
        assertThat(fleet.source.values).containsEntry("k", "new");
        int loads = fleet.source.loads.get();
        assertThat(node(SPEC, new InMemoryRemote(fleet.server), writer).get("k"))
                .isEqualTo("new");
        assertThat(fleet.source.loads).as("what was written is an entry now").hasValue(loads);
    }

    @Test
    void puts_ofOneKey_becomeOne() {
        for (int i = 1; i <= 10; i++) {
            cache.put("k", "v" + i);
            other.put("l", "v" + i);
        }
        pass(SECOND.multipliedBy(2));
        assertThat(fleet.source.values).containsEntry("k", "v10").containsEntry("l", "v10");
        assertThat(writer.batches).hasSize(1);
        assertThat(writer.batches.get(0).fencingToken()).isPositive();
    }

    @Test
    void remove_isReadAsAbsent_andDeletes() {
        fleet.source.values.put("k", "old");
        assertThat(other.get("k")).isEqualTo("old");
        assertThat(cache.remove("k")).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(cache.get("k")).isNull();
        assertThat(other.get("k")).isNull();
        assertThat(other.getIfPresent("k")).isNull();
        assertThat(other.getAll(List.of("k"))).isEmpty();
        pass(SECOND.multipliedBy(2));
        assertThat(fleet.source.values).isEmpty();
        assertThat(other.get("k")).isNull();
    }

    @Test
    void tenants_keysReachTheWriterAsTheirs() {
        cache.scoped("acme").putAll(Map.of("a", "1", "b", "2"));
        assertThat(other.scoped("acme").get("a")).isEqualTo("1");
        assertThat(other.get("a")).isNull();
        pass(SECOND.multipliedBy(2));
        assertThat(fleet.source.values).isEqualTo(Map.of("acme/a", "1", "acme/b", "2"));
    }

    @Test
    void putDuringTheWrite_staysDirtyAndIsWrittenNext() {
        cache.put("k", "1");
        writer.duringWrite = () -> cache.put("k", "2");
        pass(SECOND.multipliedBy(2));
        assertThat(other.get("k")).isEqualTo("2");
        pass(SECOND.multipliedBy(2));
        assertThat(fleet.source.values).containsEntry("k", "2");
        assertThat(cache.stats().writeBehind().backlog()
                        + other.stats().writeBehind().backlog())
                .isZero();
    }

    @Test
    void clearAndInvalidate_loseNothing() {
        cache.put("k", "new");
        other.invalidate("k");
        other.clear();
        assertThat(other.get("k")).isEqualTo("new");
        pass(SECOND.multipliedBy(2));
        assertThat(fleet.source.values).containsEntry("k", "new");
    }

    @Test
    void lostControl_losesNothing() {
        cache.put("k", "new");
        fleet.server.loseControl(0);
        fleet.server.failOver();
        pass(Fleet.HEARTBEAT);
        assertThat(other.get("k")).isEqualTo("new");
        pass(SECOND.multipliedBy(2));
        assertThat(fleet.source.values).containsEntry("k", "new");
    }

    @Test
    void flusherThatDied_anotherTakesOverWithALargerToken() {
        cache.put("k", "1");
        pass(SECOND.multipliedBy(2));
        long first = writer.batches.get(0).fencingToken();
        managers.get(0).close();
        managers.get(1).close();
        TieredCache<String, String> third = node(SPEC, new InMemoryRemote(fleet.server), writer);
        third.put("k", "2");
        pass(Duration.ofSeconds(8));
        assertThat(fleet.source.values).containsEntry("k", "2");
        assertThat(writer.batches.get(writer.batches.size() - 1).fencingToken()).isGreaterThan(first);
    }

    @Test
    void badValue_isSetAside_andTheOthersAreWritten() {
        writer.refused = batch -> has(batch, "bad");
        fleet.source.values.put("bad", "what the source has");
        TieredCache<String, String> impatient =
                node(SPEC + ", write.attempts=3, write.backoff=200ms", new InMemoryRemote(fleet.server), writer);
        managers.get(0).close();
        managers.get(1).close();
        impatient.putAll(Map.of("bad", "1", "good", "1", "fine", "1"));
        pass(Duration.ofSeconds(20));
        assertThat(fleet.source.values).containsEntry("good", "1").containsEntry("fine", "1");
        assertThat(impatient.stats().writeBehind().deadLetters()).isOne();
        assertThat(impatient.get("bad")).isEqualTo("what the source has");
        List<DeadLetter<String, String>> letters = impatient.deadLetters().list(10);
        assertThat(letters).hasSize(1);
        DeadLetter<String, String> letter = letters.get(0);
        assertThat(letter.key()).isEqualTo("bad");
        assertThat(letter.value()).isEqualTo("1");
        assertThat(letter.attempts()).isEqualTo(3);
        assertThat(letter.reason()).contains("refused");
        writer.refused = batch -> false;
        assertThat(impatient.deadLetters().retry(letter)).isTrue();
        assertThat(impatient.get("bad")).isEqualTo("1");
        pass(Duration.ofSeconds(2));
        assertThat(fleet.source.values).containsEntry("bad", "1");
        assertThat(impatient.deadLetters().list(10)).isEmpty();
        assertThat(impatient.deadLetters().drop(letter)).isFalse();
    }

    @Test
    void sourceAway_nothingIsSetAsideSoon_andAllIsWrittenOnceItIsBack() {
        writer.refused = batch -> true;
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < 50; i++) {
            values.put("k" + i, "v");
        }
        cache.putAll(values);
        pass(Duration.ofSeconds(30));
        assertThat(writer.batches.size()).as("it backs off").isLessThan(100);
        assertThat(other.get("k7")).isEqualTo("v");
        writer.refused = batch -> false;
        pass(Duration.ofSeconds(60));
        assertThat(fleet.source.values).isEqualTo(values);
        assertThat(cache.deadLetters().list(10)).isEmpty();
    }

    @Test
    void beyondTheBacklog_putFailsOrWaits_asTheSpecSays() {
        writer.refused = batch -> true;
        TieredCache<String, String> failing =
                node(SPEC + ", write.backlog=2, write.onBacklog=fail", new InMemoryRemote(fleet.server), writer);
        TieredCache<String, String> waiting =
                node(SPEC + ", write.backlog=2, write.timeout=3s", new InMemoryRemote(fleet.server), writer);
        failing.putAll(Map.of("a", "1", "b", "1"));
        failing.put("a", "2");
        assertThatThrownBy(() -> failing.put("c", "1"))
                .isInstanceOf(WriteBacklogException.class)
                .hasMessageContaining("write.backlog=2");
        CompletableFuture<Delivery> inVain = waiting.async().put("c", "1");
        pass(SECOND);
        assertThat(inVain).isNotDone();
        pass(SECOND.multipliedBy(3));
        assertThat(inVain).isCompletedExceptionally();
        CompletableFuture<Delivery> patient = waiting.async().put("c", "2");
        assertThat(patient).isNotDone();
        writer.refused = batch -> false;
        waiting.async().flush(Duration.ofMinutes(1));
        pass(Duration.ofSeconds(2));
        assertThat(patient).isCompleted();
    }

    @Test
    void flush_writesWithoutDelay_andReportsWhatIsLeft() {
        cache.put("k", "1");
        assertThat(cache.flush(SECOND).isComplete()).isTrue();
        assertThat(fleet.source.values).containsEntry("k", "1");
        writer.refused = batch -> true;
        cache.put("k", "2");
        CompletableFuture<io.twofold.FlushReport> report = cache.async().flush(SECOND);
        pass(SECOND);
        assertThat(report.join().left()).isOne();
    }

    @Test
    void close_drains() {
        TieredCache<String, String> last =
                node(SPEC.replace("write.drain=0s", "write.drain=5s"), new InMemoryRemote(fleet.server), writer);
        managers.get(0).close();
        managers.get(1).close();
        last.put("k", "1");
        managers.get(2).close();
        assertThat(fleet.source.values).containsEntry("k", "1");
    }

    @Test
    void close_endsTheFlushOfAnother() {
        writer.refused = batch -> true;
        cache.put("k", "1");
        CompletableFuture<io.twofold.FlushReport> report = cache.async().flush(Duration.ofHours(1));
        managers.get(0).close();
        Await.until("the flush ends", report::isDone);
        assertThat(report.join().left()).isOne();
    }

    @Test
    void redisAway_putFails() {
        remote.setReachable(false);
        assertThatThrownBy(() -> cache.put("k", "1"))
                .isInstanceOf(RemoteTierException.class)
                .hasMessageContaining("has not acknowledged the put");
        remote.setReachable(true);
        assertThat(cache.stats().pendingInvalidations()).isZero();
    }

    @Test
    void nodeThatOnlyPuts_leavesWritingToTheOthers() {
        TieredCache<String, String> only = node(SPEC + ", write.flush=off", new InMemoryRemote(fleet.server), null);
        only.put("k", "1");
        pass(SECOND.multipliedBy(2));
        assertThat(fleet.source.values).containsEntry("k", "1");
        assertThat(only.stats().writeBehind().written()).isZero();
    }

    @Test
    void stats_tellBacklogAndLag() {
        writer.refused = batch -> true;
        cache.putAll(Map.of("a", "1", "b", "1"));
        pass(Duration.ofSeconds(10));
        assertThat(other.stats().writeBehind().backlog()).isEqualTo(2);
        assertThat(other.stats().writeBehind().lag()).isGreaterThan(Duration.ofSeconds(5));
        assertThat(cache.stats().writeBehind().failures()
                        + other.stats().writeBehind().failures())
                .isPositive();
    }

    @Test
    void writesBesideIt_areRefused() {
        assertThatThrownBy(() -> cache.write("k", () -> "done"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("write=behind");
    }

    @Test
    void whatDoesNotGoTogether_isRefused() {
        assertThatThrownBy(() -> node(SPEC, new InMemoryRemote(fleet.server), null))
                .hasMessageContaining("batchWriter(...)");
        assertThatThrownBy(() -> node(SPEC + ", l2=off", new InMemoryRemote(fleet.server), writer))
                .hasMessageContaining("needs a remote tier");
        assertThatThrownBy(() -> node(SPEC + ", audit=1%", new InMemoryRemote(fleet.server), writer))
                .hasMessageContaining("audit");
    }

    @Test
    void asyncPutOfWhatCantBeEncoded_givesAFailedFuture() {
        TieredCache<String, String> small =
                node(SPEC + ", l2.maxValueSize=3B", new InMemoryRemote(fleet.server), writer);
        assertThat(small.async().put("k", "longer")).isCompletedExceptionally();
        assertThat(small.stats().writeBehind().backlog()).isZero();
    }

    @Test
    void explain_showsWhatWaits() {
        writer.refused = batch -> true;
        cache.put("k", "new");
        assertThat(other.explain("k").toString()).contains("a value waits for the source, version ");
        Explanation explanation = other.explain("k");
        assertThat(explanation.next().answer()).isEqualTo(Explanation.Answer.L2);
        assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(explanation.l2()).dirty())
                        .delete())
                .isFalse();
    }

    @Test
    void nodeThatWritesOtherwise_isRefused() {
        String aside = Fleet.SPEC;
        assertThatThrownBy(() -> node(aside, new InMemoryRemote(fleet.server), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'cache'", "write=aside", "write=behind", "give every node the same");
    }

    @Test
    void nodeThatWritesOtherwise_foundLater_leavesTheRemoteTierAlone() {
        InMemoryRemote away = new InMemoryRemote(fleet.server);
        away.setReachable(false);
        TieredCache<String, String> odd = node(Fleet.SPEC, away, null);
        cache.put("k", "new");
        away.setReachable(true);
        assertThat(odd.invalidate("k")).isEqualTo(Delivery.PENDING);
        assertThat(odd.put("k", "odd")).isEqualTo(Delivery.PENDING);
        assertThat(other.get("k")).isEqualTo("new");
    }

    @Test
    void put_beforeTheFleetIsKnown_fails() {
        InMemoryRemote away = new InMemoryRemote(fleet.server);
        away.setReachable(false);
        TieredCache<String, String> early = node(SPEC, away, writer);
        assertThatThrownBy(() -> early.put("k", "v")).isInstanceOf(RemoteTierException.class);
        assertThat(cache.get("k")).isNull();
    }

    /** The only node, of a cache that asks for a replica and writes much later. */
    private TieredCache<String, String> replicated(InMemoryRemote to) {
        close();
        managers.clear();
        return node(SPEC.replace("write.delay=1s", "write.delay=1h") + ", l2.replicas=1", to, writer);
    }

    @Test
    void whatTheSourceLacks_isFoundWithoutProof_ofWhoseHistoryThisIs() {
        TieredCache<String, String> replicated = replicated(new InMemoryRemote(fleet.server));
        replicated.put("k", "new");
        replicated.put("gone", "new");
        replicated.remove("gone");
        fleet.source.values.put("k", "old");
        fleet.source.values.put("gone", "old");
        fleet.source.values.put("l", "clean");
        fleet.server.setReplicas(0);
        pass(Fleet.MAX_STALENESS.plus(Fleet.HEARTBEAT));
        assertThat(replicated.stats().openShards()).isPositive();
        assertThat(replicated.get("k")).isEqualTo("new");
        assertThat(replicated.getIfPresent("k")).isEqualTo("new");
        assertThat(replicated.get("gone")).isNull();
        assertThat(replicated.getAll(List.of("k", "gone", "l"))).isEqualTo(Map.of("k", "new", "l", "clean"));
        fleet.server.setReplicas(1);
        pass(Fleet.HEARTBEAT);
        assertThat(replicated.get("k")).isEqualTo("new");
    }

    @Test
    void whatWasFoundWithoutProof_isKeptNowhere() {
        InMemoryRemote far = new InMemoryRemote(fleet.server);
        TieredCache<String, String> replicated = replicated(far);
        replicated.put("k", "new");
        fleet.server.setReplicas(0);
        pass(Fleet.MAX_STALENESS.plus(Fleet.HEARTBEAT));
        assertThat(replicated.get("k")).isEqualTo("new");
        fleet.server.setReplicas(1);
        pass(Fleet.HEARTBEAT);
        long before = far.roundTrips();
        assertThat(replicated.get("k")).isEqualTo("new");
        assertThat(far.roundTrips() - before).isOne();
    }

    @Test
    void silentServer_isNotAskedForWhatTheSourceLacks() {
        fleet.source.values.put("k", "source");
        remote.setReachable(false);
        pass(Fleet.MAX_STALENESS.plus(Fleet.HEARTBEAT));
        long before = remote.roundTrips();
        assertThat(cache.get("k")).isEqualTo("source");
        assertThat(remote.roundTrips() - before).isZero();
    }
}
