package io.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.twofold.spi.CodecException;
import io.twofold.spi.ValueCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ValueCodec} must do. Extend it beside an implementation.
 *
 * @param <V> the type of the values
 */
public abstract class ValueCodecConformance<V> {
    private static final int RANDOM_PAYLOADS = 2_000;

    /** A new codec, as another process would make it. */
    protected abstract ValueCodec<V> codec();

    /** Values of every kind, no two equal. */
    protected abstract List<V> values();

    @Test
    void decode_ofWhatAnotherEncoded_isTheValue() {
        for (V value : values()) {
            assertThat(codec().decode(ByteBuffer.wrap(codec().encode(value)))).isEqualTo(value);
        }
    }

    @Test
    void decode_ofAPartOfABuffer_readsThatPartOnly() {
        for (V value : values()) {
            byte[] bytes = codec().encode(value);
            byte[] within = new byte[bytes.length + 14];
            Arrays.fill(within, (byte) 0x7b);
            System.arraycopy(bytes, 0, within, 7, bytes.length);
            assertThat(codec().decode(ByteBuffer.wrap(within, 7, bytes.length))).isEqualTo(value);
            assertThat(codec().decode(ByteBuffer.wrap(within, 7, bytes.length).slice()))
                    .isEqualTo(value);
        }
    }

    @Test
    void encode_ofDifferentValues_differs() {
        Set<ByteBuffer> seen = new HashSet<>();
        for (V value : values()) {
            assertThat(seen.add(ByteBuffer.wrap(codec().encode(value))))
                    .as("bytes of %s", value)
                    .isTrue();
        }
    }

    @Test
    void identity_ofEveryInstance_isTheSame() {
        assertThat(codec().id()).isPositive().isEqualTo(codec().id());
        assertThat(codec().fingerprint()).isEqualTo(codec().fingerprint());
    }

    @Test
    void decode_ofAnyBytes_isAValueOrACodecException() {
        Random random = new Random(1);
        for (int i = 0; i < RANDOM_PAYLOADS; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            assertContained(bytes);
        }
    }

    @Test
    void decode_ofDamagedBytes_isAValueOrACodecException() {
        Random random = new Random(2);
        for (V value : values()) {
            byte[] bytes = codec().encode(value);
            for (int i = 0; i < 100 && bytes.length > 0; i++) {
                byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                assertContained(damaged);
            }
        }
    }

    private void assertContained(byte[] bytes) {
        try {
            assertThat(codec().decode(ByteBuffer.wrap(bytes))).isNotNull();
        } catch (CodecException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        } catch (RuntimeException e) {
            fail("bytes that are no value must end in a CodecException: " + Arrays.toString(bytes), e);
        }
    }
}
