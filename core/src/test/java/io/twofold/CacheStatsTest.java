package io.twofold;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheStatsTest {
    /** With these counts, and all others zero. */
    private static CacheStats counted(Map<String, Long> counts) {
        RecordComponent[] components = CacheStats.class.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(components)
                .map(component -> component.getType() == long.class
                        ? (Object) counts.getOrDefault(component.getName(), 0L)
                        : component.getType() == int.class
                                ? (Object) 0
                                : component.getType() == WriteBehindStats.class ? WriteBehindStats.NONE : Duration.ZERO)
                .toArray();
        try {
            return CacheStats.class.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a record has a constructor of its components", e);
        }
    }

    private static CacheStats stats(long l1Hits, long l2Hits, long l2Misses, long joined, long loads, long failures) {
        return counted(Map.of(
                "l1Hits",
                l1Hits,
                "l2Hits",
                l2Hits,
                "l2Misses",
                l2Misses,
                "joined",
                joined,
                "loads",
                loads,
                "loadFailures",
                failures));
    }

    private static CacheStats audited(long audits, long mismatches) {
        return counted(Map.of("audits", audits, "auditMismatches", mismatches));
    }

    @Test
    void consistencyNines_areNeverMoreThanTheAuditsCanShow() {
        assertThat(audited(0, 0).consistencyNines()).isZero();
        assertThat(audited(1, 0).consistencyNines()).isZero();
        assertThat(audited(1_000, 0).consistencyNines()).isEqualTo(3);
        assertThat(audited(1_000, 1).consistencyNines()).isEqualTo(3);
        assertThat(audited(100_000, 10).consistencyNines()).isEqualTo(4);
        assertThat(audited(10, 10).consistencyNines()).isZero();
    }

    @Test
    void rates_ofNoCalls_areOne() {
        CacheStats none = stats(0, 0, 0, 0, 0, 0);

        assertThat(none.l1HitRate()).isEqualTo(1);
        assertThat(none.l2HitRate()).isEqualTo(1);
        assertThat(none.hitRate()).isEqualTo(1);
        assertThat(none.l1Misses()).isZero();
    }

    @Test
    void rates_ofSomeCalls_areParts() {
        CacheStats some = stats(80, 6, 10, 4, 7, 1);

        assertThat(some.l1Misses()).isEqualTo(20);
        assertThat(some.l1HitRate()).isEqualTo(0.8);
        assertThat(some.l2HitRate()).isEqualTo(0.375);
        assertThat(some.hitRate()).isEqualTo(0.92);
    }

    @Test
    void rates_ofNothingButLoads_areZero() {
        CacheStats cold = stats(0, 0, 5, 0, 5, 0);

        assertThat(cold.l1HitRate()).isZero();
        assertThat(cold.l2HitRate()).isZero();
        assertThat(cold.hitRate()).isZero();
    }

    @Test
    void hitRate_moreLoadsThanCalls_isNotNegative() {
        // a refresh loads without a call that missed
        assertThat(stats(1, 0, 0, 0, 3, 2).hitRate()).isZero();
    }
}
