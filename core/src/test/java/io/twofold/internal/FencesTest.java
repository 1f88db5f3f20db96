package io.twofold.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.spi.Position;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FencesTest {
    private final Fences fences = new Fences();

    @Test
    void stamp_afterRaise_isAnother() {
        long stamp = fences.stamp("k");
        assertThat(fences.isUnchanged("k", stamp)).isTrue();
        long raised = fences.raise("k");
        assertThat(fences.isUnchanged("k", stamp)).isFalse();
        assertThat(fences.isUnchanged("k", raised)).isTrue();
        fences.raise("k", new Position(1, 1));
        assertThat(fences.isUnchanged("k", raised)).isFalse();
    }

    @Test
    void stamp_afterAGuardAlone_isTheSame() {
        long stamp = fences.stamp("k");
        fences.guard("k", new Position(1, 1));
        assertThat(fences.isUnchanged("k", stamp)).isTrue();
    }

    @Test
    void raiseFrom_aStampThatIsStillTheKeys_raises() {
        long stamp = fences.raise("k");
        long raised = fences.raiseFrom("k", stamp);
        assertThat(raised).isNotEqualTo(stamp);
        assertThat(fences.isUnchanged("k", raised)).isTrue();
        fences.raise("k");
        assertThat(fences.isUnchanged("k", fences.raiseFrom("k", raised))).isFalse();
    }

    @Test
    void guard_ofAKey_isItsNewestPosition() {
        assertThat(fences.guard("k")).isEqualTo(Position.NONE);
        fences.raise("k", new Position(2, 5));
        fences.guard("k", new Position(2, 4));
        fences.guard("k", new Position(1, 9));
        assertThat(fences.guard("k")).isEqualTo(new Position(2, 5));
        fences.guard("k", new Position(3, 1));
        assertThat(fences.guard("k")).isEqualTo(new Position(3, 1));
    }

    @Test
    void guard_ofManyKeys_isNeverAnothers() {
        IntStream.range(0, 100_000).forEach(i -> fences.raise("key " + i, new Position(i + 1, i)));
        assertThat(IntStream.range(0, 100_000).mapToObj(i -> {
                    Position guard = fences.guard("key " + i);
                    return guard.equals(Position.NONE) || guard.equals(new Position(i + 1, i));
                }))
                .doesNotContain(false);
        assertThat(fences.guard("key 99999")).isEqualTo(new Position(100_000, 99_999));
        assertThat(fences.guard("never changed")).isEqualTo(Position.NONE);
    }
}
