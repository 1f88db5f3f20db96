package io.twofold.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.Cached;
import io.twofold.LoadTimeoutException;
import io.twofold.ReadOptions;
import io.twofold.testkit.InMemoryRemote;
import io.twofold.testkit.engine.Fleet.Node;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers get while the source fails or hangs. */
class FailSafeTest {
    private static final Duration TTL = Duration.ofSeconds(10);
    private static final String TEN_SECONDS = Fleet.SPEC.replace("ttl=10m", "ttl=10s");
    private static final String SPEC = TEN_SECONDS + ", failSafe=1m, failSafe.retry=1s, failSafe.maxRetry=4s";

    private final Fleet fleet = new Fleet();
    private final Source source = fleet.source;
    private final ManualExecutor executor = new ManualExecutor();

    @BeforeEach
    void value() {
        source.values.put("k", "old");
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            source.failOnce(new IllegalStateException("no luck"));
        }
    }

    private static Cached<String> read(Node node) {
        return node.cache.read("k", ReadOptions.defaults());
    }

    @Test
    void loadThatFails_afterTheEnd_isAnsweredWithTheOldValue() {
        Node a = fleet.node(SPEC);
        assertThat(read(a)).isEqualTo(new Cached<>("old", false));
        fleet.time.advance(TTL);
        fail(1);
        assertThat(read(a)).isEqualTo(new Cached<>("old", true));
        assertThat(a.stats().staleServed()).isOne();
        assertThat(a.stats().loadFailures()).isOne();
    }

    @Test
    void loadsThatFail_areTriedAgainLessAndLessOftenBehindTheStaleValue() {
        Node a = fleet.node(SPEC);
        read(a);
        fleet.time.advance(TTL);
        fail(100);
        int[] loadsAfterSeconds = new int[20];
        for (int i = 0; i < loadsAfterSeconds.length; i++) {
            assertThat(read(a)).isEqualTo(new Cached<>("old", true));
            loadsAfterSeconds[i] = source.loads.get() - 1;
            fleet.time.advance(Duration.ofSeconds(1));
        }
        // after 0.875 s, 1.75 s, then each 3.5 s: 1, 2 and 4 s less half of a quarter
        assertThat(loadsAfterSeconds).containsExactly(1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7);
        assertThat(a.stats().loads()).isOne();
    }

    @Test
    void sourceThatIsBack_replacesTheStaleValueBehindAHit() {
        Node a = fleet.node(SPEC);
        read(a);
        fleet.time.advance(TTL);
        fail(1);
        read(a);
        source.values.put("k", "new");
        fleet.time.advance(Duration.ofSeconds(1));
        assertThat(read(a).isStale()).as("the hit that offers it").isTrue();
        assertThat(read(a)).isEqualTo(new Cached<>("new", false));
        assertThat(source.loads).hasValue(3);
    }

    @Test
    void sourceThatIsBackForOneNode_isBackForAll() {
        Node a = fleet.node(SPEC);
        Node b = fleet.node(SPEC);
        read(a);
        read(b);
        fleet.time.advance(TTL);
        fail(2);
        read(a);
        read(b);
        source.values.put("k", "new");
        fleet.time.advance(Duration.ofSeconds(1));
        read(a);
        assertThat(read(a)).isEqualTo(new Cached<>("new", false));
        read(b);
        assertThat(read(b)).isEqualTo(new Cached<>("new", false));
        assertThat(source.loads).hasValue(4);
    }

    @Test
    void window_ends() {
        Node a = fleet.node(SPEC);
        read(a);
        fleet.time.advance(TTL.plusMinutes(1).minus(Fleet.MILLI));
        fail(2);
        assertThat(read(a).isStale()).isTrue();
        fleet.time.advance(Fleet.MILLI);
        assertThatThrownBy(() -> read(a)).hasMessage("no luck");
    }

    @Test
    void nodeWithoutTheOldValue_fallsBackOnWhatL2HasKept() {
        Node a = fleet.node(SPEC);
        read(a);
        fleet.time.advance(TTL.plusSeconds(20));
        Node b = fleet.node(SPEC);
        fail(1);
        assertThat(read(b)).isEqualTo(new Cached<>("old", true));
        assertThat(b.stats().staleServed()).isOne();
    }

    @Test
    void withoutAWindow_theErrorIsTheCallers() {
        Node a = fleet.node(TEN_SECONDS);
        read(a);
        fleet.time.advance(TTL);
        fail(1);
        assertThatThrownBy(() -> a.cache.get("k")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void invalidatedValue_isNeverFallenBackOn() {
        Node a = fleet.node(SPEC);
        Node b = fleet.node(SPEC);
        read(a);
        read(b);
        a.cache.invalidate("k");
        fail(2);
        assertThatThrownBy(() -> read(a)).hasMessage("no luck");
        assertThatThrownBy(() -> read(b)).hasMessage("no luck");
    }

    @Test
    void staleValue_isGoneOnceItIsInvalidated() {
        Node a = fleet.node(SPEC);
        Node b = fleet.node(SPEC);
        read(a);
        fleet.time.advance(TTL);
        fail(2);
        read(a);
        b.cache.invalidate("k");
        assertThatThrownBy(() -> read(a)).hasMessage("no luck");
    }

    @Test
    void invalidationDuringALoadThatFails_leavesNothingToFallBackOn() {
        Node a = fleet.node(SPEC);
        read(a);
        fleet.time.advance(TTL);
        source.afterReading(() -> {
            a.cache.invalidate("k");
            throw new IllegalStateException("no luck");
        });
        assertThatThrownBy(() -> read(a)).hasMessage("no luck");
    }

    @Test
    void tagOfAStaleValue_endsItToo() {
        Node a = fleet.node(
                SPEC,
                builder -> builder.loader((key, context) -> {
                    context.tag("t");
                    return source.load(key);
                }));
        read(a);
        fleet.time.advance(TTL);
        fail(2);
        assertThat(read(a).isStale()).isTrue();
        a.cache.invalidateTag("t");
        assertThatThrownBy(() -> read(a)).hasMessage("no luck");
    }

    @Test
    void expiredValue_isLoadedAnewEverywhere_orFallenBackOn() {
        Node a = fleet.node(SPEC);
        Node b = fleet.node(SPEC);
        read(a);
        read(b);
        source.values.put("k", "new");
        a.cache.expire("k");
        assertThat(read(b)).isEqualTo(new Cached<>("new", false));
        assertThat(read(a)).isEqualTo(new Cached<>("new", false));
        assertThat(source.loads).hasValue(2);

        a.cache.expire("k");
        fail(2);
        assertThat(read(b)).isEqualTo(new Cached<>("new", true));
        assertThat(read(a)).isEqualTo(new Cached<>("new", true));
        Node c = fleet.node(SPEC);
        fail(1);
        assertThat(read(c)).as("kept in L2").isEqualTo(new Cached<>("new", true));
    }

    @Test
    void expire_withoutAWindow_invalidates() {
        Node a = fleet.node(TEN_SECONDS);
        read(a);
        a.cache.expire("k");
        assertThat(a.cache.getIfPresent("k")).isNull();
    }

    @Test
    void expireDuringALoad_rejectsItsValue() {
        Node a = fleet.node(SPEC);
        source.afterReading(() -> {
            source.values.put("k", "new");
            a.cache.expire("k");
        });
        assertThat(a.cache.get("k")).isEqualTo("old");
        assertThat(a.cache.get("k")).isEqualTo("new");
    }

    @Test
    void withoutEvidence_nothingIsFallenBackOn() {
        InMemoryRemote remote = new InMemoryRemote(fleet.server);
        Node a = fleet.node(SPEC, Runnable::run, remote);
        read(a);
        remote.setReachable(false);
        fleet.time.advance(TTL);
        fail(1);
        assertThatThrownBy(() -> read(a))
                .as("an invalidation may have been missed for longer than maxStaleness")
                .hasMessage("no luck");
    }

    @Test
    void errors_areRememberedForAsLongAsTheSpecSays() {
        Node a = fleet.node(TEN_SECONDS + ", load.errorTtl=1s");
        fail(2);
        assertThatThrownBy(() -> a.cache.get("k")).hasMessage("no luck");
        assertThatThrownBy(() -> a.cache.get("k")).hasMessage("no luck");
        assertThat(source.loads).hasValue(1);
        fleet.time.advance(Duration.ofSeconds(1));
        assertThatThrownBy(() -> a.cache.get("k")).hasMessage("no luck");
        assertThat(source.loads).hasValue(2);
        a.cache.invalidate("k");
        assertThat(a.cache.get("k")).as("the change may be what mends it").isEqualTo("old");
    }

    /** A node whose loads begin and end when the test says so. */
    private Node manual(String spec) {
        Node node = fleet.node(spec, executor, new InMemoryRemote(fleet.server));
        CompletableFuture<String> first = node.cache.async().get("k");
        executor.runAll();
        assertThat(first).isCompletedWithValue("old");
        return node;
    }

    /** Begins a read whose load is due to run, and doesn't. */
    private CompletableFuture<Cached<String>> beginRead(Node node, ReadOptions options) {
        CompletableFuture<Cached<String>> read = node.cache.async().read("k", options);
        executor.runOne(); // the lease is granted
        assertThat(read).isNotDone();
        return read;
    }

    /** Runs what the timers have set off, but not the load before it. */
    private void runNewest(int others) {
        ManualExecutor rest = new ManualExecutor();
        for (int i = 0; i < others; i++) {
            executor.moveOneTo(rest);
        }
        executor.runAll();
        rest.moveAllTo(executor);
    }

    @Test
    void loadThatFailsLater_isAnsweredWithTheOldValue() {
        Node a = manual(SPEC);
        fleet.time.advance(TTL);
        executor.runAll();
        fail(1);
        CompletableFuture<Cached<String>> read = beginRead(a, ReadOptions.defaults());
        executor.runAll();
        assertThat(read).isCompletedWithValue(new Cached<>("old", true));
    }

    @Test
    void loadThatFailsLater_isRemembered() {
        Node a = fleet.node(TEN_SECONDS + ", load.errorTtl=1s", executor, new InMemoryRemote(fleet.server));
        fail(2);
        CompletableFuture<Cached<String>> read = beginRead(a, ReadOptions.defaults());
        executor.runAll();
        assertThat(read).isCompletedExceptionally();
        CompletableFuture<String> next = a.cache.async().get("k");
        assertThat(next).isCompletedExceptionally();
        assertThat(source.loads).hasValue(1);
    }

    @Test
    void loadOverTheSoftTimeout_isAnsweredWithTheOldValueAndGoesOn() {
        Node a = manual(SPEC + ", load.softTimeout=100ms");
        fleet.time.advance(TTL);
        executor.runAll();
        source.values.put("k", "new");
        CompletableFuture<Cached<String>> read = beginRead(a, ReadOptions.defaults());
        fleet.time.advance(Duration.ofMillis(100));
        runNewest(1);
        assertThat(read).isCompletedWithValue(new Cached<>("old", true));
        assertThat(a.cache.get("k")).as("nobody else waits").isEqualTo("old");
        executor.runAll();
        assertThat(a.cache.read("k", ReadOptions.defaults())).isEqualTo(new Cached<>("new", false));
        assertThat(source.loads).hasValue(2);
    }

    @Test
    void loadOverTheSoftTimeout_withNothingToFallBackOn_isWaitedFor() {
        Node a = fleet.node(SPEC + ", load.softTimeout=100ms", executor, new InMemoryRemote(fleet.server));
        CompletableFuture<String> read = a.cache.async().get("k");
        executor.runOne();
        fleet.time.advance(Duration.ofMillis(100));
        runNewest(1);
        assertThat(read).isNotDone();
        executor.runAll();
        assertThat(read).isCompletedWithValue("old");
    }

    @Test
    void loadOverTheHardTimeout_failsAndFreesTheKey_andItsLateValueIsNotCached() {
        Node a = fleet.node(TEN_SECONDS + ", load.hardTimeout=1s", executor, new InMemoryRemote(fleet.server));
        Node b = fleet.node(TEN_SECONDS);
        CompletableFuture<String> read = a.cache.async().get("k");
        executor.runOne();
        fleet.time.advance(Duration.ofSeconds(1));
        runNewest(1);
        assertThat(read).isCompletedExceptionally();
        assertThatThrownBy(read::join)
                .hasCauseInstanceOf(LoadTimeoutException.class)
                .hasMessageContaining("1000ms");
        assertThat(a.stats().loadTimeouts()).isOne();

        source.values.put("k", "new");
        assertThat(b.cache.get("k")).as("the lease is free").isEqualTo("new");
        source.values.put("k", "late");
        executor.runAll();
        assertThat(source.loads).as("the one that was given up has run at last").hasValue(2);
        CompletableFuture<String> next = a.cache.async().get("k");
        executor.runAll();
        assertThat(next).isCompletedWithValue("new");
    }

    @Test
    void loadOverTheHardTimeout_withSomethingToFallBackOn_isAnsweredWithThat() {
        Node a = manual(SPEC + ", load.hardTimeout=1s");
        fleet.time.advance(TTL);
        executor.runAll();
        CompletableFuture<Cached<String>> read = beginRead(a, ReadOptions.defaults());
        fleet.time.advance(Duration.ofSeconds(1));
        runNewest(1);
        assertThat(read).isCompletedWithValue(new Cached<>("old", true));
    }

    @Test
    void callersOwnSoftTimeout_isItsOwn() {
        Node a = manual(SPEC);
        fleet.time.advance(TTL);
        executor.runAll();
        source.values.put("k", "new");
        CompletableFuture<Cached<String>> read =
                beginRead(a, ReadOptions.defaults().softTimeout(Duration.ofMillis(5)));
        CompletableFuture<String> patient = a.cache.async().get("k");
        fleet.time.advance(Duration.ofMillis(5));
        runNewest(1);
        assertThat(read).isCompletedWithValue(new Cached<>("old", true));
        assertThat(patient).isNotDone();
        executor.runAll();
        assertThat(patient).isCompletedWithValue("new");
    }

    @Test
    void callersOwnHardTimeout_leavesTheLoadToTheOthers() {
        Node a = manual(TEN_SECONDS);
        fleet.time.advance(TTL);
        executor.runAll();
        CompletableFuture<Cached<String>> read =
                beginRead(a, ReadOptions.defaults().hardTimeout(Duration.ofMillis(5)));
        CompletableFuture<String> patient = a.cache.async().get("k");
        fleet.time.advance(Duration.ofMillis(5));
        runNewest(1);
        assertThatThrownBy(read::join).hasCauseInstanceOf(LoadTimeoutException.class);
        executor.runAll();
        assertThat(patient).isCompletedWithValue("old");
        assertThat(source.loads).hasValue(2);
    }

    @Test
    void options_thatAreNotMoreThanZero_areRefused() {
        assertThatThrownBy(() -> ReadOptions.defaults().softTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("softTimeout=PT0S");
    }
}
