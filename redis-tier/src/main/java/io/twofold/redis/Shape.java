package io.twofold.redis;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What classes look like to a serializer that goes by fields. Two versions of a class with different shapes must
 * not read each other's bytes: they would make nonsense of them without noticing.
 */
final class Shape {
    private Shape() {}

    /** A number that depends on the format, the classes, their order, and the shape of each. */
    static int fingerprint(int format, List<Class<?>> types) {
        CRC32C crc = new CRC32C();
        crc.update(format);
        for (Class<?> type : types) {
            crc.update((describe(type) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return (int) crc.getValue();
    }

    private static String describe(Class<?> type) {
        StringBuilder text = new StringBuilder(type.getName());
        if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                text.append(' ').append(((Enum<?>) constant).name());
            }
            return text.toString();
        }
        if (type.isRecord()) {
            text.append(" record");
        }
        for (Field field : fields(type)) {
            text.append(' ')
                    .append(field.getName())
                    .append(':')
                    .append(field.getGenericType().getTypeName());
        }
        return text.toString();
    }

    /** The types of what is stored of a class. */
    static List<Class<?>> fieldTypes(Class<?> type) {
        List<Class<?>> types = new ArrayList<>();
        if (!type.isEnum()) {
            fields(type).forEach(field -> types.add(field.getType()));
        }
        return types;
    }

    private static List<Field> fields(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> each = type; each != null && !isOfTheJdk(each); each = each.getSuperclass()) {
            Arrays.stream(each.getDeclaredFields())
                    .filter(field -> !Modifier.isStatic(field.getModifiers()))
                    .filter(field -> !Modifier.isTransient(field.getModifiers()))
                    .sorted(Comparator.comparing(Field::getName))
                    .forEach(fields::add);
        }
        return fields;
    }

    private static boolean isOfTheJdk(Class<?> type) {
        return type.getClassLoader() == null;
    }
}
