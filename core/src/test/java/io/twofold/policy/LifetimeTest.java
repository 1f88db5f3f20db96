package io.twofold.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LifetimeTest {
    private final Lifetime lifetime = Lifetime.of(Duration.ofSeconds(10), Duration.ofSeconds(4), Duration.ZERO, 0.2);

    @Test
    void ttl_isShortenedByThePartOfTheJitter() {
        assertThat(lifetime.ttlMillis(0)).isEqualTo(10_000);
        assertThat(lifetime.ttlMillis(0.5)).isEqualTo(9_000);
        assertThat(lifetime.ttlMillis(1)).isEqualTo(8_000);
    }

    @Test
    void ttl_isAtLeastAMillisecond() {
        assertThat(Lifetime.of(Duration.ofNanos(1), Duration.ofNanos(1), Duration.ZERO, 0.5)
                        .ttlMillis(0.9))
                .isOne();
    }

    @Test
    void lifeInL1_isItsOwnShortenedByTheJitter() {
        assertThat(lifetime.l1Nanos(10_000, 0)).isEqualTo(Duration.ofSeconds(4).toNanos());
        assertThat(lifetime.l1Nanos(10_000, 0.5))
                .isEqualTo(Duration.ofMillis(3_600).toNanos());
    }

    @Test
    void lifeInL1_isNoLongerThanWhatRemainsInL2() {
        assertThat(lifetime.l1Nanos(1_500, 0))
                .isEqualTo(Duration.ofMillis(1_500).toNanos());
        assertThat(lifetime.l1Nanos(3_700, 0.5))
                .isEqualTo(Duration.ofMillis(3_600).toNanos());
    }

    @Test
    void longestLife_doesNotOverflow() {
        Lifetime longest = Lifetime.of(Duration.ofDays(365), Duration.ofDays(365), Duration.ZERO, 0.5);
        assertThat(longest.ttlMillis(0.999))
                .isBetween(Duration.ofDays(182).toMillis(), Duration.ofDays(183).toMillis());
        assertThat(longest.l1Nanos(Duration.ofDays(365).toMillis(), 0))
                .isEqualTo(Duration.ofDays(365).toNanos());
    }
}
