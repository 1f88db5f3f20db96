package io.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.twofold.spi.CodecException;
import io.twofold.spi.KeyCodec;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every {@link KeyCodec} must do. Extend it beside an implementation.
 *
 * @param <K> the type of the keys
 */
public abstract class KeyCodecConformance<K> {
    private static final int RANDOM_TEXTS = 2_000;

    /** A new codec, as another process would make it. */
    protected abstract KeyCodec<K> codec();

    /** Keys of every kind, no two equal, among them those that are likely to be confused. */
    protected abstract List<K> keys();

    @Test
    void decode_ofWhatAnotherEncoded_isTheKey() {
        for (K key : keys()) {
            K decoded = codec().decode(codec().encode(key));
            assertThat(decoded).isEqualTo(key).hasSameHashCodeAs(key);
        }
    }

    @Test
    void encode_ofDifferentKeys_differs() {
        Set<String> seen = new HashSet<>();
        for (K key : keys()) {
            assertThat(seen.add(codec().encode(key))).as("text of %s", key).isTrue();
        }
    }

    @Test
    void encode_ofOneKey_isTheSameEverywhere() {
        for (K key : keys()) {
            assertThat(codec().encode(key)).isNotNull().isEqualTo(codec().encode(key));
        }
    }

    @Test
    void decode_ofAnyText_isAKeyOrACodecException() {
        Random random = new Random(1);
        for (int i = 0; i < RANDOM_TEXTS; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(20); length > 0; length--) {
                text.append((char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(0x10000)));
            }
            assertContained(text.toString());
        }
        keys().forEach(key -> {
            String text = codec().encode(key);
            assertContained(text + "x");
            assertContained(text.substring(0, text.length() / 2));
        });
    }

    private void assertContained(String text) {
        try {
            assertThat(codec().decode(text)).isNotNull();
        } catch (CodecException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        } catch (RuntimeException e) {
            fail("text that is no key must end in a CodecException: '" + text + "'", e);
        }
    }
}
