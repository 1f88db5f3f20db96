package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeLimitTest {
    private static final TimeLimit LIMIT = new TimeLimit(Duration.ofMillis(800));

    @ParameterizedTest
    @CsvSource({"0, 800", "1, 800", "999999, 800", "1000000, 799", "799000000, 1", "799999999, 1"})
    void leftMillis_inTime_isTheRestWithItsLastMillisecondWhole(long passedNanos, long left) {
        assertThat(LIMIT.leftMillis(passedNanos)).isEqualTo(left);
    }

    @ParameterizedTest
    @ValueSource(longs = {800_000_000, 800_000_001, Long.MAX_VALUE})
    void leftMillis_tooLate_isNothing(long passedNanos) {
        assertThat(LIMIT.leftMillis(passedNanos)).isZero();
        assertThat(LIMIT.isHardlyTouched(passedNanos)).isFalse();
    }

    @Test
    void isHardlyTouched_beforeASixteenth_only() {
        long sixteenth = TimeUnit.MILLISECONDS.toNanos(50);
        assertThat(LIMIT.isHardlyTouched(0)).isTrue();
        assertThat(LIMIT.isHardlyTouched(sixteenth - 1)).isTrue();
        assertThat(LIMIT.isHardlyTouched(sixteenth)).isFalse();
    }

    @Test
    void shortestLimit_partOfWhichHasPassed_leavesSomething() {
        TimeLimit shortest = new TimeLimit(Duration.ofMillis(1));
        assertThat(shortest.leftMillis(999_999)).isEqualTo(1);
        assertThat(shortest.leftMillis(1_000_000)).isZero();
        assertThat(shortest.isHardlyTouched(0)).isTrue();
    }

    @Test
    void exceeded_namesTheSettingAndItsValue() {
        assertThat(LIMIT.exceeded()).hasMessage("no answer within l2.timeout=800ms");
    }
}
