package io.twofold.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.CacheSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LocalTierTest {
    private final StillTime time = new StillTime();
    private final Fences fences = new Fences();
    private final LocalTier<Long> local = new LocalTier<>(
            CacheSpec.parse("ttl=1m"), (key, value) -> 1, new LocalTier.LocalRuntime(time, fences, new Counters()));

    private static Entry<Long> entry(long value) {
        return new Entry<>(value, new Entry.Life(100, 100, Validity.unlimited(0), 0, 100));
    }

    private @Nullable Long find(String key) {
        Entry<Long> entry = local.servable(key);
        return entry == null ? null : entry.value;
    }

    @Test
    void install_withTheStampOfTheBeginning_isServedUntilTheDeadline() {
        assertThat(local.install("k", fences.stamp("k"), entry(1))).isTrue();
        assertThat(find("k")).isEqualTo(1);
        time.now = 100;
        assertThat(find("k")).isNull();
    }

    @Test
    void install_afterTheFenceWasRaised_isRefusedAndLeavesWhatIsThere() {
        long stamp = fences.stamp("k");
        fences.raise("k");
        assertThat(local.install("k", stamp, entry(1))).isFalse();
        assertThat(find("k")).isNull();
        local.install("k", fences.stamp("k"), entry(2));
        assertThat(local.install("k", stamp, entry(1))).isFalse();
        assertThat(find("k")).isEqualTo(2);
    }

    @Test
    void withoutRoom_nothingIsHeld_andFencesHoldAllTheSame() {
        LocalTier<Long> none = new LocalTier<>(
                CacheSpec.parse("ttl=1m, l1.maximumSize=0"),
                (key, value) -> 1,
                new LocalTier.LocalRuntime(time, fences, new Counters()));
        assertThat(none.hasRoom()).isFalse();
        long load = fences.stamp("k");
        assertThat(none.install("k", load, entry(1))).isTrue();
        assertThat(none.replace("k", load, null, entry(1))).isTrue();
        assertThat(none.look("k")).isNull();
        assertThat(none.size()).isZero();
        none.installOwn("k", load, entry(2));
        assertThat(none.look("k")).isNull();
        assertThat(none.install("k", load, entry(1)))
                .as("a load from before the put")
                .isFalse();
        assertThat(none.replace("k", load, null, entry(1))).isFalse();
        none.close();
        assertThat(none.install("k", fences.stamp("k"), entry(1))).isFalse();
    }

    @Test
    void installOwn_fencesTheLoadsThatBeganBefore() {
        long put = fences.raise("k");
        long load = fences.stamp("k");
        local.installOwn("k", put, entry(2));
        assertThat(find("k")).isEqualTo(2);
        assertThat(local.install("k", load, entry(1))).isFalse();
        assertThat(find("k")).isEqualTo(2);
    }

    @Test
    void installOwn_afterSomebodyElsesChange_removes() {
        long put = fences.raise("k");
        fences.raise("k");
        local.install("k", fences.stamp("k"), entry(1));
        local.installOwn("k", put, entry(2));
        assertThat(find("k")).isNull();
    }

    @Test
    void drop_removesTheKeyOnly() {
        local.install("k", fences.stamp("k"), entry(1));
        local.install("other", fences.stamp("other"), entry(2));
        local.drop("k");
        assertThat(find("k")).isNull();
        assertThat(find("other")).isEqualTo(2);
        assertThat(local.size()).isOne();
    }

    @Test
    void entry_usedOften_outlivesThoseThatNobodyUses() {
        LocalTier<Long> small = new LocalTier<>(
                CacheSpec.parse("ttl=1m, l1.maximumSize=100"),
                (key, value) -> 1,
                new LocalTier.LocalRuntime(time, fences, new Counters()));
        boolean installed = small.install("popular", fences.stamp("popular"), entry(-1));
        for (long i = 0; i < 10_000; i++) {
            String key = "once " + i;
            installed &= small.install(key, fences.stamp(key), entry(i));
            assertThat(small.entry("popular", 0)).as("after %d others", i).isNotNull();
        }
        assertThat(installed).isTrue();
        assertThat(small.size()).isLessThanOrEqualTo(100);
    }

    @Test
    void install_afterClose_isRefused() {
        local.install("k", fences.stamp("k"), entry(1));
        local.close();
        assertThat(find("k")).isNull();
        assertThat(local.install("k", fences.stamp("k"), entry(1))).isFalse();
        local.installOwn("k", fences.raise("k"), entry(2));
        assertThat(find("k")).isNull();
    }

    @Test
    void install_racingInvalidations_neverLeavesAnOlderValue() throws Exception {
        AtomicLong source = new AtomicLong();
        AtomicInteger stale = new AtomicInteger();
        AtomicInteger writersLeft = new AtomicInteger(2);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int writer = 0; writer < 2; writer++) {
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 100_000; i++) {
                        stale.addAndGet(writeAndLookForOlder(source));
                    }
                    writersLeft.decrementAndGet();
                }));
            }
            for (int reader = 0; reader < 4; reader++) {
                done.add(threads.submit(() -> {
                    while (writersLeft.get() > 0) {
                        long stamp = fences.stamp("k");
                        boolean unused = local.install("k", stamp, entry(source.get()));
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(stale).hasValue(0);
        assertThat(find("k")).isIn(null, source.get());
    }

    /** Changes the source, invalidates, and returns 1 if a value from before is found then. */
    private int writeAndLookForOlder(AtomicLong source) {
        long written = source.incrementAndGet();
        fences.raise("k");
        local.drop("k");
        Long found = find("k");
        return found != null && found < written ? 1 : 0;
    }
}
