package io.twofold.internal.codec;

import io.twofold.spi.CodecException;
import io.twofold.spi.KeyCodec;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records as keys: their components' texts, separated by commas.
 *
 * <pre>
 *   record    = component *( "," component )
 *   component = "~0"                          of null
 *             | text                          with "~~" for each "~", and "~." for each ","
 * </pre>
 *
 * <p>The only place in the core that uses reflection: once for each cache, to find the accessors, and then to call them.
 */
final class RecordKeyCodec<K> implements KeyCodec<K> {
    private static final String NULL = "~0";
    private static final Map<Class<?>, Class<?>> BOXES = Map.of(
            byte.class, Byte.class,
            short.class, Short.class,
            int.class, Integer.class,
            long.class, Long.class,
            float.class, Float.class,
            double.class, Double.class,
            boolean.class, Boolean.class,
            char.class, Character.class);

    private final Class<K> type;
    private final List<Component<?>> components = new ArrayList<>();
    private final Constructor<K> constructor;

    private record Component<C>(Method accessor, KeyCodec<C> codec) {
        @SuppressWarnings("unchecked") // the codec was chosen by the component's type
        String encode(Object record) throws ReflectiveOperationException {
            C value = (C) accessor.invoke(record);
            return value == null ? NULL : escape(codec.encode(value));
        }

        @Nullable
        Object decode(String text) {
            return text.equals(NULL) ? null : codec.decode(unescape(text));
        }
    }

    RecordKeyCodec(Class<K> type) {
        this(type, Set.of());
    }

    /** @param around the records that this one is a component of */
    private RecordKeyCodec(Class<K> type, Set<Class<?>> around) {
        this.type = type;
        if (around.contains(type)) {
            throw new IllegalArgumentException("the record " + type.getName()
                    + " can't be used as a key, since it holds" + " itself: give the cache's builder a keyCodec(...)");
        }
        Set<Class<?>> within = new HashSet<>(around);
        within.add(type);
        RecordComponent[] declared = type.getRecordComponents();
        try {
            this.constructor = type.getDeclaredConstructor(
                    Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            for (RecordComponent component : declared) {
                component.getAccessor().setAccessible(true);
                components.add(new Component<>(component.getAccessor(), codecOf(component, within)));
            }
        } catch (NoSuchMethodException | InaccessibleObjectException e) {
            throw new IllegalArgumentException(
                    "the record " + type.getName() + " can't be used as a key, since it isn't"
                            + " accessible: open its package to io.twofold.core, or give the cache's builder a keyCodec(...)",
                    e);
        }
        if (components.isEmpty()) {
            throw new IllegalArgumentException(
                    "the record " + type.getName() + " has no components to tell keys apart");
        }
    }

    private KeyCodec<?> codecOf(RecordComponent component, Set<Class<?>> within) {
        Class<?> boxed = BOXES.getOrDefault(component.getType(), component.getType());
        try {
            return boxed.isRecord() ? new RecordKeyCodec<>(boxed, within) : KeyCodecs.forType(boxed);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "component " + component.getName() + " of the record " + type.getName() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String encode(K key) {
        List<String> texts = new ArrayList<>(components.size());
        try {
            for (Component<?> component : components) {
                texts.add(component.encode(key));
            }
        } catch (ReflectiveOperationException e) {
            throw new CodecException("an accessor of the record " + type.getName() + " failed", e);
        }
        return String.join(",", texts);
    }

    @Override
    public K decode(String text) {
        List<String> texts = List.of(text.split(",", -1));
        if (texts.size() != components.size()) {
            throw new CodecException("not the text of a " + type.getSimpleName());
        }
        @Nullable Object[] values = new @Nullable Object[texts.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = components.get(i).decode(texts.get(i));
        }
        try {
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new CodecException("not the text of a " + type.getSimpleName(), e);
        }
    }

    private static String escape(String text) {
        return text.replace("~", "~~").replace(",", "~.");
    }

    private static String unescape(String text) {
        if (text.indexOf('~') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '~') {
                plain.append(c);
            } else if (text.startsWith("~", i + 1)) {
                plain.append('~');
                i++;
            } else if (text.startsWith(".", i + 1)) {
                plain.append(',');
                i++;
            } else {
                throw new CodecException("not the text of a record's component");
            }
        }
        return plain.toString();
    }
}
