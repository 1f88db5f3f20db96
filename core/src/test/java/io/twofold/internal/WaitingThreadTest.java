package io.twofold.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twofold.CacheInterruptedException;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The test's own thread is mostly the one that waits. */
@Timeout(60)
class WaitingThreadTest {
    private static final String CACHE = "threads";

    private final CompletableFuture<String> future = new CompletableFuture<>();
    /** What the executor was handed. It runs nothing by itself. */
    private final List<Runnable> passedOn = new ArrayList<>();

    private final WaitingThread waiting = new WaitingThread(passedOn::add);

    @AfterEach
    void noFlagForTheNextTest() {
        Thread.interrupted();
    }

    /** Does something on another thread once this one is parked, and tells how that went. */
    private static FutureTask<Void> onceParked(Runnable action) {
        Thread waiter = Thread.currentThread();
        FutureTask<Void> task = new FutureTask<>(
                () -> {
                    while (waiter.getState() != Thread.State.WAITING) {
                        Thread.onSpinWait();
                    }
                    action.run();
                },
                null);
        Thread thread = new Thread(task, "acts-once-parked");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    @Test
    void execute_whileTheThreadIsParked_runsOnIt() throws Exception {
        List<Thread> ranOn = new ArrayList<>();
        FutureTask<Void> acting = onceParked(() -> waiting.execute(() -> {
            ranOn.add(Thread.currentThread());
            waiting.execute(() -> {
                ranOn.add(Thread.currentThread());
                future.complete("value");
            });
        }));

        assertThat(waiting.await(future, CACHE)).isEqualTo("value");
        acting.get();
        assertThat(ranOn).containsExactly(Thread.currentThread(), Thread.currentThread());
        assertThat(passedOn).isEmpty();
    }

    @Test
    void await_futureCompletedWhileTheThreadIsParked_endsWithItsValue() throws Exception {
        FutureTask<Void> acting = onceParked(() -> future.complete("value"));
        assertThat(waiting.await(future, CACHE)).isEqualTo("value");
        acting.get();
    }

    @Test
    void await_futureCompletedWithNull_isNull() {
        future.complete(null);
        assertThat(waiting.await(future, CACHE)).isNull();
    }

    @Test
    void execute_queuedWhenTheThreadLeaves_goesToTheExecutorInOrder() {
        List<String> ran = new ArrayList<>();
        waiting.execute(() -> {
            ran.add("first");
            future.complete("value");
        });
        waiting.execute(() -> ran.add("second"));
        waiting.execute(() -> ran.add("third"));

        assertThat(waiting.await(future, CACHE)).isEqualTo("value");
        assertThat(ran).containsExactly("first");
        assertThat(passedOn).hasSize(2);
        passedOn.forEach(Runnable::run);
        assertThat(ran).containsExactly("first", "second", "third");
    }

    @Test
    void execute_afterTheThreadHasLeft_goesToTheExecutor() {
        future.complete("value");
        waiting.await(future, CACHE);
        AtomicInteger ran = new AtomicInteger();

        waiting.execute(ran::incrementAndGet);

        assertThat(ran).hasValue(0);
        assertThat(passedOn).hasSize(1);
        passedOn.get(0).run();
        assertThat(ran).hasValue(1);
    }

    @Test
    void execute_afterTheThreadHasLeftAnExecutorThatIsFull_runsInPlace() {
        WaitingThread full = new WaitingThread(task -> {
            throw new RejectedExecutionException("full");
        });
        future.complete("value");
        full.await(future, CACHE);
        AtomicReference<Thread> ranOn = new AtomicReference<>();

        full.execute(() -> ranOn.set(Thread.currentThread()));

        assertThat(ranOn).hasValue(Thread.currentThread());
    }

    @Test
    void await_interruptedBefore_failsWithTheFlagSetAndLeavesTheFutureAlone() {
        Thread.currentThread().interrupt();
        assertInterrupted();
    }

    @Test
    void await_interruptedWhileParked_failsWithTheFlagSetAndLeavesTheFutureAlone() throws Exception {
        FutureTask<Void> acting = onceParked(Thread.currentThread()::interrupt);
        assertInterrupted();
        acting.get();
    }

    private void assertInterrupted() {
        Throwable thrown = catchThrowable(() -> waiting.await(future, CACHE));

        assertThat(Thread.interrupted()).as("the flag").isTrue();
        assertThat(thrown)
                .isInstanceOf(CacheInterruptedException.class)
                .hasMessageContaining(CACHE)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(future).isNotDone();
        waiting.execute(() -> future.complete("for others"));
        assertThat(passedOn).as("what is left to do").hasSize(1);
        passedOn.get(0).run();
        assertThat(future).isCompletedWithValue("for others");
    }

    @Test
    void await_interruptedButDone_hasTheValueAndKeepsTheFlag() {
        future.complete("value");
        Thread.currentThread().interrupt();
        assertThat(waiting.await(future, CACHE)).isEqualTo("value");
        assertThat(Thread.interrupted()).isTrue();
    }

    static List<Throwable> failures() {
        return List.of(
                new IllegalStateException("unchecked"),
                new IOException("checked"),
                new CompletionException("wraps", new IOException("inside")),
                new CancellationException("canceled"),
                new AssertionError("error"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void await_futureThatFails_throwsWhatFuturesAwaitWould(Throwable failure) {
        waiting.execute(() -> future.completeExceptionally(failure));

        assertThatThrownBy(() -> waiting.await(future, CACHE)).isSameAs(failure);
        assertThatThrownBy(() -> Futures.await(future, CACHE)).isSameAs(failure);
        waiting.execute(() -> {});
        assertThat(passedOn).as("the thread has left").hasSize(1);
    }

    @Test
    void await_onTheOnlyThreadOfThePoolThatRunsTheTask_isMadeUpFor() throws Exception {
        ForkJoinPool pool = new ForkJoinPool(1);
        try {
            String value = pool.submit(() ->
                            new WaitingThread(pool).await(CompletableFuture.supplyAsync(() -> "value", pool), CACHE))
                    .get(20, TimeUnit.SECONDS);
            assertThat(value).isEqualTo("value");
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void get_onTheOnlyThreadOfThePoolThatRunsTheLoad_isMadeUpFor() throws Exception {
        ForkJoinPool pool = new ForkJoinPool(1);
        try (Twofold twofold = Twofold.builder().executor(pool).build()) {
            TieredCache<String, String> cache = twofold.cache(CACHE, String.class, String.class)
                    .spec("ttl=10m")
                    .loader(key -> "value of " + key)
                    .build();
            String value = pool.submit(() -> cache.get("k")).get(20, TimeUnit.SECONDS);
            assertThat(value).isEqualTo("value of k");
        } finally {
            pool.shutdownNow();
        }
    }
}
