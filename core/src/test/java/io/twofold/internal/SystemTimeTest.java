package io.twofold.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SystemTimeTest {
    @Test
    void coarseClock_isNeverAheadAndMovesOn() {
        try (SystemTime time = new SystemTime()) {
            long first = time.coarseNanoTime();
            long last = first;
            while (last - first < TimeUnit.MILLISECONDS.toNanos(20)) {
                long coarse = time.coarseNanoTime();
                assertThat(time.nanoTime() - coarse).isNotNegative();
                assertThat(coarse - last).isNotNegative();
                last = coarse;
            }
            assertThat(time.coarseLagNanos()).isPositive();
            assertThat(time.epochMillis()).isGreaterThan(1_700_000_000_000L);
        }
    }

    @Test
    void scheduledTask_runsAfterItsDelay() throws Exception {
        try (SystemTime time = new SystemTime()) {
            CountDownLatch ran = new CountDownLatch(1);
            long start = time.nanoTime();
            Runnable unused = time.schedule(ran::countDown, TimeUnit.MILLISECONDS.toNanos(20));
            assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(time.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void cancelledTask_doesNotRun() throws Exception {
        try (SystemTime time = new SystemTime()) {
            AtomicBoolean ran = new AtomicBoolean();
            CountDownLatch later = new CountDownLatch(1);
            Runnable cancel = time.schedule(() -> ran.set(true), TimeUnit.MILLISECONDS.toNanos(20));
            cancel.run();
            Runnable unused = time.schedule(later::countDown, TimeUnit.MILLISECONDS.toNanos(40));
            assertThat(later.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(ran).isFalse();
        }
    }
}
