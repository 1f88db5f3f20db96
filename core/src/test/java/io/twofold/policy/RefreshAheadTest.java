package io.twofold.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RefreshAheadTest {
    private static final long LIFE = 10_000;

    @Test
    void lead_ofCheapLoads_isThePartThatIsLeft() {
        assertThat(new RefreshAhead(0.8, 1).leadNanos(LIFE, 0, 0.5)).isEqualTo(2_000);
        assertThat(new RefreshAhead(0.1, 0).leadNanos(LIFE, 1_000_000, 0.5)).isEqualTo(9_000);
    }

    @Test
    void lead_ofCostlyLoads_growsWithCostAndBeta() {
        RefreshAhead policy = new RefreshAhead(0.99, 2);
        assertThat(policy.leadNanos(LIFE, 500, Math.exp(-1))).isEqualTo(1_000);
        assertThat(policy.leadNanos(LIFE, 1_000, Math.exp(-1))).isEqualTo(2_000);
        assertThat(policy.leadNanos(LIFE, 1_000, Math.exp(-2))).isEqualTo(4_000);
    }

    @Test
    void lead_isNeverLongerThanTheLife() {
        assertThat(new RefreshAhead(0.9, 1).leadNanos(LIFE, Long.MAX_VALUE / 100, 0))
                .isEqualTo(LIFE);
    }

    @Test
    void lead_withoutEarlyRefresh_isNone() {
        assertThat(new RefreshAhead(1, 100).leadNanos(LIFE, 5_000, 0.1)).isZero();
    }

    @Test
    void lead_byCost_isExponentiallyDistributed() {
        RefreshAhead policy = new RefreshAhead(0.999999, 1);
        SplittableRandom random = new SplittableRandom(1);
        int rounds = 100_000;
        double sum = 0;
        int beyondTwice = 0;
        for (int i = 0; i < rounds; i++) {
            long lead = policy.leadNanos(1_000_000_000, 100_000, random.nextDouble());
            sum += lead;
            beyondTwice += lead > 200_000 ? 1 : 0;
        }
        assertThat(sum / rounds).isBetween(98_000.0, 102_000.0);
        assertThat(beyondTwice / (double) rounds).isBetween(0.13, 0.14);
    }
}
