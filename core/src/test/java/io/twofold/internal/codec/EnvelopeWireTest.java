package io.twofold.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Envelopes as version 1 of the format has them, checked in as hexadecimal text: nodes of different versions of the
 * library read each other's. A line is the bytes, a space, and a name.
 *
 * <p>To add one, add it here and run {@link #main} with the file to write; the lines that were there must stay what
 * they are. A change of a line is another version of the format, with a folder of its own.
 */
class EnvelopeWireTest {
    private static final String FILE = "/wire/v1/envelopes.hex";
    private static final EntryInfo INFO = new EntryInfo(1_767_225_600_000L, 12_345_000, 1_767_225_600_123_456L);

    private static Map<String, Envelope> envelopes() {
        Map<String, Envelope> all = new LinkedHashMap<>();
        byte[] payload = "lamp".getBytes(StandardCharsets.UTF_8);
        all.put("plain", new Envelope((byte) 1, 0x12345678, 0, INFO, null, 4, false, ByteBuffer.wrap(payload)));
        all.put("empty", new Envelope((byte) 1, 0, 0, new EntryInfo(0, 0, 0), null, 0, false, ByteBuffer.allocate(0)));
        all.put(
                "compressed",
                new Envelope((byte) 1, 0x12345678, 1, INFO, null, 9_999, false, ByteBuffer.wrap(payload)));
        all.put(
                "digest",
                new Envelope(
                        (byte) 1, 0x12345678, 0, INFO, "k:" + "x".repeat(250), 4, false, ByteBuffer.wrap(payload)));
        all.put(
                "digest-compressed",
                new Envelope((byte) 31, -1, 2, INFO, "t4:acme:caf\u00e9", 1 << 20, false, ByteBuffer.wrap(payload)));
        all.put(
                "extremes",
                new Envelope(
                        (byte) 127,
                        Integer.MIN_VALUE,
                        3,
                        new EntryInfo(Long.MIN_VALUE, 0xFFFF_FFFFL * 1_000, Long.MAX_VALUE),
                        "",
                        Integer.MAX_VALUE,
                        false,
                        ByteBuffer.wrap(new byte[] {0, -1})));
        all.put("absent", new Envelope((byte) 1, 0x12345678, 0, INFO, null, 0, true, ByteBuffer.allocate(0)));
        EntryInfo marked = new EntryInfo(1_767_225_600_000L, 12_345_000, 1_767_225_600_123_456L, "\"etag-7\"");
        all.put(
                "validator",
                new Envelope((byte) 1, 0x12345678, 0, marked, "k:long", 4, false, ByteBuffer.wrap(payload)));
        return all;
    }

    private static String text() {
        StringBuilder text = new StringBuilder();
        envelopes()
                .forEach((name, envelope) -> text.append(HexFormat.of().formatHex(envelope.toBytes()))
                        .append(' ')
                        .append(name)
                        .append('\n'));
        return text.toString();
    }

    /** Writes the envelopes to a file. Not part of any build. */
    public static void main(String[] file) throws IOException {
        Files.writeString(Path.of(file[0]), text());
    }

    private static String checkedIn() throws IOException {
        try (InputStream stream = EnvelopeWireTest.class.getResourceAsStream(FILE)) {
            return new String(Objects.requireNonNull(stream, FILE).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void toBytes_ofVersion1_areTheBytesCheckedIn() throws IOException {
        assertThat(text()).isEqualTo(checkedIn());
    }

    @Test
    void of_bytesCheckedIn_areTheEnvelopes() throws IOException {
        Map<String, Envelope> read = new LinkedHashMap<>();
        checkedIn().lines().forEach(line -> {
            String[] parts = line.split(" ", 2);
            byte[] bytes = HexFormat.of().parseHex(parts[0]);
            assertThat(Envelope.flaw(bytes)).isNull();
            read.put(parts[1], Envelope.of(bytes));
        });

        assertThat(read).isEqualTo(envelopes());
    }
}
