package io.twofold.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@SuppressWarnings("ConstantOverflow") // the clock's number may overflow
class RateTest {
    private static final long SECOND = 1_000_000_000;
    private static final long START = Long.MAX_VALUE - SECOND;

    private static int admitted(Rate rate, long from, long until, long step) {
        int admitted = 0;
        for (long at = from; at - until < 0; at += step) {
            admitted += rate.admits(at) ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void rate_isKept_afterACreditOfATenthOfASecond() {
        Rate rate = new Rate(100, START);
        assertThat(admitted(rate, START, START + SECOND, SECOND / 1_000)).isBetween(105, 111);
        assertThat(admitted(rate, START + SECOND, START + 2 * SECOND, SECOND / 1_000))
                .isBetween(99, 101);
    }

    @Test
    void idleTime_isForgottenButForTheCredit() {
        Rate rate = new Rate(100, START);
        long later = START + 60 * SECOND;
        assertThat(admitted(rate, later, later + 1_000, 1)).isEqualTo(11);
    }

    @Test
    void lowRate_admitsOneAtATime() {
        Rate rate = new Rate(1, START);
        assertThat(rate.admits(START)).isTrue();
        assertThat(rate.admits(START + SECOND / 2)).isFalse();
        assertThat(rate.admits(START + SECOND)).isTrue();
    }
}
