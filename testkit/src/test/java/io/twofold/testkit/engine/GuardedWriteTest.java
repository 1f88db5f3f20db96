package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.CacheInterruptedException;
import io.twofold.Delivery;
import io.twofold.OngoingWrite;
import io.twofold.RemoteTierException;
import io.twofold.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writes in two phases, and what dies or gets lost between them. */
class GuardedWriteTest {
    private static final Duration GUARD = Duration.ofSeconds(10);

    private final Fleet fleet = new Fleet();
    private final Fleet.Node writer = fleet.node();
    private final Fleet.Node reader = fleet.node();

    @AfterEach
    void close() {
        fleet.close();
    }

    private void change(String value) {
        fleet.source.values.put("k", value);
    }

    private void cacheOld() {
        change("old");
        assertThat(reader.cache.get("k")).isEqualTo("old");
        assertThat(writer.cache.get("k")).isEqualTo("old");
    }

    @Test
    void write_changesTheSourceAndEveryNodeSeesIt() {
        cacheOld();
        String result = writer.cache.write("k", () -> {
            change("new");
            return "done";
        });
        assertThat(result).isEqualTo("done");
        assertThat(reader.cache.get("k")).isEqualTo("new");
        assertThat(writer.cache.get("k")).isEqualTo("new");
        assertThat(reader.stats().l1Size()).as("it may be cached again").isOne();
    }

    @Test
    void readsDuringAWrite_loadAndCacheNothing() {
        cacheOld();
        writer.cache.write("k", () -> {
            assertThat(reader.cache.get("k")).isEqualTo("old");
            assertThat(writer.cache.get("k")).isEqualTo("old");
            change("new");
            assertThat(reader.cache.get("k")).as("nothing was cached").isEqualTo("new");
            assertThat(writer.cache.get("k")).isEqualTo("new");
            return null;
        });
        int loads = fleet.source.loads.get();
        assertThat(reader.cache.get("k")).isEqualTo("new");
        assertThat(fleet.source.loads)
                .as("nothing loaded in between was cached")
                .hasValue(loads + 1);
    }

    @Test
    void loadFromBeforeTheWrite_isNotCached() {
        change("old");
        OngoingWrite[] write = new OngoingWrite[1];
        fleet.source.afterReading(() -> {
            write[0] = writer.cache.beginWrite(List.of("k"));
            change("new");
        });
        assertThat(reader.cache.get("k")).as("it began before").isEqualTo("old");
        assertThat(reader.cache.getIfPresent("k")).isNull();
        assertThat(write[0].end()).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(reader.cache.get("k")).isEqualTo("new");
    }

    @Test
    void valueLoadedWithoutL2DuringAWrite_isServedForNoLongerThanMaxStaleness() {
        cacheOld();
        writer.cache.beginWrite(List.of("k"));
        reader.remote.failNext(1);
        assertThat(reader.cache.get("k")).isEqualTo("old");
        change("new");
        writer.twofold.close();
        assertThat(reader.cache.get("k")).isEqualTo("old");
        fleet.time.advance(Fleet.MAX_STALENESS);
        assertThat(reader.cache.get("k"))
                .as("nothing was announced after the commit")
                .isEqualTo("new");
    }

    @Test
    void writerDiesBeforeItsCommit_theOldValueIsCachedAgainOnceTheGuardHasRunOut() {
        cacheOld();
        writer.cache.beginWrite(List.of("k"));
        writer.twofold.close();
        assertThat(reader.cache.get("k")).isEqualTo("old");
        assertThat(reader.cache.getIfPresent("k")).isNull();
        fleet.time.advance(GUARD);
        assertThat(reader.cache.get("k")).isEqualTo("old");
        assertThat(reader.cache.getIfPresent("k")).isEqualTo("old");
    }

    @Test
    void writerDiesAfterItsCommit_nothingStaleIsLeft() {
        cacheOld();
        writer.cache.beginWrite(List.of("k"));
        assertThat(reader.cache.get("k")).isEqualTo("old");
        change("new");
        writer.twofold.close();
        assertThat(reader.cache.get("k")).isEqualTo("new");
        fleet.time.advance(GUARD);
        assertThat(reader.cache.get("k")).isEqualTo("new");
        assertThat(reader.cache.getIfPresent("k")).isEqualTo("new");
    }

