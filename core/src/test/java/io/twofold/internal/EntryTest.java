package io.twofold.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryTest {
    private final TagFences fences = new TagFences();

    private static Entry<String> entry(long deadline, long trustedUntil, Validity validity) {
        return new Entry<>("value", new Entry.Life(deadline, trustedUntil, validity, 0, deadline));
    }

    @Test
    void entryWithEvidence_isServableUntilItsDeadline() {
        Entry<String> entry = entry(100, 0, Validity.unlimited(0));
        assertThat(entry.isServable(99)).isTrue();
        assertThat(entry.isServable(100)).isFalse();
    }

    @Test
    void entryWithoutEvidence_isServableWhileItsOwnLoadIsYoung() {
        Entry<String> entry = entry(100, 50, Validity.withoutEvidence(0));
        assertThat(entry.isServable(49)).isTrue();
        assertThat(entry.isServable(50)).isFalse();
    }

    @Test
    void evidence_prolongsWhatIsServable() {
        Validity validity = Validity.withoutEvidence(0);
        Entry<String> entry = entry(100, 10, validity);
        validity.extendTo(80);
        assertThat(entry.isServable(79)).isTrue();
        assertThat(entry.isServable(80)).isFalse();
        validity.extendTo(60);
        assertThat(entry.isServable(79)).as("never shortened").isTrue();
    }

    @Test
    void droppedShard_endsItsEntriesAtOnce() {
        Validity validity = Validity.unlimited(0);
        Entry<String> old = entry(100, 50, validity);
        Entry<String> young = entry(100, 50, validity.replace(10));
        assertThat(old.isServable(11)).isFalse();
        assertThat(young.isServable(11)).isTrue();
    }

    @Test
    void entryWithTags_endsWithAnyOfThem() {
        Entry.Life life = new Entry.Life(100, 50, Validity.unlimited(0), 0, 100);
        long before = fences.stamp();
        Entry<String> tagged = Entry.of("value", life, Entry.Details.of(fences, List.of("a", "b"), before, null));
        Entry<String> plain = Entry.of("value", life, Entry.Details.of(fences, List.of(), before, null));
        fences.raise("c");
        assertThat(tagged.isServable(1)).as("another tag").isTrue();
        fences.raise("b");
        assertThat(tagged.isServable(1)).isFalse();
        assertThat(plain.isServable(1)).isTrue();
        assertThat(Entry.of("value", life, Entry.Details.of(fences, List.of("b"), before, null))
                        .isServable(1))
                .as("loaded from before the invalidation")
                .isFalse();
        assertThat(Entry.of("value", life, Entry.Details.of(fences, List.of("b"), fences.stamp(), null))
                        .isServable(1))
                .isTrue();
    }

    @Test
    void isNewUse_firstFewOfATick_areTold() {
        Entry<String> entry = entry(100, 50, Validity.unlimited(0));
        for (int tick : new int[] {0, 1, 7, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
            int told = 0;
            for (int i = 0; i < 100; i++) {
                told += entry.isNewUse(tick) ? 1 : 0;
            }
            assertThat(told).as("in tick %d", tick).isBetween(14, 15);
        }
    }

    @Test
    void trust_ofALongLife_isRoundedDownByLittle() {
        long begun = 123_456_789_123_456_789L;
        long deadline = begun + Duration.ofDays(30).toNanos();
        long trusted = begun + Duration.ofSeconds(5).toNanos() + 1;
        Entry<String> entry = entry(deadline, trusted, Validity.withoutEvidence(begun));
        assertThat(entry.isServable(trusted)).isFalse();
        assertThat(entry.isServable(trusted - Duration.ofMillis(300).toNanos())).isTrue();
    }
}
