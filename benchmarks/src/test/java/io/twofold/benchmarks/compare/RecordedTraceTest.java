package io.twofold.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.benchmarks.compare.RecordedTrace.TraceFormat;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordedTraceTest {
    private static final int ALL = Integer.MAX_VALUE;

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void parse_numbers_areTheSameKeyWhenEqual_andOtherLinesAreSkipped() throws IOException {
        assertThat(TraceFormat.NUMBERS.parse(text("12\n7 \n12\n*\n\n8"), ALL)).containsExactly(0, 1, 0, 2);
    }

    @Test
    void parse_words_areKeys() throws IOException {
        assertThat(TraceFormat.WORDS.parse(text("ab\n0\nab\n"), ALL)).containsExactly(0, 1, 0);
    }

    @Test
    void parse_ints_areFourBytesEach() throws IOException {
        byte[] bytes = {0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1};

        assertThat(TraceFormat.INTS.parse(new ByteArrayInputStream(bytes), ALL)).containsExactly(0, 1, 0);
        assertThat(TraceFormat.INTS.parse(new ByteArrayInputStream(bytes), 2)).containsExactly(0, 1);
    }

    @Test
    void parse_longs_endingWithinAKey_areRefused() {
        assertThatThrownBy(() -> TraceFormat.LONGS.parse(new ByteArrayInputStream(new byte[12]), ALL))
                .isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @CsvSource({"WEB_07,76118,20484", "WEB_12,95607,13756", "SPRITE,133996,7075", "GLIMPSE,6015,2529"})
    void reads_ofAFile_areAllOfThem(RecordedTrace trace, int reads, int keys) {
        int[] read = trace.reads(ALL);

        assertThat(read).hasSize(reads);
        assertThat(RecordedTrace.keys(read)).isEqualTo(keys);
    }
}
