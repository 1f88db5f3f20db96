package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnstileTest {
    private static final long LONG = 60_000;

    private final Turnstile turnstile = new Turnstile(2);
    private final List<CompletableFuture<String>> begun = new ArrayList<>();

    private CompletableFuture<String> call() {
        CompletableFuture<String> call = new CompletableFuture<>();
        begun.add(call);
        return call;
    }

    @Test
    void pass_moreThanTheLimit_waitsForItsTurnInOrder() {
        List<CompletableFuture<String>> results = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            results.add(turnstile.pass(this::call, LONG));
        }
        assertThat(begun).hasSize(2);

        begun.get(1).complete("second");
        assertThat(begun).hasSize(3);
        assertThat(results.get(1)).isCompletedWithValue("second");
        begun.get(2).complete("third");
        assertThat(begun).hasSize(4);
        begun.get(3).complete("fourth");

        assertThat(results.get(2)).isCompletedWithValue("third");
        assertThat(results.get(3)).isCompletedWithValue("fourth");
        assertThat(results.get(0)).isNotDone();
    }

    @Test
    void pass_callThatFails_givesItsPlaceToTheNext() {
        turnstile.pass(this::call, LONG);
        turnstile.pass(this::call, LONG);
        CompletableFuture<String> third = turnstile.pass(this::call, LONG);

        begun.get(0).completeExceptionally(new IllegalStateException("refused"));
        begun.get(2).completeExceptionally(new IllegalStateException("refused too"));

        assertThat(third).isCompletedExceptionally();
        turnstile.pass(this::call, LONG);
        assertThat(begun).hasSize(4);
    }

    @Test
    void pass_waitedTooLong_failsAndIsNeverMade() {
        turnstile.pass(this::call, LONG);
        turnstile.pass(this::call, LONG);
        CompletableFuture<String> late = turnstile.pass(this::call, 1);
        Await.until("the third has waited long enough", late::isDone);
        assertThat(late)
                .failsWithin(1, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(TimeoutException.class);

        CompletableFuture<String> next = turnstile.pass(this::call, LONG);
        begun.get(0).complete("first");
        assertThat(begun).hasSize(3);
        begun.get(2).complete("next");
        assertThat(next).isCompletedWithValue("next");
    }

    @Test
    void pass_manyThatEndAtOnce_dontDeepenTheStack() {
        turnstile.pass(this::call, LONG);
        turnstile.pass(this::call, LONG);
        List<CompletableFuture<String>> results = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            results.add(turnstile.pass(() -> CompletableFuture.completedFuture("done"), LONG));
        }
        begun.get(0).complete("first");
        assertThat(results).allSatisfy(result -> assertThat(result).isCompletedWithValue("done"));
    }

    @Test
    void pass_byManyThreads_neverExceedsTheLimitAndForgetsNobody() throws Exception {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService callers = Executors.newFixedThreadPool(8);
        ExecutorService server = Executors.newFixedThreadPool(4);
        try {
            int calls = 20_000;
            CountDownLatch ended = new CountDownLatch(calls);
            for (int i = 0; i < calls; i++) {
                callers.execute(() -> {
                    CompletableFuture<Void> call = turnstile.pass(
                            () -> {
                                most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                                return CompletableFuture.runAsync(underWay::decrementAndGet, server);
                            },
                            LONG);
                    var unused = call.whenComplete((done, failure) -> ended.countDown());
                });
            }
            assertThat(ended.await(50, TimeUnit.SECONDS)).isTrue();
            assertThat(most).hasValueBetween(1, 2);
        } finally {
            callers.shutdownNow();
            server.shutdownNow();
        }
    }
}
