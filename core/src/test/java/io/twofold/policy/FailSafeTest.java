package io.twofold.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailSafeTest {
    private final FailSafe policy = new FailSafe(1_000_000, 100, 1_000);

    @Test
    void backoff_doublesUpToItsLimit() {
        assertThat(policy.backoffNanos(1, 0)).isEqualTo(100);
        assertThat(policy.backoffNanos(2, 0)).isEqualTo(200);
        assertThat(policy.backoffNanos(4, 0)).isEqualTo(800);
        assertThat(policy.backoffNanos(5, 0)).isEqualTo(1_000);
        assertThat(policy.backoffNanos(Integer.MAX_VALUE, 0)).isEqualTo(1_000);
    }

    @Test
    void backoff_isShortenedByUpToAQuarter() {
        assertThat(policy.backoffNanos(1, 1)).isEqualTo(75);
        assertThat(policy.backoffNanos(1, 0.5)).isEqualTo(88);
    }

    @Test
    void backoff_ofLongDelays_doesNotOverflow() {
        FailSafe days = new FailSafe(1, 3_600_000_000_000L, 86_400_000_000_000L);
        for (int failures = 1; failures < 100; failures++) {
            assertThat(days.backoffNanos(failures, 0)).isBetween(3_600_000_000_000L, 86_400_000_000_000L);
        }
    }

    @Test
    void window_ofNothing_isOff() {
        assertThat(FailSafe.OFF.isOn()).isFalse();
        assertThat(policy.isOn()).isTrue();
        assertThat(policy.windowMillis()).isOne();
    }
}
