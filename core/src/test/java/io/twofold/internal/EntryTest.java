package io.twofold.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Entry and Validity: until when a value may be served. */
class EntryTest {
    private static final List<Long> ORIGINS = List.of(0L, 1L << 40, -(1L << 40), Long.MAX_VALUE - 50, Long.MIN_VALUE);

    @Test
    void entry_isServableUntilItsDeadlineHoweverFreshItsShard() {
        for (long origin : ORIGINS) {
            Entry<String> entry = new Entry<>("v", origin + 100, origin + 1_000, Validity.unlimited(origin));
            assertThat(entry.isServable(origin + 99)).isTrue();
            assertThat(entry.isDead(origin + 99)).isFalse();
            assertThat(entry.isServable(origin + 100)).isFalse();
            assertThat(entry.isDead(origin + 100)).isTrue();
        }
    }

    @Test
    void entry_withoutEvidence_isServableWhileItIsTrusted() {
        for (long origin : ORIGINS) {
            Entry<String> entry = new Entry<>("v", origin + 1_000, origin + 100, Validity.withoutEvidence(origin));
            assertThat(entry.isServable(origin + 99)).isTrue();
            assertThat(entry.isServable(origin + 100)).isFalse();
            assertThat(entry.isDead(origin + 100)).as("evidence may come").isFalse();
        }
    }

    @Test
    void entry_withEvidence_isServableForAsLongAsThatReaches() {
        for (long origin : ORIGINS) {
            Validity validity = Validity.withoutEvidence(origin);
            Entry<String> entry = new Entry<>("v", origin + 1_000, origin + 10, validity);
            validity.extendTo(origin + 200);
            assertThat(entry.isServable(origin + 199)).isTrue();
            assertThat(entry.isServable(origin + 200)).isFalse();
            validity.extendTo(origin + 150);
            assertThat(entry.isServable(origin + 199)).as("evidence isn't lost").isTrue();
            validity.extendTo(origin + 300);
            assertThat(entry.isServable(origin + 299)).isTrue();
        }
    }

    @Test
    void entry_whoseValidityWasReplaced_isDeadAtOnceForGood() {
        for (long origin : ORIGINS) {
            Validity validity = Validity.withoutEvidence(origin);
            validity.extendTo(origin + 200);
            Entry<String> entry = new Entry<>("v", origin + 1_000, origin + 500, validity);
            Validity next = validity.replace(origin + 50);
            assertThat(entry.isServable(origin + 50)).isFalse();
            assertThat(entry.isServable(origin + 51)).isFalse();
            assertThat(entry.isDead(origin + 50)).isTrue();
            assertThat(validity.isEnded()).isTrue();
            assertThat(next.isEnded()).isFalse();
            assertThat(next.covers(origin + 199)).as("the evidence stays").isTrue();
            assertThat(next.covers(origin + 200)).isFalse();
        }
    }
}
