package io.twofold.internal.spec;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A kind of value that a setting may have: how it is read and how it is printed. Printing and reading give the
 * same value again.
 *
 * @param <T> the type of the value
 */
public abstract class Kind<T> {
    /** A number with a unit. */
    private static final Pattern QUANTITY = Pattern.compile("([0-9][0-9_]*)\\s*([A-Za-z]*)");

    private static final Pattern CLASS_NAME = Pattern.compile("[\\p{javaJavaIdentifierPart}.]+");

    private Kind() {}

    static boolean areClassNames(List<String> names) {
        return names.stream().allMatch(name -> CLASS_NAME.matcher(name).matches());
    }

    /**
     * The value of a text.
     *
     * @throws IllegalArgumentException if it has none; the message says what a text of this kind looks like
     */
    public abstract T parse(String text);

    /** The text of a value, as short as it gets. */
    public abstract String print(T value);

    /** Durations: {@code 500ms}, {@code 2s}, {@code 10m}, {@code 1h}, {@code 7d}, or ISO-8601. */
    public static final Kind<Duration> DURATION = new Kind<>() {
        private final List<Unit> units = List.of(
                new Unit("d", 86_400_000_000_000L),
                new Unit("h", 3_600_000_000_000L),
                new Unit("m", 60_000_000_000L),
                new Unit("s", 1_000_000_000L),
                new Unit("ms", 1_000_000L),
                new Unit("us", 1_000L),
                new Unit("ns", 1L));

        @Override
        public Duration parse(String text) {
            if (text.startsWith("P") || text.startsWith("p")) {
                try {
                    return Duration.parse(text);
                } catch (DateTimeParseException e) {
                    throw notA("a duration such as 500ms, 2s, 10m, 1h, 7d or PT10M", e);
                }
            }
            return Duration.ofNanos(quantity(text, units, "a duration such as 500ms, 2s, 10m, 1h, 7d or PT10M"));
        }

        @Override
        public String print(Duration value) {
            try {
                return printed(value.toNanos(), units);
            } catch (ArithmeticException e) { // more than 292 years, which no setting allows but an error may print
                return value.toString();
            }
        }
    };

    /** Sizes in bytes: {@code 100B}, {@code 2KB}, {@code 1MB}, or a plain number of bytes; a KB is 1,024 B. */
    public static final Kind<Integer> BYTES = new Kind<>() {
        private final List<Unit> units = List.of(new Unit("MB", 1 << 20), new Unit("KB", 1 << 10), new Unit("B", 1));

        @Override
        public Integer parse(String text) {
            String withUnit = text.chars().allMatch(c -> c == '_' || (c >= '0' && c <= '9')) ? text + "B" : text;
            long bytes = quantity(withUnit, units, "a size such as 100B, 2KB or 1MB");
            if (bytes > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("a size below 2048MB");
            }
            return (int) bytes;
        }

        @Override
        public String print(Integer value) {
            return printed(value, units);
        }
    };

    /** Whole numbers; underscores may group the digits. */
    public static final Kind<Long> COUNT = new Kind<>() {
        @Override
        public Long parse(String text) {
            try {
                return Long.parseLong(text.replace("_", ""));
            } catch (NumberFormatException e) {
                throw notA("a whole number such as 50_000", e);
            }
        }

        @Override
        public String print(Long value) {
            return value.toString();
        }
    };

    /** Parts of a whole: {@code 10%} or {@code 0.1}. */
    public static final Kind<Double> PART = new Kind<>() {
        @Override
        public Double parse(String text) {
            try {
                BigDecimal number = new BigDecimal(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
                return (text.endsWith("%") ? number.movePointLeft(2) : number).doubleValue();
            } catch (NumberFormatException e) {
                throw notA("a part such as 10% or 0.1", e);
            }
        }

        @Override
        public String print(Double value) {
            return Double.isFinite(value)
                    ? BigDecimal.valueOf(value)
                                    .movePointRight(2)
                                    .stripTrailingZeros()
                                    .toPlainString() + "%"
                    : value.toString();
        }
    };

    /** Numbers such as {@code 1.5}. */
    public static final Kind<Double> NUMBER = new Kind<>() {
        @Override
        public Double parse(String text) {
            try {
                return new BigDecimal(text).doubleValue();
            } catch (NumberFormatException e) {
                throw notA("a number such as 1 or 0.5", e);
            }
        }

        @Override
        public String print(Double value) {
            return Double.isFinite(value)
                    ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
                    : value.toString();
        }
    };

    /** {@code on} or {@code off}. */
    public static final Kind<Boolean> SWITCH = new Kind<>() {
        @Override
        public Boolean parse(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "on", "true" -> true;
                case "off", "false" -> false;
                default -> throw new IllegalArgumentException("on or off");
            };
        }

        @Override
        public String print(Boolean value) {
            return value ? "on" : "off";
        }
    };

    /** Names of classes, separated by {@code |}. */
    public static final Kind<List<String>> CLASS_NAMES = new Kind<>() {
        @Override
        public List<String> parse(String text) {
            return Arrays.stream(text.split("\\|", -1)).map(String::strip).toList();
        }

        @Override
        public String print(List<String> value) {
            return String.join("|", value);
        }
    };

    /** The constants of an enum, in lower case. */
    public static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
        return new Kind<>() {
            @Override
            public E parse(String text) {
                return Arrays.stream(type.getEnumConstants())
                        .filter(constant -> print(constant).equals(text.toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("one of "
                                + String.join(
                                        ", ",
                                        Arrays.stream(type.getEnumConstants())
                                                .map(this::print)
                                                .toList())));
            }

            @Override
            public String print(E value) {
                return value.name().toLowerCase(Locale.ROOT);
            }
        };
    }

    private record Unit(String name, long size) {}

    private static long quantity(String text, List<Unit> units, String expected) {
        Matcher matcher = QUANTITY.matcher(text);
        if (!matcher.matches()) {
            throw notA(expected, null);
        }
        String unitName = matcher.group(2);
        Unit unit = units.stream()
                .filter(each -> each.name.equalsIgnoreCase(unitName))
                .findFirst()
                .orElseThrow(() -> notA(expected, null));
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1).replace("_", "")), unit.size);
        } catch (ArithmeticException | NumberFormatException e) {
            throw notA(expected, e);
        }
    }

    private static String printed(long value, List<Unit> units) {
        Unit unit = units.stream()
                .filter(each -> value % each.size == 0 && value >= each.size)
                .findFirst()
                .orElse(units.get(units.size() - 1));
        return value / unit.size + unit.name;
    }

    private static IllegalArgumentException notA(String expected, @Nullable Throwable cause) {
        return new IllegalArgumentException(expected, cause);
    }
}
