package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LenderTest {
    private final AtomicInteger made = new AtomicInteger();
    private final Lender<AtomicBoolean> lender = new Lender<>(() -> {
        made.incrementAndGet();
        return new AtomicBoolean();
    });

    @Test
    void borrow_afterGivingBack_isTheSameOne() {
        AtomicBoolean first = lender.borrow();
        lender.giveBack(first);

        assertThat(lender.borrow()).isSameAs(first);
    }

    @Test
    void borrow_whileOneIsLent_isAnother_andBothAreKept() {
        AtomicBoolean first = lender.borrow();
        AtomicBoolean second = lender.borrow();
        assertThat(second).isNotSameAs(first);

        lender.giveBack(first);
        lender.giveBack(second);

        assertThat(List.of(lender.borrow(), lender.borrow())).containsExactlyInAnyOrder(first, second);
        assertThat(made).hasValue(2);
    }

    @Test
    void borrow_byManyThreads_isNeverLentTwiceAtOnce() throws Exception {
        int threads = 4;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(threads);
            List<CompletableFuture<Integer>> runs = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                runs.add(CompletableFuture.supplyAsync(() -> timesFoundInUse(start), executor));
            }
            for (CompletableFuture<Integer> run : runs) {
                assertThat(run.get()).as("times that a lent one was in use").isZero();
            }
            assertThat(made.get()).isLessThanOrEqualTo(threads);
        } finally {
            executor.shutdownNow();
        }
    }

    private int timesFoundInUse(CountDownLatch start) {
        start.countDown();
        int inUse = 0;
        for (int i = 0; i < 20_000 || start.getCount() > 0; i++) {
            AtomicBoolean lent = lender.borrow();
            inUse += lent.getAndSet(true) ? 1 : 0;
            lent.set(false);
            lender.giveBack(lent);
        }
        return inUse;
    }
}
