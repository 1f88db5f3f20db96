package io.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.spi.CodecException;
import io.twofold.spi.ValueCodec;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextValueCodecTest extends ValueCodecConformance<String> {
    @Override
    protected ValueCodec<String> codec() {
        return new TextValueCodec();
    }

    @Override
    protected List<String> values() {
        return List.of("", " ", "text", "ä", "a\u0308", "\u0000", "\ud83d\ude00", "long ".repeat(10_000));
    }

    @Test
    void encode_ofHalfASurrogatePair_isRefused() {
        assertThatThrownBy(() -> codec().encode("\ud83d")).isInstanceOf(CodecException.class);
    }
}
