package io.twofold.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodecsTest {
    @ParameterizedTest
    @EnumSource
    void decode_whatWasEncoded_isTheSame(Codecs codec) throws IOException {
        Article article = Codecs.articles(3)[2];

        assertThat(codec.decode(codec.encode(article)))
                .isNotSameAs(article)
                .usingRecursiveComparison()
                .isEqualTo(article);
    }
}
