package io.twofold.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HousekeepingTest {
    private final Housekeeping housekeeping = new Housekeeping();
    private final List<String> ran = new ArrayList<>();

    @Test
    void execute_runsAtOnce() {
        housekeeping.execute(() -> ran.add("housekeeping"));

        assertThat(ran).containsExactly("housekeeping");
    }

    @Test
    void deferWhile_runsTheHousekeepingAfterItsCause() {
        housekeeping.deferWhile(() -> {
            housekeeping.execute(() -> ran.add("housekeeping"));
            ran.add("cause");
        });

        assertThat(ran).containsExactly("cause", "housekeeping");
    }

    @Test
    void deferWhile_causeFails_stillRunsTheHousekeeping() {
        assertThatThrownBy(() -> housekeeping.deferWhile(() -> {
                    housekeeping.execute(() -> ran.add("housekeeping"));
                    throw new IllegalStateException("cause");
                }))
                .hasMessage("cause");

        assertThat(ran).containsExactly("housekeeping");
        housekeeping.execute(() -> ran.add("next"));
        assertThat(ran).containsExactly("housekeeping", "next");
    }

    @Test
    void deferWhile_housekeepingOfAnotherThread_runsThere() {
        housekeeping.deferWhile(() -> {
            CompletableFuture.runAsync(() -> {
                        housekeeping.execute(() -> ran.add("another's"));
                        housekeeping.deferWhile(() -> housekeeping.execute(() -> ran.add("another's, deferred")));
                    })
                    .join();
            ran.add("cause");
        });

        assertThat(ran).containsExactly("another's", "another's, deferred", "cause");
    }

    @Test
    void deferWhile_asTheExecutorOfCaffeine_evictsOnceAllAreIn() {
        Cache<Integer, Integer> cache =
                Caffeine.newBuilder().maximumSize(10).executor(housekeeping).build();

        housekeeping.deferWhile(() -> {
            for (int i = 0; i < 50; i++) {
                cache.put(i, i);
            }
            assertThat(cache.estimatedSize()).as("before the housekeeping").isEqualTo(50);
        });

        assertThat(cache.estimatedSize()).isEqualTo(10);
    }
}