    @Test
    void actionThatThrows_endsTheWriteAndReachesTheCaller() {
        cacheOld();
        IOException failure = new IOException("no disk");
        assertThatThrownBy(() -> writer.cache.write("k", () -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(reader.cache.get("k")).isEqualTo("old");
        assertThat(reader.cache.getIfPresent("k")).as("cached again").isEqualTo("old");
    }

    @Test
    void longAction_keepsItsGuard() {
        cacheOld();
        writer.cache.write("k", () -> {
            fleet.time.advance(GUARD.multipliedBy(5));
            assertThat(reader.cache.get("k")).isEqualTo("old");
            assertThat(reader.cache.getIfPresent("k")).as("nothing is cached").isNull();
            change("new");
            return null;
        });
        assertThat(reader.cache.get("k")).isEqualTo("new");
    }

    @Test
    void guardThatRanOutDuringTheAction_isBegunAnew() {
        cacheOld();
        OngoingWrite write = writer.cache.beginWrite(List.of("k"));
        writer.remote.setReachable(false);
        fleet.time.advance(GUARD);
        assertThat(reader.cache.get("k")).isEqualTo("old");
        assertThat(reader.cache.getIfPresent("k")).as("the guard has run out").isEqualTo("old");
        writer.remote.setReachable(true);
        fleet.time.advance(GUARD.dividedBy(3));
        assertThat(reader.cache.getIfPresent("k"))
                .as("the guard is there again")
                .isNull();
        change("new");
        writer.twofold.close();
        fleet.time.advance(GUARD);
        assertThat(reader.cache.get("k")).as("the writer died after its commit").isEqualTo("new");
        assertThat(write).hasToString("OngoingWrite[cache, 1 shards]");
    }

    @Test
    void overlappingWrites_leaveNothingStale() {
        cacheOld();
        OngoingWrite first = writer.cache.beginWrite(List.of("k"));
        OngoingWrite second = reader.cache.beginWrite(List.of("k"));
        change("1");
        first.end();
        assertThat(reader.cache.get("k")).isEqualTo("1");
        change("2");
        assertThat(second.end()).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(second.end()).as("idempotent").isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(writer.cache.get("k")).isEqualTo("2");
        assertThat(reader.cache.get("k")).isEqualTo("2");
    }

    @Test
    void put_duringAnothersWrite_isNotCached() {
        cacheOld();
        OngoingWrite write = writer.cache.beginWrite(List.of("k"));
        assertThat(reader.cache.put("k", "put")).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(reader.cache.getIfPresent("k")).isNull();
        change("new");
        write.end();
        assertThat(reader.cache.get("k")).isEqualTo("new");
    }

    @Test
    void remoteTierAway_theWriteGoesOnAndIsAnnouncedLater() {
        cacheOld();
        writer.remote.setReachable(false);
        writer.cache.write("k", () -> {
            change("new");
            return null;
        });
        assertThat(writer.cache.get("k")).isEqualTo("new");
        assertThat(writer.stats().pendingInvalidations()).isOne();
        writer.remote.setReachable(true);
        fleet.time.advance(Fleet.HEARTBEAT);
        assertThat(writer.stats().pendingInvalidations()).isZero();
        assertThat(reader.cache.get("k")).isEqualTo("new");
    }

    @Test
    void remoteTierAway_withErrorsAskedFor_theActionIsNotRun() {
        Fleet.Node strict = fleet.node(Fleet.SPEC + ", l2.unacknowledged=error");
        cacheOld();
        strict.remote.setReachable(false);
        assertThatThrownBy(() -> strict.cache.write("k", () -> {
                    change("new");
                    return null;
                }))
                .isInstanceOf(RemoteTierException.class)
                .hasMessageContainingAll("cache 'cache'", "not acknowledged", "action not run");
        assertThat(fleet.source.values).containsEntry("k", "old");
        assertThatThrownBy(() -> strict.cache.invalidate("k"))
                .isInstanceOf(RemoteTierException.class)
                .hasMessageContainingAll("cache 'cache'", "not acknowledged", "repeats");
        assertThatThrownBy(() -> strict.cache.put("k", "v")).isInstanceOf(RemoteTierException.class);
        assertThatThrownBy(strict.cache::clear).isInstanceOf(RemoteTierException.class);
        strict.remote.setReachable(true);
        fleet.time.advance(Fleet.HEARTBEAT);
        assertThat(strict.stats().pendingInvalidations()).isZero();
    }

    @Test
    void interruptedWriter_getsItsResultAndTheWriteEnds() {
        cacheOld();
        String result = writer.cache.write("k", () -> {
            change("new");
            Thread.currentThread().interrupt();
            return "done";
        });
        assertThat(Thread.interrupted()).as("the flag is left as it was").isTrue();
        assertThat(result).isEqualTo("done");
        assertThat(reader.cache.get("k")).isEqualTo("new");
        assertThat(reader.cache.getIfPresent("k")).isEqualTo("new");
    }

    @Test
    void interruptedBeforeTheBeginning_theActionIsNotRun() {
        cacheOld();
        writer.remote.holdReplies();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> writer.cache.write("k", () -> {
                    change("new");
                    return null;
                }))
                .isInstanceOf(CacheInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(fleet.source.values).containsEntry("k", "old");
        writer.remote.releaseReplies();
        assertThat(reader.cache.get("k")).isEqualTo("old");
        assertThat(reader.cache.getIfPresent("k")).as("the write was ended").isEqualTo("old");
    }

    @Test
    void asyncWrite_endsWhenItsStageHasEnded() {
        cacheOld();
        CompletableFuture<String> commit = new CompletableFuture<>();
        CompletableFuture<String> written = writer.cache.async().write("k", () -> commit);
        assertThat(reader.cache.get("k")).isEqualTo("old");
        assertThat(reader.cache.getIfPresent("k")).isNull();
        change("new");
        commit.complete("done");
        assertThat(Await.value(written)).isEqualTo("done");
        assertThat(reader.cache.get("k")).isEqualTo("new");
        assertThat(reader.cache.getIfPresent("k")).isEqualTo("new");
    }

    @Test
    void asyncWrite_thatFails_failsWithJustThat() {
        cacheOld();
        IOException failure = new IOException("no disk");
        assertThat(writer.cache.async().write("k", () -> CompletableFuture.failedFuture(failure)))
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .havingCause()
                .isSameAs(failure);
        assertThatThrownBy(() -> Await.value(writer.cache.async().write("k", () -> {
                    throw new IllegalStateException("at once");
                })))
                .cause()
                .hasMessage("at once");
        assertThat(reader.cache.get("k")).isEqualTo("old");
        assertThat(reader.cache.getIfPresent("k")).isEqualTo("old");
    }
}
