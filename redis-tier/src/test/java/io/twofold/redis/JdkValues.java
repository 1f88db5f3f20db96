package io.twofold.redis;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/** A value or more of each class of the JDK that values may hold without registering it. */
@SuppressWarnings({"JavaUtilDate", "JdkObsolete", "UnnecessaryStringBuilder"}) // values may hold these all the same
final class JdkValues {
    private JdkValues() {}

    static List<Object> all() {
        List<Object> all = new ArrayList<>(scalars());
        all.addAll(times());
        all.addAll(arrays());
        all.addAll(containers());
        return all;
    }

    static List<Object> scalars() {
        return List.of(
                "",
                "text",
                "caf\u00e9 \ud83d\ude00",
                "a",
                "\u0000",
                "x".repeat(5_000),
                "\u20ac".repeat(5_000),
                "\ud83d",
                (byte) -1,
                (short) -1,
                'c',
                '\ud83d',
                -1,
                Integer.MIN_VALUE,
                Integer.MAX_VALUE,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                1.5f,
                Float.NaN,
                -0.0,
                Double.MIN_VALUE,
                Double.NEGATIVE_INFINITY,
                true,
                false,
                BigInteger.ZERO,
                BigInteger.TWO.pow(1_000).negate(),
                BigDecimal.TEN,
                new BigDecimal("1.00"),
                new BigDecimal("-1E-400"),
                new UUID(1, -2),
                BitSet.valueOf(new long[] {5, 0, 9}),
                new BitSet(),
                Currency.getInstance("EUR"),
                Locale.ROOT,
                Locale.CANADA_FRENCH,
                Locale.forLanguageTag("zh-Hans-CN"),
                new StringBuilder("built"),
                Optional.empty(),
                Optional.of("x"),
                OptionalInt.of(-1),
                OptionalInt.empty(),
                OptionalLong.of(1),
                OptionalDouble.of(0.5));
    }

    static List<Object> times() {
        return List.of(
                new Date(0),
                new Date(-1),
                Instant.EPOCH,
                Instant.MAX,
                Instant.MIN,
                Duration.ZERO,
                Duration.ofNanos(-1),
                LocalDate.of(2026, 2, 28),
                LocalDate.MAX,
                LocalTime.MIDNIGHT,
                LocalTime.MAX,
                LocalDateTime.MIN,
                OffsetDateTime.MAX,
                OffsetDateTime.of(2026, 1, 1, 1, 1, 1, 1, ZoneOffset.ofHoursMinutes(5, 30)),
                ZonedDateTime.of(2026, 1, 1, 1, 1, 1, 1, ZoneId.of("Europe/Paris")),
                ZoneOffset.UTC,
                ZoneOffset.MIN,
                Period.of(1, -2, 3),
                Year.of(2026),
                YearMonth.of(2026, 12),
                MonthDay.of(2, 29),
                Month.MAY,
                DayOfWeek.SUNDAY);
    }

    static List<Object> arrays() {
        return List.of(
                new byte[] {1, -1},
                new byte[0],
                new short[] {1, -1},
                new int[] {1, -1, Integer.MAX_VALUE},
                new long[] {1, Long.MIN_VALUE},
                new float[] {1.5f, Float.NaN},
                new double[] {-0.0, 1.5},
                new boolean[] {true, false},
                new char[] {'a', '\ud83d'},
                new Object[] {1, "two", null, new Object[] {3}},
                new Object[0],
                new String[] {"a", null, ""},
                new String[0]);
    }

    static List<Object> containers() {
        return List.of(
                new ArrayList<>(Arrays.asList(1, null, "three")),
                new ArrayList<>(),
                new LinkedList<>(List.of(1, "2")),
                new ArrayDeque<>(List.of(1, 2)),
                new HashSet<>(Arrays.asList("a", null)),
                new LinkedHashSet<>(List.of(3, 1, 2)),
                new TreeSet<>(Set.of(3, 1, 2)),
                new HashMap<>(hashMap()),
                new LinkedHashMap<>(hashMap()),
                new TreeMap<>(Map.of("b", 1, "a", 2)),
                List.of(),
                List.of(1),
                List.of(1, 2),
                List.of(1, 2, 3),
                List.of(List.of(), List.of(Map.of(1, Set.of(2)))),
                Set.of(),
                Set.of(1),
                Set.of(1, 2),
                Set.of(1, 2, 3),
                Map.of(),
                Map.of(1, "a"),
                Map.of(1, "a", 2, "b", 3, "c"),
                Stream.of(1, null).toList(),
                List.of(1, 2, 3).subList(1, 2),
                Arrays.asList("a", null),
                Collections.emptyList(),
                Collections.emptySet(),
                Collections.emptyMap(),
                Collections.singletonList(null),
                Collections.singletonList(1),
                Collections.singleton("x"),
                Collections.singletonMap("k", null),
                Collections.unmodifiableList(new ArrayList<>(Arrays.asList(1, null))),
                Collections.unmodifiableList(new LinkedList<>(List.of(1))),
                Collections.unmodifiableSet(new LinkedHashSet<>(List.of(2, 1))),
                Collections.unmodifiableMap(new LinkedHashMap<>(hashMap())));
    }

    private static Map<Object, Object> hashMap() {
        Map<Object, Object> map = new HashMap<>();
        map.put("a", 1);
        map.put(2, null);
        map.put(null, List.of("x"));
        return map;
    }
}
