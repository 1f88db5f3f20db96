package io.twofold.redis;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.util.DefaultInstantiatorStrategy;
import java.lang.reflect.Modifier;
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
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
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
import org.objenesis.strategy.StdInstantiatorStrategy;

/**
 * The classes that may stand in the values of a cache: those of the JDK that values usually hold, and those that the
 * user named, in this order, which gives each the number by which it stands in the bytes.
 */
final class KryoTypes {
    /** Deeper than any sensible value; a value that contains itself reaches it. */
    private static final int DEEPEST = 500;

    static final String TOO_DEEP =
            "the value is nested too deeply, or contains itself: allowed are " + DEEPEST + " levels";

    /**
     * Counts the changes of what bytes mean: of the classes known here, their order, and their serializers. The wire
     * snapshots notice when it should have risen.
     */
    private static final int FORMAT = 1;

    private static final List<Class<?>> OF_THE_JDK = List.of(
            byte[].class,
            short[].class,
            int[].class,
            long[].class,
            float[].class,
            double[].class,
            boolean[].class,
            char[].class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            Date.class,
            Instant.class,
            Duration.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            OffsetDateTime.class,
            ZonedDateTime.class,
            ZoneOffset.class,
            Period.class,
            Year.class,
            YearMonth.class,
            MonthDay.class,
            Month.class,
            DayOfWeek.class,
            Optional.class,
            OptionalInt.class,
            OptionalLong.class,
            OptionalDouble.class,
            ArrayList.class,
            LinkedList.class,
            ArrayDeque.class,
            HashSet.class,
            LinkedHashSet.class,
            TreeSet.class,
            HashMap.class,
            LinkedHashMap.class,
            TreeMap.class,
            BitSet.class,
            Currency.class,
            Locale.class,
            StringBuilder.class,
            Collections.emptyList().getClass(),
            Collections.emptySet().getClass(),
            Collections.emptyMap().getClass(),
            Collections.singletonList(1).getClass(),
            Collections.singleton(1).getClass(),
            Collections.singletonMap(1, 1).getClass());

    private final Class<?> valueType;
    private final List<Class<?>> ofTheUser;
    private final int fingerprint;

    private KryoTypes(Class<?> valueType, List<Class<?>> ofTheUser) {
        this.valueType = valueType;
        this.ofTheUser = ofTheUser;
        this.fingerprint = Shape.fingerprint(FORMAT, ofTheUser);
    }

    /**
     * Of a value type and what may stand in its values.
     *
     * @throws IllegalArgumentException if something is known to be missing
     */
    static KryoTypes of(Class<?> valueType, List<Class<?>> registered) {
        Set<Class<?>> known = known();
        Set<Class<?>> ofTheUser = new LinkedHashSet<>();
        if (!isAbstract(valueType)) {
            ofTheUser.add(valueType);
        }
        ofTheUser.addAll(registered);
        ofTheUser.removeAll(known);
        KryoTypes types = new KryoTypes(valueType, List.copyOf(ofTheUser));
        types.checkValueType(known);
        known.addAll(ofTheUser);
        ofTheUser.forEach(type -> types.checkFields(type, known));
        return types;
    }

    /** What every instance knows: the primitives, strings, and the JDK's. */
    private static Set<Class<?>> known() {
        Set<Class<?>> known = new HashSet<>(OF_THE_JDK);
        known.addAll(List.of(
                String.class,
                Byte.class,
                Short.class,
                Integer.class,
                Long.class,
                Float.class,
                Double.class,
                Boolean.class,
                Character.class,
                Object[].class,
                String[].class));
        return known;
    }

    private static boolean isAbstract(Class<?> type) {
        return !type.isArray() && !type.isPrimitive() && Modifier.isAbstract(type.getModifiers()) && !type.isEnum();
    }

    private void checkValueType(Set<Class<?>> known) {
        if (!isAbstract(valueType)) {
            return;
        }
        boolean anyImplementation = ofTheUser.stream().anyMatch(valueType::isAssignableFrom)
                || known.stream().anyMatch(valueType::isAssignableFrom);
        if (!anyImplementation) {
            throw new IllegalArgumentException("values are of " + valueType.getName() + ", which is abstract, and no"
                    + " class of that kind is registered: name each with register(...) on the cache's builder, or with"
                    + " types=... in its spec");
        }
    }

    /** Fields of classes that can't be anything else must be known; what the others hold shows when it is encoded. */
    private void checkFields(Class<?> type, Set<Class<?>> known) {
        for (Class<?> held : Shape.fieldTypes(type)) {
            if (isExact(held) && !known.contains(held)) {
                throw new IllegalArgumentException(type.getName() + " holds a " + nameOf(held)
                        + ", which isn't registered: " + advice(nameOf(held)));
            }
        }
    }

