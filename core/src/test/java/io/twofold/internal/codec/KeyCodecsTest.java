package io.twofold.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.spi.CodecException;
import io.twofold.spi.KeyCodec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KeyCodecsTest {
    enum Planet {
        EARTH {
            @Override
            public String toString() {
                return "home";
            }
        },
        MARS
    }

    record Pair(@Nullable String first, @Nullable String second) {}

    record Sku(
            long id,
            int size,
            boolean blue,
            char grade,
            double price,
            @Nullable Planet planet) {}

    record Nested(@Nullable Pair left, @Nullable Pair right, String rest) {}

    record Deep(@Nullable Nested nested, UUID uuid) {}

    private record Hidden(LocalDate day) {}

    record Strict(int positive) {
        Strict {
            if (positive < 0) {
                throw new IllegalArgumentException("negative");
            }
        }
    }

    record Moody(String mood) {
        @Override
        public String mood() {
            if (mood.equals("fine")) {
                return mood;
            }
            throw new IllegalStateException("not today");
        }
    }

    record Empty() {}

    record Odd(String name, Thread thread) {}

    record Endless(String name, @Nullable Endless next) {}

    record Ping(@Nullable Pong pong) {}

    record Pong(@Nullable Ping ping) {}

    record Twice(Pair one, Pair two) {}

    static Stream<Arguments> keys() {
        return Stream.of(
                keys(
                        String.class,
                        "",
                        " ",
                        "a",
                        "A",
                        "a,b",
                        "~",
                        "~0",
                        "\u0000",
                        "\ud83d\ude00",
                        "\ud83d",
                        "\ude00",
                        "\\"),
                keys(Byte.class, (byte) 0, Byte.MIN_VALUE, Byte.MAX_VALUE),
                keys(Short.class, (short) 0, Short.MIN_VALUE, Short.MAX_VALUE),
                keys(Integer.class, 0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE),
                keys(Long.class, 0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE),
                keys(
                        BigInteger.class,
                        BigInteger.ZERO,
                        BigInteger.TWO.pow(400),
                        BigInteger.TWO.pow(400).negate()),
                keys(
                        BigDecimal.class,
                        new BigDecimal("1"),
                        new BigDecimal("1.0"),
                        new BigDecimal("1.00"),
                        new BigDecimal("1E+3"),
                        new BigDecimal("1000"),
                        new BigDecimal("-1E-400")),
                keys(Float.class, 0f, -0f, Float.NaN, Float.MIN_VALUE, Float.MAX_VALUE, Float.NEGATIVE_INFINITY, 0.1f),
                keys(
                        Double.class,
                        0d,
                        -0d,
                        Double.NaN,
                        Double.MIN_VALUE,
                        Double.MAX_VALUE,
                        Double.POSITIVE_INFINITY,
                        0.1),
                keys(Boolean.class, true, false),
                keys(Character.class, 'a', ',', '~', '\u0000', '\ud83d', '\\', ':'),
                keys(UUID.class, new UUID(0, 0), new UUID(-1, 1), new UUID(1, -1)),
                keys(
                        Instant.class,
                        Instant.EPOCH,
                        Instant.MIN,
                        Instant.MAX,
                        Instant.ofEpochSecond(0, 1),
                        Instant.ofEpochSecond(60)),
                keys(LocalDate.class, LocalDate.EPOCH, LocalDate.MIN, LocalDate.MAX, LocalDate.of(0, 2, 29)),
                keys(Planet.class, Planet.EARTH, Planet.MARS),
                keys(Hidden.class, new Hidden(LocalDate.EPOCH)),
                keys(
                        Pair.class,
                        new Pair("", ""),
                        new Pair(null, null),
                        new Pair(null, ""),
                        new Pair("", null),
                        new Pair("~0", "~0"),
                        new Pair("a,b", "c"),
                        new Pair("a", "b,c"),
                        new Pair(",", ""),
                        new Pair("", ","),
                        new Pair("~", "."),
                        new Pair("~.", ""),
                        new Pair("~~", ""),
                        new Pair("~", "~"),
                        new Pair("\ud83d", "\ude00")),
                keys(
                        Sku.class,
                        new Sku(1, -1, true, ',', -0.0, null),
                        new Sku(1, -1, true, ',', 0.0, null),
                        new Sku(1, -1, false, '~', Double.NaN, Planet.EARTH)),
                keys(
                        Nested.class,
                        new Nested(null, null, ""),
                        new Nested(new Pair(null, null), null, ""),
                        new Nested(null, new Pair(null, null), ""),
                        new Nested(new Pair("a", "b"), new Pair("c", "d"), "e"),
                        new Nested(new Pair("a", "b,c"), new Pair("d", ""), "e"),
                        new Nested(new Pair("a,b", "c"), new Pair("d", ""), "e"),
                        new Nested(new Pair("a", "b"), new Pair("c", ""), "d,e")),
                keys(
                        Deep.class,
                        new Deep(null, new UUID(1, 2)),
                        new Deep(new Nested(new Pair("~,", null), null, "~"), new UUID(1, 2))),
                keys(Twice.class, new Twice(new Pair("a", "b"), new Pair("c", null))));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static <K> Arguments keys(Class<K> type, K... keys) {
        List<K> list = new ArrayList<>();
        for (K key : keys) {
            list.add(key);
        }
        return Arguments.of(type, list);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keys")
    <K> void encode_eachKey_decodesBackAndSharesNoText(Class<K> type, List<K> keys) {
        KeyCodec<K> codec = KeyCodecs.forType(type);
        Map<String, K> byText = new HashMap<>();
        for (K key : keys) {
            String text = codec.encode(key);
            assertThat(codec.decode(text)).as(text).isEqualTo(key).hasSameClassAs(key);
            assertThat(byText.put(text, key))
                    .as("another key of the text " + text)
                    .isNull();
        }
        assertThat(byText).hasSameSizeAs(keys);
    }

    @Test
    void encode_randomRecordsOfSeparators_neverShareAText() {
        SplittableRandom random = new SplittableRandom(7);
        KeyCodec<Nested> codec = KeyCodecs.forType(Nested.class);
        Map<String, Nested> byText = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            Nested key = new Nested(pair(random), pair(random), separators(random));
            String text = codec.encode(key);
            assertThat(codec.decode(text)).as(text).isEqualTo(key);
            Nested same = byText.putIfAbsent(text, key);
            assertThat(same == null || same.equals(key))
                    .as("%s and %s are both %s", same, key, text)
                    .isTrue();
        }
        assertThat(byText).hasSizeGreaterThan(10_000);
    }

    private static @Nullable Pair pair(SplittableRandom random) {
        return random.nextInt(5) == 0 ? null : new Pair(maybe(random), maybe(random));
    }

    private static @Nullable String maybe(SplittableRandom random) {
        return random.nextInt(5) == 0 ? null : separators(random);
    }

    private static String separators(SplittableRandom random) {
        char[] text = new char[random.nextInt(4)];
        for (int i = 0; i < text.length; i++) {
            text[i] = "~,.0".charAt(random.nextInt(4));
        }
        return new String(text);
    }

    @Test
    void encode_wireText_staysWhatItIs() {
        assertThat(KeyCodecs.forType(Planet.class).encode(Planet.EARTH)).isEqualTo("EARTH");
        assertThat(KeyCodecs.forType(Sku.class).encode(new Sku(7, -2, true, ',', 1.5, Planet.MARS)))
                .isEqualTo("7,-2,true,~.,1.5,MARS");
        assertThat(KeyCodecs.forType(Nested.class).encode(new Nested(new Pair("a", null), null, "~x")))
                .isEqualTo("a~.~~0,~0,~~x");
    }

    @ParameterizedTest
    @CsvSource({
        "java.lang.Integer, one",
        "java.lang.Integer, 2147483648",
        "java.lang.Integer, ''",
        "java.lang.Double, 1..5",
        "java.lang.Boolean, TRUE",
        "java.lang.Character, ab",
        "java.lang.Character, ''",
        "java.util.UUID, 1",
        "java.time.Instant, now",
        "java.time.LocalDate, 2026-02-30",
        "java.math.BigDecimal, 1e",
        "io.twofold.internal.codec.KeyCodecsTest$Planet, home",
        "io.twofold.internal.codec.KeyCodecsTest$Planet, earth",
        "io.twofold.internal.codec.KeyCodecsTest$Pair, one",
        "io.twofold.internal.codec.KeyCodecsTest$Pair, 'one,two,three'",
        "io.twofold.internal.codec.KeyCodecsTest$Pair, 'one,~'",
        "io.twofold.internal.codec.KeyCodecsTest$Pair, 'one,~1'",
        "io.twofold.internal.codec.KeyCodecsTest$Pair, '~0x,'",
        "io.twofold.internal.codec.KeyCodecsTest$Sku, '~0,1,true,a,1,MARS'",
        "io.twofold.internal.codec.KeyCodecsTest$Strict, '-1'",
        "io.twofold.internal.codec.KeyCodecsTest$Hidden, ''",
        "io.twofold.internal.codec.KeyCodecsTest$Nested, 'a,b,c'"
    })
    void decode_textOfNoKey_throwsCodecException(Class<?> type, String text) {
        assertThatThrownBy(() -> KeyCodecs.forType(type).decode(text)).isInstanceOf(CodecException.class);
    }

    @Test
    void decode_randomText_throwsNothingButCodecException() {
        SplittableRandom random = new SplittableRandom(11);
        List<Class<?>> types =
                keys().<Class<?>>map(each -> (Class<?>) each.get()[0]).toList();
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            char[] text = new char[random.nextInt(12)];
            for (int j = 0; j < text.length; j++) {
                text[j] = "~,.0-+:1eTZ\ud83d".charAt(random.nextInt(12));
            }
            try {
                KeyCodecs.forType(types.get(random.nextInt(types.size()))).decode(new String(text));
            } catch (CodecException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }

    @Test
    void encode_failingAccessor_throwsCodecException() {
        KeyCodec<Moody> codec = KeyCodecs.forType(Moody.class);

        assertThatThrownBy(() -> codec.encode(new Moody("bad")))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining(Moody.class.getName())
                .hasRootCauseMessage("not today");
    }

    @Test
    void forType_unsupportedType_saysWhatToDo() {
        for (Class<?> type : Arrays.asList(Thread.class, Object.class, List.class, byte[].class, Number.class)) {
            assertThatThrownBy(() -> KeyCodecs.forType(type))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(type.getName(), "use a String", "keyCodec(...)");
        }
    }

    @Test
    void forType_recordWithUnsupportedComponent_namesTheComponent() {
        assertThatThrownBy(() -> KeyCodecs.forType(Odd.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("component thread", Odd.class.getName(), "java.lang.Thread", "keyCodec(...)");
    }

    @Test
    void forType_recordThatHoldsItself_isRefused() {
        assertThatThrownBy(() -> KeyCodecs.forType(Endless.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("component next", Endless.class.getName(), "holds itself", "keyCodec(...)");
        assertThatThrownBy(() -> KeyCodecs.forType(Ping.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("component pong", "component ping", "holds itself");
    }

    @Test
    void forType_recordWithoutComponents_isRefused() {
        assertThatThrownBy(() -> KeyCodecs.forType(Empty.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(Empty.class.getName(), "no components");
    }

    @Test
    void forType_recordThatIsNotAccessible_saysHowToOpenIt() throws ClassNotFoundException {
        // a record in a package that java.base doesn't open
        Class<?> closed = Class.forName("sun.security.pkcs.SignerInfo$AlgorithmInfo");

        assertThatThrownBy(() -> KeyCodecs.forType(closed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(closed.getName(), "open its package to io.twofold.core", "keyCodec(...)");
    }
}
