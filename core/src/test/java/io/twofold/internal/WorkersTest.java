package io.twofold.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.TieredCache;
import io.twofold.Twofold;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkersTest {
    private static final boolean HAS_VIRTUAL_THREADS = Runtime.version().feature() >= 21;

    /** By reflection, as this is compiled for JDK 17, whose threads are all of the other kind. */
    private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
        return HAS_VIRTUAL_THREADS
                && (Boolean) Thread.class.getMethod("isVirtual").invoke(thread);
    }

    @Test
    void loaders_runOnVirtualThreads_whereTheJdkHasThem() throws Exception {
        try (Twofold twofold = Twofold.builder().build()) {
            TieredCache<String, Thread> cache = twofold.cache("threads", String.class, Thread.class)
                    .spec("ttl=10m")
                    .loader(key -> Thread.currentThread())
                    .build();
            Thread thread = Objects.requireNonNull(cache.get("any"));
            assertThat(isVirtual(thread)).isEqualTo(HAS_VIRTUAL_THREADS);
            assertThat(thread.isDaemon()).isTrue();
        }
    }

    @Test
    void threads_areNamedAndNumbered() throws Exception {
        try (Workers workers = new Workers()) {
            AtomicInteger named = new AtomicInteger();
            CountDownLatch ran = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                workers.execute(() -> {
                    named.addAndGet(Thread.currentThread().getName().matches("twofold-worker-[12]") ? 1 : 0);
                    ran.countDown();
                });
            }
            assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(named).hasValue(2);
        }
    }

    @Test
    void tasks_moreThanThereMayBeThreads_waitTheirTurn() throws Exception {
        int atOnce = 256;
        try (Workers workers = new Workers()) {
            CountDownLatch begun = new CountDownLatch(atOnce);
            CountDownLatch mayEnd = new CountDownLatch(1);
            AtomicInteger working = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            CountDownLatch ended = new CountDownLatch(2 * atOnce);
            for (int i = 0; i < 2 * atOnce; i++) {
                workers.execute(() -> {
                    most.accumulateAndGet(working.incrementAndGet(), Math::max);
                    begun.countDown();
                    try {
                        mayEnd.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    working.decrementAndGet();
                    ended.countDown();
                });
            }
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            mayEnd.countDown();
            assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(most).hasValue(atOnce);
        }
    }
}
