package io.twofold.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.CacheSpec;
import io.twofold.internal.codec.EntryCodec.Decoded;
import io.twofold.internal.codec.EntryCodec.Reason;
import io.twofold.internal.codec.EntryCodec.Result;
import io.twofold.internal.codec.EntryCodec.Undecodable;
import io.twofold.spi.CodecException;
import io.twofold.spi.Compressor;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.ValueCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryCodecTest {
    private static final EntryInfo INFO = new EntryInfo(1_700_000_000_000L, 5_000_000, 1_234_567_890_123_456L);
    private static final RemoteKey KEY = new RemoteKey(3, "k:lamp", "k:lamp");
    private static final RemoteKey LONG_KEY = new RemoteKey(3, "#digest", "k:" + "x".repeat(300));
    private static final int ORIGINAL_LENGTH_AT = 29;
    private static final int ID_LENGTH_AT = 33;

    private final EntryCodec<String> plain = codec("ttl=1m, l2.maxValueSize=1000", new Texts(9, 77));
    private final EntryCodec<String> compressing =
            codec("ttl=1m, l2.maxValueSize=1000, l2.compression=lz4, l2.compressAbove=20", new Texts(9, 77));

    private static EntryCodec<String> codec(String spec, ValueCodec<String> values) {
        return EntryCodec.of(values, CacheSpec.parse(spec), name -> new Deflate());
    }

    /** Text in UTF-8; some texts are refused in ways of their own. */
    private record Texts(int codecId, int fingerprint) implements ValueCodec<String> {
        @Override
        public byte id() {
            return (byte) codecId;
        }

        @Override
        public byte[] encode(String value) {
            return switch (value) {
                case "refused" -> throw new CodecException("refused by the codec");
                case "broken" -> throw new IllegalStateException("broken codec");
                case "overflow" -> throw new StackOverflowError();
                default -> value.getBytes(StandardCharsets.UTF_8);
            };
        }

        @Override
        @SuppressWarnings("NullAway") // what users' codecs may do
        public String decode(ByteBuffer bytes) {
            String value = StandardCharsets.UTF_8.decode(bytes).toString();
            return switch (value) {
                case "bad" -> throw new CodecException("bad payload");
                case "worse" -> throw new IllegalStateException("broken codec");
                case "worst" -> throw new StackOverflowError();
                case "short" -> bytes.get() + "";
                case "nothing" -> null;
                default -> value;
            };
        }
    }

    /** A compressor that the JDK has. */
    private static final class Deflate implements Compressor {
        @Override
        public byte id() {
            return 1;
        }

        @Override
        public byte[] compress(byte[] bytes) {
            Deflater deflater = new Deflater();
            deflater.setInput(bytes);
            deflater.finish();
            byte[] out = new byte[bytes.length + 64];
            int length = deflater.deflate(out);
            deflater.end();
            return Arrays.copyOf(out, length);
        }

        @Override
        public byte[] decompress(ByteBuffer compressed, int originalLength) {
            Inflater inflater = new Inflater();
            try {
                inflater.setInput(compressed);
                byte[] out = new byte[originalLength];
                int length = inflater.inflate(out);
                if (length != originalLength || !inflater.finished()) {
                    throw new CodecException("wrong length");
                }
                return out;
            } catch (DataFormatException e) {
                throw new CodecException("not deflated", e);
            } finally {
                inflater.end();
            }
        }
    }

    private List<EntryCodec<String>> both() {
        return List.of(plain, compressing);
    }

    private static void assertUndecodable(Result<String> result, Reason reason) {
        assertThat(result).isInstanceOf(Undecodable.class);
        assertThat(((Undecodable<String>) result).reason())
                .as(result.toString())
                .isEqualTo(reason);
    }

    /** With the checksum that these bytes should have. */
    private static byte[] sealed(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "value",
                "caf\u00e9 \ud83d\ude00",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void decode_whatWasEncoded_isTheValueAndItsInfo(String value) {
        for (EntryCodec<String> codec : both()) {
            assertThat(codec.decode(KEY, codec.encode(KEY, value, INFO))).isEqualTo(new Decoded<>(value, INFO));
            assertThat(codec.decode(LONG_KEY, codec.encode(LONG_KEY, value, INFO)))
                    .isEqualTo(new Decoded<>(value, INFO));
        }
    }

    @Test
    void encode_compressibleValue_isSmaller() {
        String value = "a".repeat(900);

        assertThat(compressing.encode(KEY, value, INFO)).hasSizeLessThan(100);
        assertThat(plain.encode(KEY, value, INFO)).hasSize(937);
        assertThat(compressing.decode(KEY, plain.encode(KEY, value, INFO))).isEqualTo(new Decoded<>(value, INFO));
    }

    @Test
    void encode_valueThatCompressionMakesLarger_isStoredAsItIs() {
        StringBuilder noise = new StringBuilder();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 30; i++) {
            noise.append((char) random.nextInt(32, 127));
        }

        assertThat(compressing.encode(KEY, noise.toString(), INFO)).hasSize(67);
    }

    @Test
    void encode_notMoreThanCompressAbove_isStoredAsItIs() {
        assertThat(compressing.encode(KEY, "a".repeat(20), INFO)).hasSize(57);
        assertThat(compressing.encode(KEY, "a".repeat(21), INFO)).hasSizeLessThan(57);
    }

    @Test
    void encode_valueAboveMaxValueSize_namesTheSetting() {
        assertThat(plain.encode(KEY, "a".repeat(1_000), INFO)).hasSize(1_037);
        for (EntryCodec<String> codec : both()) {
            assertThatThrownBy(() -> codec.encode(KEY, "a".repeat(1_001), INFO))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContainingAll("1001 bytes", "l2.maxValueSize=1000B", "raise the setting");
        }
    }

    @Test
    void encode_refusedByTheValueCodec_isACodecException() {
        assertThatThrownBy(() -> plain.encode(KEY, "refused", INFO))
                .isInstanceOf(CodecException.class)
                .hasMessage("refused by the codec");
        assertThatThrownBy(() -> plain.encode(KEY, "broken", INFO))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("java.lang.String")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> plain.encode(KEY, "overflow", INFO)).isInstanceOf(CodecException.class);
    }

    @Test
    void decode_everyTruncation_isUndecodable() {
        for (RemoteKey key : new RemoteKey[] {KEY, LONG_KEY}) {
            byte[] bytes = compressing.encode(key, "a".repeat(100) + "b".repeat(100), INFO);
            for (int length = 0; length < bytes.length; length++) {
                Result<String> result = compressing.decode(key, Arrays.copyOf(bytes, length));
                assertUndecodable(result, length < 37 ? Reason.NOT_AN_ENVELOPE : Reason.CORRUPT);
            }
        }
    }

    @Test
    void decode_everyTruncationWithAValidChecksum_isUndecodable() {
        for (EntryCodec<String> codec : both()) {
            byte[] bytes = codec.encode(LONG_KEY, "a".repeat(100) + "b".repeat(100), INFO);
            for (int length = 37; length < bytes.length; length++) {
                Result<String> result = codec.decode(LONG_KEY, sealed(Arrays.copyOf(bytes, length)));
                assertThat(result).as("the first %d bytes", length).isInstanceOf(Undecodable.class);
            }
        }
    }

    @Test
    void decode_everySingleBitFlip_isUndecodable() {
        for (RemoteKey key : new RemoteKey[] {KEY, LONG_KEY}) {
            byte[] bytes = plain.encode(key, "some value", INFO);
            for (int bit = 0; bit < 8 * bytes.length; bit++) {
                byte[] flipped = bytes.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                Reason expected = switch (bit / 8) {
                    case 0, 1 -> Reason.NOT_AN_ENVELOPE;
                    case 2 -> Reason.OTHER_VERSION;
                    default -> Reason.CORRUPT;
                };
                assertUndecodable(plain.decode(key, flipped), expected);
            }
        }
    }

    @Test
    void decode_randomGarbage_isUndecodable() {
        SplittableRandom random = new SplittableRandom(99);
        for (int i = 0; i < 20_000; i++) {
            byte[] garbage = new byte[random.nextInt(200)];
            random.nextBytes(garbage);
            Result<String> result = plain.decode(KEY, garbage);
            assertThat(result).isInstanceOf(Undecodable.class);
        }
    }

    @Test
    void decode_randomGarbageWithValidMagicVersionAndChecksum_neverThrows() {
        SplittableRandom random = new SplittableRandom(100);
        byte[] valid = compressing.encode(LONG_KEY, "a".repeat(100), INFO);
        int undecodable = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(37, 400)];
            random.nextBytes(bytes);
            System.arraycopy(valid, 0, bytes, 0, random.nextInt(3, 37));
            if (compressing.decode(random.nextBoolean() ? KEY : LONG_KEY, sealed(bytes)) instanceof Undecodable) {
                undecodable++;
            }
        }
        assertThat(undecodable).isEqualTo(20_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_001, 1 << 30, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void decode_originalLengthThatIsNotAllowed_isTooLarge(int length) {
        for (EntryCodec<String> codec : both()) {
            byte[] bytes = codec.encode(KEY, "a".repeat(100), INFO);
            ByteBuffer.wrap(bytes).putInt(ORIGINAL_LENGTH_AT, length);
            assertUndecodable(codec.decode(KEY, sealed(bytes)), Reason.TOO_LARGE);
        }
    }

    @Test
    void decode_originalLengthThatIsWrong_isUndecodable() {
        byte[] bytes = plain.encode(KEY, "a".repeat(100), INFO);
        ByteBuffer.wrap(bytes).putInt(ORIGINAL_LENGTH_AT, 99);
        assertUndecodable(plain.decode(KEY, sealed(bytes)), Reason.CORRUPT);

        byte[] compressed = compressing.encode(KEY, "a".repeat(100), INFO);
        for (int length : new int[] {0, 99, 101, 1_000}) {
            ByteBuffer.wrap(compressed).putInt(ORIGINAL_LENGTH_AT, length);
            assertUndecodable(compressing.decode(KEY, sealed(compressed)), Reason.BAD_PAYLOAD);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {315, 1_000, 32_768, 65_535})
    void decode_idLongerThanTheBytes_isCorrupt(int length) {
        byte[] bytes = plain.encode(LONG_KEY, "short value", INFO);
        ByteBuffer.wrap(bytes).putShort(ID_LENGTH_AT, (short) length);

        assertUndecodable(plain.decode(LONG_KEY, sealed(bytes)), Reason.CORRUPT);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 255})
    void decode_otherVersion_saysSo(int version) {
        byte[] bytes = plain.encode(KEY, "value", INFO);
        bytes[2] = (byte) version;

        assertUndecodable(plain.decode(KEY, sealed(bytes)), Reason.OTHER_VERSION);
    }

    @Test
    void decode_ofAnotherCodecOrShape_saysSo() {
        byte[] bytes = plain.encode(KEY, "value", INFO);

        assertUndecodable(codec("ttl=1m", new Texts(8, 77)).decode(KEY, bytes), Reason.OTHER_CODEC);
        assertUndecodable(codec("ttl=1m", new Texts(9, 78)).decode(KEY, bytes), Reason.OTHER_CODEC);
    }

    @Test
    void decode_ofAnotherCompressor_saysSo() {
        byte[] bytes = compressing.encode(KEY, "a".repeat(100), INFO);
        assertUndecodable(plain.decode(KEY, bytes), Reason.OTHER_CODEC);

        bytes[4] = 2;
        assertUndecodable(compressing.decode(KEY, sealed(bytes)), Reason.OTHER_CODEC);
    }

    @Test
    void decode_ofAnotherKeyWithTheSameDigest_saysSo() {
        RemoteKey other = new RemoteKey(3, LONG_KEY.name(), "k:" + "y".repeat(300));

        assertUndecodable(plain.decode(other, plain.encode(LONG_KEY, "value", INFO)), Reason.OTHER_KEY);
        assertUndecodable(plain.decode(LONG_KEY, plain.encode(KEY, "value", INFO)), Reason.OTHER_KEY);
        assertUndecodable(plain.decode(KEY, plain.encode(LONG_KEY, "value", INFO)), Reason.OTHER_KEY);
    }

    @Test
    void decode_largerThanThisNodeAllows_isTooLarge() {
        byte[] bytes = plain.encode(KEY, "a".repeat(900), INFO);
        EntryCodec<String> strict = codec("ttl=1m, l2.maxValueSize=899B", new Texts(9, 77));

        assertUndecodable(strict.decode(KEY, bytes), Reason.TOO_LARGE);
    }

    @Test
    void decode_damagedCompressedPayload_isABadPayload() {
        byte[] bytes = compressing.encode(KEY, "a".repeat(100), INFO);
        for (int at = 33; at < bytes.length - 4; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 0x55;
            Result<String> result = compressing.decode(KEY, sealed(damaged));
            assertUndecodable(result, Reason.BAD_PAYLOAD);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bad", "worse", "worst", "nothing"})
    void decode_payloadThatTheCodecRefuses_isABadPayload(String value) {
        assertUndecodable(plain.decode(KEY, plain.encode(KEY, value, INFO)), Reason.BAD_PAYLOAD);
    }

    @Test
    void decode_codecThatReadsTooFar_isUndecodable() {
        assertThat(plain.decode(KEY, plain.encode(KEY, "short", INFO))).isInstanceOf(Undecodable.class);
    }

    @Test
    void undecodable_printed_saysReasonAndDetail() {
        assertThat(plain.decode(KEY, new byte[5])).hasToString("NOT_AN_ENVELOPE (5 bytes)");
        assertThat(new Undecodable<String>(Reason.OTHER_KEY, "")).hasToString("OTHER_KEY");
    }
}
