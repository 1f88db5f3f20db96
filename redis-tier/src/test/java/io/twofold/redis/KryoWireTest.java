package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Values as the Kryo codec encodes them, checked in as hexadecimal text: nodes of different versions of the library
 * read each other's. A line is the bytes, a space, and what they are.
 *
 * <p>To add values, add them at the end here or in {@link JdkValues}, and run {@link #main} with the folder to write
 * to; the lines that were there must stay what they are. If one has to change, raise the format in {@link KryoTypes},
 * which makes the values of older nodes misses, and write another folder.
 */
class KryoWireTest {
    private static final String JDK = "kryo-jdk.hex";
    private static final String TYPES = "kryo-types.hex";

    enum Size {
        SMALL,
        LARGE {
            @Override
            public String toString() {
                return "large";
            }
        }
    }

    record Scalars(
            byte b,
            short s,
            int i,
            long l,
            float f,
            double d,
            boolean z,
            char c,
            Byte boxedByte,
            Short boxedShort,
            Integer boxedInt,
            Long boxedLong,
            Float boxedFloat,
            Double boxedDouble,
            Boolean boxedBoolean,
            Character boxedChar,
            String text,
            BigInteger integer,
            BigDecimal decimal,
            UUID uuid,
            Size size) {}

    record Containers(
            List<String> list,
            Set<Size> set,
            Map<String, @Nullable Inner> map,
            Optional<Inner> optional,
            Object anything,
            Instant instant,
            LocalDate date,
            Duration duration) {}

    record Inner(int id, @Nullable Inner inner) {}

    static class Animal {
        final String name;

        Animal(String name) {
            this.name = name;
        }
    }

    static final class Dog extends Animal {
        final int age;
        final int[] numbers;
        final Inner[] inners;

        Dog(String name, int age) {
            super(name);
            this.age = age;
            this.numbers = new int[] {1, -1};
            this.inners = new Inner[] {new Inner(1, null), null};
        }
    }

    private static KryoValueCodec<Object> codec() {
        return new KryoValueCodec<>(
                Object.class,
                List.of(
                        Scalars.class,
                        Containers.class,
                        Inner.class,
                        Size.class,
                        Animal.class,
                        Dog.class,
                        Inner[].class));
    }

    /** In the order of the file; without sets and maps whose order each JVM chooses anew. */
    private static List<Object> jdkValues() {
        List<Object> values = new ArrayList<>(JdkValues.all());
        values.removeIf(value -> value instanceof String text && text.length() > 1_000);
        values.removeIf(value -> value.getClass().getName().startsWith("java.util.ImmutableCollections$")
                && ((value instanceof Set<?> set && set.size() > 1)
                        || (value instanceof Map<?, ?> map && map.size() > 1)));
        return values;
    }

    private static List<Object> typedValues() {
        Scalars scalars = new Scalars(
                (byte) -1,
                (short) 2,
                -3,
                4L << 40,
                5.5f,
                -0.0,
                true,
                '\u20ac',
                (byte) 1,
                (short) -2,
                3,
                -4L,
                Float.NaN,
                6.25,
                false,
                'x',
                "caf\u00e9",
                BigInteger.TEN,
                new BigDecimal("1.50"),
                new UUID(1, 2),
                Size.LARGE);
        Inner inner = new Inner(7, new Inner(8, null));
        Map<String, @Nullable Inner> map = new TreeMap<>();
        map.put("inner", inner);
        map.put("none", null);
        Containers containers = new Containers(
                Arrays.asList("a", null, "b"),
                Set.of(Size.SMALL),
                map,
                Optional.of(inner),
                new ArrayList<>(List.of(scalars, 1, List.of())),
                Instant.ofEpochSecond(1_767_225_600, 5),
                LocalDate.of(2026, 1, 1),
                Duration.ofMillis(1_500));
        return List.of(
                scalars, containers, inner, Size.SMALL, Size.LARGE, new Animal("cat"), new Dog("rex", 9), new Inner[] {
                    inner
                });
    }

    private static String text(List<Object> values) {
        KryoValueCodec<Object> codec = codec();
        StringBuilder text = new StringBuilder();
        for (Object value : values) {
            text.append(HexFormat.of().formatHex(codec.encode(value)))
                    .append(' ')
                    .append(value.getClass().getTypeName())
                    .append('\n');
        }
        return text.toString();
    }

    private static String types() {
        return text(typedValues()) + HexFormat.of().toHexDigits(codec().fingerprint()) + " fingerprint\n";
    }

    /** Writes the files into a folder. Not part of any build. */
    public static void main(String[] folder) throws IOException {
        Files.writeString(Path.of(folder[0]).resolve(JDK), text(jdkValues()));
        Files.writeString(Path.of(folder[0]).resolve(TYPES), types());
    }

    private static String checkedIn(String file) throws IOException {
        try (InputStream stream = KryoWireTest.class.getResourceAsStream("/wire/v1/" + file)) {
            return new String(Objects.requireNonNull(stream, file).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void encode_valuesOfTheJdk_givesTheBytesCheckedIn() throws IOException {
        assertThat(text(jdkValues())).isEqualTo(checkedIn(JDK));
    }

    @Test
    void encode_typesOfTheUser_givesTheBytesAndTheFingerprintCheckedIn() throws IOException {
        assertThat(types()).isEqualTo(checkedIn(TYPES));
    }

    @Test
    void decode_bytesCheckedIn_givesTheValues() throws IOException {
        List<Object> expected = new ArrayList<>(jdkValues());
        expected.addAll(typedValues());
        Map<Integer, String> lines = new LinkedHashMap<>();
        (checkedIn(JDK) + checkedIn(TYPES))
                .lines()
                .filter(line -> !line.endsWith(" fingerprint"))
                .forEach(line -> lines.put(lines.size(), line));
        assertThat(lines).hasSameSizeAs(expected);

        KryoValueCodec<Object> codec = codec();
        lines.forEach((number, line) -> {
            byte[] bytes = HexFormat.of().parseHex(line.substring(0, line.indexOf(' ')));
            Object decoded = codec.decode(ByteBuffer.wrap(bytes));
            if (!decoded.equals(expected.get(number))) { // not all of these have an equals of their own
                assertThat(codec.encode(decoded)).as(line).isEqualTo(codec.encode(expected.get(number)));
            }
        });
    }
}
