package io.twofold.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.spi.Position;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FencesTest {
    private final Fences fences = Fences.ofShards(16);

    @Test
    void guard_ofOneShard_saysNothingOfAnother() {
        for (int key = 0; key < 100_000; key++) {
            fences.raise(3, key, new Position(7, key));
        }
        assertThat(IntStream.range(0, 100_000).filter(key -> fences.guard(4, key) != Position.NONE))
                .isEmpty();
    }

    @Test
    void guard_raisedOutOfOrder_keepsTheNewest() {
        fences.raise(3, "key", new Position(7, 9));
        fences.guard(3, "key", new Position(7, 8));
        assertThat(fences.guard(3, "key")).isEqualTo(new Position(7, 9));
    }

    @Test
    void guard_ofOneKey_holdsForFewOthers() {
        fences.raise(3, -1, new Position(7, 1));
        assertThat(IntStream.range(0, 40_960).filter(key -> fences.guard(3, key) != Position.NONE))
                .hasSizeLessThan(50);
    }

    @Test
    void stamp_afterTheKeyWasFenced_isAnother() {
        long stamp = fences.stamp("key");
        assertThat(fences.isUnchanged("key", stamp)).isTrue();
        fences.raise(3, "key", new Position(7, 1));
        assertThat(fences.isUnchanged("key", stamp)).isFalse();
    }
}
