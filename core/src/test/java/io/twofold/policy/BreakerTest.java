package io.twofold.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@SuppressWarnings("ConstantOverflow") // the clock's number may overflow
class BreakerTest {
    private static final long PAUSE = 1_000;
    /** Just before the clock's number overflows. */
    private static final long NOW = Long.MAX_VALUE - 10;

    private final Breaker breaker = new Breaker(3, PAUSE);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(NOW);
        }
    }

    @Test
    void failures_inARow_openIt() {
        assertThat(breaker.failed(NOW)).isFalse();
        assertThat(breaker.failed(NOW)).isFalse();
        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.failed(NOW)).isTrue();
        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.failed(NOW)).as("it is open already").isFalse();
    }

    @Test
    void failures_withAnAnswerInBetween_dont() {
        fail(2);
        breaker.answered();
        fail(2);
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void silence_opensAtOnce_andTheNextAnswerCloses() {
        assertThat(breaker.silent(NOW)).isTrue();
        assertThat(breaker.silent(NOW + 5)).isFalse();
        assertThat(breaker.heard(NOW + 4)).as("asked before it fell silent").isFalse();
        assertThat(breaker.heard(NOW + 5)).isTrue();
        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.heard(NOW + 6)).as("it is closed already").isFalse();
    }

    @Test
    void failures_giveARestThatNoAnswerEndsEarly() {
        fail(3);
        breaker.answered();
        assertThat(breaker.heard(NOW + PAUSE - 1)).isFalse();
        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.heard(NOW + PAUSE)).isTrue();
        assertThat(breaker.isOpen()).isFalse();
        fail(2);
        assertThat(breaker.isOpen()).as("it counts from nothing").isFalse();
    }

    @Test
    void silence_afterFailures_isWhatTheNextAnswerEnds() {
        fail(3);
        breaker.silent(NOW + 1);
        assertThat(breaker.heard(NOW + 1)).isTrue();
    }

    @Test
    void heartbeatThatIsNoProof_opensIt_whileItIsKnownToAnswer() {
        assertThat(breaker.unconfirmed(NOW)).isTrue();
        assertThat(breaker.unconfirmed(NOW + 1)).as("it is open already").isFalse();
        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.isAnswering()).isTrue();
        assertThat(breaker.heard(NOW + 1)).isTrue();
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void answering_thenSilent_orFailing_answersNoMore() {
        breaker.unconfirmed(NOW);
        assertThat(breaker.silent(NOW + 1)).as("it is open already").isFalse();
        assertThat(breaker.isAnswering()).isFalse();
        assertThat(breaker.unconfirmed(NOW)).as("asked before it fell silent").isFalse();
        assertThat(breaker.isAnswering()).isFalse();
        breaker.unconfirmed(NOW + 1);
        assertThat(breaker.isAnswering()).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(breaker.failed(NOW + 2)).as("it is open already").isFalse();
        }
        assertThat(breaker.isAnswering()).isFalse();
    }
}
