package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.testkit.engine.Fleet.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One load in the fleet, and what the others do meanwhile. */
class LeaseTest {
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration FIRST_POLL = Duration.ofMillis(50);

    private final Fleet fleet = new Fleet();
    private final Source source = fleet.source;
    private final ManualExecutor executor = new ManualExecutor();
    private final Node holder = fleet.node(executor);
    private final Node waiter = fleet.node();

    @BeforeEach
    void value() {
        source.values.put("k", "v");
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    /** Has the holder take the lease; its load begins with the executor's next task. */
    private CompletableFuture<String> beginLoad() {
        CompletableFuture<String> load = holder.cache.async().get("k");
        executor.runOne();
        assertThat(source.loads).hasValue(0);
        return load;
    }

    private CompletableFuture<String> beginWait() {
        CompletableFuture<String> read = waiter.cache.async().get("k");
        assertThat(read).isNotDone();
        assertThat(waiter.stats().waits()).isOne();
        return read;
    }

    @Test
    void waiter_isWokenByTheFillAndReadsIt() {
        CompletableFuture<String> load = beginLoad();
        CompletableFuture<String> read = beginWait();
        executor.runAll();
        assertThat(load).isCompletedWithValue("v");
        assertThat(read).isCompletedWithValue("v");
        assertThat(source.loads).hasValue(1);
        assertThat(waiter.stats().loads()).isZero();
    }

    @Test
    void waiterForSeveralKeys_isWokenForEach() {
        source.values.put("other", "w");
        beginLoad();
        CompletableFuture<Map<String, String>> read = waiter.cache.async().getAll(List.of("other", "k"));
        assertThat(read).isNotDone();
        executor.runAll();
        assertThat(read).isCompletedWithValue(Map.of("other", "w", "k", "v"));
        assertThat(source.loads).hasValue(2);
    }

    @Test
    void waiter_isWokenByTheReleaseOfAFailedLoadAndLoadsItself() {
        CompletableFuture<String> load = beginLoad();
        CompletableFuture<String> read = beginWait();
        source.failOnce(new IllegalStateException("no luck"));
        executor.runAll();
        assertThat(load).isCompletedExceptionally();
        assertThat(read).isCompletedWithValue("v");
        assertThat(waiter.stats().loads()).isOne();
        assertThat(waiter.stats().loadFailures()).isZero();
    }

    @Test
    void waiter_isWokenByTheReleaseAfterAnAbsentValue() {
        CompletableFuture<String> load = beginLoad();
        CompletableFuture<String> read = beginWait();
        source.values.remove("k");
        source.afterReading(() -> source.values.put("k", "later"));
        executor.runAll();
        assertThat(load).isCompletedWithValue(null);
        assertThat(read).isCompletedWithValue("later");
    }

    @Test
    void waiter_isWokenByAnInvalidationAndLoadsAnew() {
        CompletableFuture<String> load = beginLoad();
        CompletableFuture<String> read = beginWait();
        source.values.put("k", "new");
        fleet.node().cache.invalidate("k");
        assertThat(read).isCompletedWithValue("new");
        executor.runAll();
        assertThat(load).isDone();
        assertThat(holder.cache.async().getIfPresent("k")).satisfies(peek -> {
            executor.runAll();
            assertThat(peek).isCompletedWithValue("new");
        });
    }

    @Test
    void waiter_whoseWakeUpIsLost_findsTheValueByPolling() {
        beginLoad();
        CompletableFuture<String> read = beginWait();
        waiter.remote.dropMessages(true);
        executor.runAll();
        assertThat(read).isNotDone();
        fleet.time.advance(FIRST_POLL);
        assertThat(read).isCompletedWithValue("v");
        assertThat(source.loads).hasValue(1);
    }

    @Test
    void waiter_whoseWakeUpOvertakesTheReply_doesNotMissIt() {
        beginLoad();
        waiter.remote.holdReplies();
        CompletableFuture<String> read = waiter.cache.async().get("k");
        executor.runAll();
        waiter.remote.releaseReplies();
        assertThat(read).isCompletedWithValue("v");
        assertThat(source.loads).hasValue(1);
    }

    @Test
    void waiter_ofALoadThatTakesLong_waitsForIt() {
        beginLoad();
        CompletableFuture<String> read = beginWait();
        fleet.time.advance(LEASE.multipliedBy(10));
        assertThat(read).as("the lease is kept").isNotDone();
        executor.runAll();
        assertThat(read).isCompletedWithValue("v");
        assertThat(source.loads).hasValue(1);
    }

    @Test
    void waiter_ofANodeThatDied_loadsOnceTheLeaseHasRunOut() {
        beginLoad();
        CompletableFuture<String> read = beginWait();
        holder.twofold.close();
        fleet.time.advance(LEASE.minus(Fleet.MILLI));
        assertThat(read).isNotDone();
        fleet.time.advance(LEASE);
        assertThat(read).isCompletedWithValue("v");
        assertThat(source.loads).hasValue(1);
    }

    @Test
    void waiter_ofANodeThatIsCutOff_loadsAndItsValueStays() {
        CompletableFuture<String> load = beginLoad();
        CompletableFuture<String> read = beginWait();
        holder.remote.setReachable(false);
        fleet.time.advance(LEASE.multipliedBy(2));
        assertThat(read).isCompletedWithValue("v");
        holder.remote.setReachable(true);
        source.values.put("k", "loaded late");
        executor.runAll();
        assertThat(load).isCompletedWithValue("loaded late");
        assertThat(holder.stats().rejectedFills()).isOne();
        assertThat(fleet.node().cache.get("k")).isEqualTo("v");
    }

    @Test
    void waiter_whoIsCutOff_loadsItself() {
        beginLoad();
        CompletableFuture<String> read = beginWait();
        waiter.remote.setReachable(false);
        fleet.time.advance(FIRST_POLL);
        assertThat(read).isCompletedWithValue("v");
        assertThat(waiter.stats().loads()).isOne();
    }

    @Test
    void waitersOnOneNode_waitTogether() {
        beginLoad();
        CompletableFuture<String> first = beginWait();
        CompletableFuture<String> second = waiter.cache.async().get("k");
        assertThat(waiter.stats().waits()).isOne();
        assertThat(waiter.stats().joined()).isOne();
        executor.runAll();
        assertThat(first).isCompletedWithValue("v");
        assertThat(second).isCompletedWithValue("v");
    }
}
