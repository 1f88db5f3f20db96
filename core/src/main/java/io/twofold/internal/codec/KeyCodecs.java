package io.twofold.internal.codec;

import io.twofold.spi.CodecException;
import io.twofold.spi.KeyCodec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** The key codecs that come with the library. */
public final class KeyCodecs {
    private static final Map<Class<?>, KeyCodec<?>> SIMPLE = Map.ofEntries(
            simple(String.class, Function.identity()),
            simple(Byte.class, Byte::valueOf),
            simple(Short.class, Short::valueOf),
            simple(Integer.class, Integer::valueOf),
            simple(Long.class, Long::valueOf),
            simple(BigInteger.class, BigInteger::new),
            simple(BigDecimal.class, BigDecimal::new),
            simple(Float.class, Float::valueOf),
            simple(Double.class, Double::valueOf),
            simple(Boolean.class, KeyCodecs::bool),
            simple(Character.class, KeyCodecs::character),
            simple(UUID.class, UUID::fromString),
            simple(Instant.class, Instant::parse),
            simple(LocalDate.class, LocalDate::parse));

    private KeyCodecs() {}

    /**
     * The codec of a type.
     *
     * @throws IllegalArgumentException if there is none; the message says what to do
     */
    @SuppressWarnings("unchecked") // each codec stands under its own type
    public static <K> KeyCodec<K> forType(Class<K> type) {
        KeyCodec<?> simple = SIMPLE.get(type);
        if (simple != null) {
            return (KeyCodec<K>) simple;
        }
        if (type.isEnum()) {
            return new EnumCodec<>(type);
        }
        if (type.isRecord()) {
            return new RecordKeyCodec<>(type);
        }
        throw new IllegalArgumentException("keys of " + type.getName() + " have no codec of their own: use a String, a"
                + " number, a UUID, a date, an enum or a record of such, or give the cache's builder a keyCodec(...)");
    }

    /** A type whose {@code toString} says everything that {@code equals} looks at. */
    private static <K> Map.Entry<Class<?>, KeyCodec<?>> simple(Class<K> type, Function<String, K> parse) {
        return Map.entry(type, new TextCodec<>(type, parse));
    }

    private static Boolean bool(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("neither true nor false");
        }
        return Boolean.valueOf(text);
    }

    private static Character character(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException("not one character");
        }
        return text.charAt(0);
    }

    private record TextCodec<K>(Class<K> type, Function<String, K> parse) implements KeyCodec<K> {
        @Override
        public String encode(K key) {
            return type.cast(key).toString();
        }

        @Override
        public K decode(String text) {
            try {
                return parse.apply(text);
            } catch (RuntimeException e) { // each of these parsers has its own kinds
                throw new CodecException("not the text of a " + type.getSimpleName(), e);
            }
        }
    }

    /** By name, which stays when constants are moved. */
    private record EnumCodec<K>(Class<K> type) implements KeyCodec<K> {
        @Override
        public String encode(K key) {
            return ((Enum<?>) type.cast(key)).name();
        }

        @Override
        public K decode(String text) {
            for (K constant : type.getEnumConstants()) {
                if (((Enum<?>) constant).name().equals(text)) {
                    return constant;
                }
            }
            throw new CodecException("not a constant of " + type.getSimpleName());
        }
    }
}