    private static String nameOf(Class<?> type) {
        return type.isArray() ? nameOf(type.getComponentType()) + "[]" : type.getName();
    }

    /** Whether what a field of this type holds can't be of another class. */
    private static boolean isExact(Class<?> type) {
        if (type.isPrimitive()) {
            return false;
        }
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element.isEnum() || Modifier.isFinal(element.getModifiers());
    }

    private static String advice(String className) {
        String source = className.replace('$', '.');
        String register =
                "call register(" + source.substring(source.lastIndexOf('.') + 1) + ".class) on the cache's builder";
        boolean hasName = !className.endsWith("[]");
        return register + (hasName ? ", or set types=" + className + " in its spec," : "") + " on every node";
    }

    /** Changes whenever bytes mean something else. */
    int fingerprint() {
        return fingerprint;
    }

    /** A new instance of Kryo that knows just these. */
    Kryo newKryo() {
        Kryo kryo = new Kryo(new NamelessResolver(), null);
        kryo.setRegistrationRequired(true);
        kryo.setReferences(false);
        kryo.setMaxDepth(DEEPEST);
        kryo.setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()));
        // its state survives a failure, and would change what later bytes mean
        kryo.setOptimizedGenerics(false);
        OF_THE_JDK.forEach(type -> register(kryo, type));
        register(kryo, Object[].class);
        register(kryo, String[].class);
        registerImmutables(kryo);
        registerComparators(kryo);
        ofTheUser.forEach(type -> register(kryo, type));
        return kryo;
    }

    private static void register(Kryo kryo, Class<?> type) {
        if (type == TreeSet.class) {
            kryo.register(type, new BoundedSerializers.OfTreeSet());
        } else if (type == TreeMap.class) {
            kryo.register(type, new BoundedSerializers.OfTreeMap());
        } else if (type == Locale.class) {
            kryo.register(type, new BoundedSerializers.OfLocale());
        } else if (type == UUID.class) {
            kryo.register(type, new DefaultSerializers.UUIDSerializer());
        } else {
            kryo.register(type, BoundedSerializers.inPlaceOf(kryo.getDefaultSerializer(type)));
        }
    }

    private static void registerImmutables(Kryo kryo) {
        kryo.register(List.of().getClass(), ElementsSerializer.ofLists()); // as of three and more
        kryo.register(List.of(1).getClass(), ElementsSerializer.ofShortLists());
        kryo.register(List.of(1, 2, 3).subList(1, 2).getClass(), ElementsSerializer.ofLists());
        for (Set<?> set : List.of(Set.of(), Set.of(1), Set.of(1, 2, 3))) {
            kryo.register(set.getClass(), ElementsSerializer.ofSets());
        }
        for (Map<?, ?> map : List.of(Map.of(), Map.of(1, 1), Map.of(1, 1, 2, 2))) {
            kryo.register(map.getClass(), ElementsSerializer.ofMaps());
        }
        kryo.register(Arrays.asList(1).getClass(), ElementsSerializer.ofFixedLists());
        for (List<?> list : List.of(new ArrayList<>(), new LinkedList<>())) {
            kryo.register(Collections.unmodifiableList(list).getClass(), ElementsSerializer.ofUnmodifiableLists(list));
        }
        kryo.register(Collections.unmodifiableSet(Set.of()).getClass(), ElementsSerializer.ofUnmodifiableSets());
        kryo.register(Collections.unmodifiableMap(Map.of()).getClass(), ElementsSerializer.ofUnmodifiableMaps());
    }

    private static void registerComparators(Kryo kryo) {
        for (Comparator<?> comparator :
                List.of(Comparator.naturalOrder(), Comparator.reverseOrder(), String.CASE_INSENSITIVE_ORDER)) {
            kryo.register(comparator.getClass(), new BoundedSerializers.Always<>(comparator));
        }
    }

    /** What to tell the user about a value that Kryo refuses. */
    String explain(Object value, RuntimeException refusal) {
        String message = String.valueOf(refusal.getMessage());
        String mark = "Class is not registered: ";
        int at = message.indexOf(mark);
        if (message.startsWith("Max depth exceeded")) {
            return TOO_DEEP;
        }
        if (at < 0) {
            return "a " + value.getClass().getName() + " can't be encoded: " + message;
        }
        String name = message.substring(at + mark.length()).lines().findFirst().orElse("");
        return "a value holds a " + name + ", which isn't registered: " + advice(name);
    }
}
