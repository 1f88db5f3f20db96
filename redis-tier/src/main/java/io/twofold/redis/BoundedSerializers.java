package io.twofold.redis;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.CollectionSerializer;
import com.esotericsoftware.kryo.serializers.DefaultArraySerializers;
import com.esotericsoftware.kryo.serializers.MapSerializer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Serializers of containers that don't set aside memory, nor time, for whatever length they read. Each element
 * carries its class, so that it has a byte at least, and no more elements can be there than bytes are left; Kryo's
 * own write elements without fields, and nulls, in no bytes at all.
 */
final class BoundedSerializers {
    private BoundedSerializers() {}

    /** This serializer, or the one that takes its place. */
    static Serializer<?> inPlaceOf(Serializer<?> kryos) {
        if (kryos.getClass() == CollectionSerializer.class) {
            return new OfCollection<>();
        }
        if (kryos.getClass() == MapSerializer.class) {
            return new OfMap<>();
        }
        boolean ofArrays = kryos.getClass().getEnclosingClass() == DefaultArraySerializers.class;
        return ofArrays ? new Prefixed<>(kryos) : kryos;
    }

    private static int readSize(Input input) {
        int size = input.readVarInt(true);
        BoundedInput.check(input, size);
        return size;
    }

    /** A comparator; null is the natural order. */
    @SuppressWarnings("unchecked") // one that doesn't fit the elements throws when they are added
    private static @Nullable Comparator<Object> readComparator(Kryo kryo, Input input) {
        Object comparator = kryo.readClassAndObject(input);
        if (comparator != null && !(comparator instanceof Comparator)) {
            throw new KryoException("a " + comparator.getClass().getName() + " where a comparator should be");
        }
        return (Comparator<Object>) comparator;
    }

    /** Collections that a constructor without arguments makes. */
    static class OfCollection<T extends Collection<Object>> extends Serializer<T> {
        @Override
        public void write(Kryo kryo, Output output, T collection) {
            output.writeVarInt(collection.size(), true);
            for (Object element : collection) {
                kryo.writeClassAndObject(output, element);
            }
        }

        @Override
        public T read(Kryo kryo, Input input, Class<? extends T> type) {
            T collection = create(kryo, input, type);
            int size = readSize(input);
            if (collection instanceof ArrayList<?> list) {
                list.ensureCapacity(size);
            }
            for (int i = 0; i < size; i++) {
                collection.add(kryo.readClassAndObject(input));
            }
            return collection;
        }

        T create(Kryo kryo, Input input, Class<? extends T> type) {
            return kryo.newInstance(type);
        }
    }

    /** Sorted sets, with what they are sorted by. */
    static final class OfTreeSet extends OfCollection<TreeSet<Object>> {
        @Override
        public void write(Kryo kryo, Output output, TreeSet<Object> set) {
            kryo.writeClassAndObject(output, set.comparator());
            super.write(kryo, output, set);
        }

        @Override
        TreeSet<Object> create(Kryo kryo, Input input, Class<? extends TreeSet<Object>> type) {
            return new TreeSet<>(readComparator(kryo, input));
        }
    }

    /** Maps that a constructor without arguments makes. */
    static class OfMap<T extends Map<Object, Object>> extends Serializer<T> {
        @Override
        public void write(Kryo kryo, Output output, T map) {
            output.writeVarInt(map.size(), true);
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                kryo.writeClassAndObject(output, entry.getKey());
                kryo.writeClassAndObject(output, entry.getValue());
            }
        }

        @Override
        public T read(Kryo kryo, Input input, Class<? extends T> type) {
            T map = create(kryo, input, type);
            int size = readSize(input);
            for (int i = 0; i < size; i++) {
                Object key = kryo.readClassAndObject(input);
                map.put(key, kryo.readClassAndObject(input));
            }
            return map;
        }

        T create(Kryo kryo, Input input, Class<? extends T> type) {
            return kryo.newInstance(type);
        }
    }

    /** Sorted maps, with what they are sorted by. */
    static final class OfTreeMap extends OfMap<TreeMap<Object, Object>> {
        @Override
        public void write(Kryo kryo, Output output, TreeMap<Object, Object> map) {
            kryo.writeClassAndObject(output, map.comparator());
            super.write(kryo, output, map);
        }

        @Override
        TreeMap<Object, Object> create(Kryo kryo, Input input, Class<? extends TreeMap<Object, Object>> type) {
            return new TreeMap<>(readComparator(kryo, input));
        }
    }

    /** The only instance of a class. */
    static final class Always<T> extends Serializer<T> {
        private final T instance;

        Always(T instance) {
            super(false, true);
            this.instance = instance;
        }

        @Override
        public void write(Kryo kryo, Output output, T same) {
            // that it is of the class says everything
        }

        @Override
        public T read(Kryo kryo, Input input, Class<? extends T> type) {
            return instance;
        }
    }

    /** Locales by their tags; Kryo's own leaves out script and extensions. */
    static final class OfLocale extends Serializer<Locale> {
        OfLocale() {
            super(false, true);
        }

        @Override
        public void write(Kryo kryo, Output output, Locale locale) {
            output.writeString(locale.toLanguageTag());
        }

        @Override
        public Locale read(Kryo kryo, Input input, Class<? extends Locale> type) {
            return Locale.forLanguageTag(input.readString());
        }
    }

    /** Kryo's own of arrays, which begin with their length plus one. */
    static final class Prefixed<T> extends Serializer<T> {
        private final Serializer<T> delegate;

        Prefixed(Serializer<T> delegate) {
            super(delegate.getAcceptsNull(), delegate.isImmutable());
            this.delegate = delegate;
        }

        @Override
        public void write(Kryo kryo, Output output, T object) {
            delegate.write(kryo, output, object);
        }

        @Override
        public T read(Kryo kryo, Input input, Class<? extends T> type) {
            int start = input.position();
            int length = input.readVarInt(true);
            BoundedInput.check(input, Math.max(0, length - 1));
            input.setPosition(start);
            return delegate.read(kryo, input, type);
        }
    }
}
