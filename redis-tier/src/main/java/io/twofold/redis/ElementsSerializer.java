package io.twofold.redis;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Containers whose own classes can't be made by a constructor: by their elements, out of which another of the same
 * kind is made.
 */
final class ElementsSerializer<T> extends Serializer<T> {
    private final Function<T, Collection<?>> elements;
    private final Function<Object[], T> make;

    private ElementsSerializer(Function<T, Collection<?>> elements, Function<Object[], T> make) {
        this.elements = elements;
        this.make = make;
    }

    /** {@link Arrays#asList}. */
    static ElementsSerializer<List<Object>> ofFixedLists() {
        return new ElementsSerializer<>(list -> list, Arrays::asList);
    }

    /** {@link List#of} and {@link Stream#toList}, which may hold nulls. */
    static ElementsSerializer<List<Object>> ofLists() {
        return new ElementsSerializer<>(list -> list, array -> Stream.of(array).toList());
    }

    /** {@link List#of} of one element or two, which has a class of its own and holds no nulls. */
    static ElementsSerializer<List<Object>> ofShortLists() {
        return new ElementsSerializer<>(list -> list, List::of);
    }

    /** {@link Set#of}. */
    static ElementsSerializer<Set<Object>> ofSets() {
        return new ElementsSerializer<>(set -> set, Set::of);
    }

    /** {@link Map#of}, as keys and values in turn. */
    static ElementsSerializer<Map<Object, Object>> ofMaps() {
        return new ElementsSerializer<>(ElementsSerializer::keysAndValues, ElementsSerializer::map);
    }

    /** {@link Collections#unmodifiableList}, of another class for lists of random access. */
    static ElementsSerializer<List<Object>> ofUnmodifiableLists(List<?> example) {
        return example instanceof RandomAccess
                ? new ElementsSerializer<>(list -> list, array -> Collections.unmodifiableList(Arrays.asList(array)))
                : new ElementsSerializer<>(
                        list -> list, array -> Collections.unmodifiableList(new LinkedList<>(Arrays.asList(array))));
    }

    /** {@link Collections#unmodifiableSet}, in the order that they had. */
    static ElementsSerializer<Set<Object>> ofUnmodifiableSets() {
        return new ElementsSerializer<>(
                set -> set, array -> Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(array))));
    }

    /** {@link Collections#unmodifiableMap}, in the order that they had, as keys and values in turn. */
    static ElementsSerializer<Map<Object, Object>> ofUnmodifiableMaps() {
        return new ElementsSerializer<>(ElementsSerializer::keysAndValues, array -> {
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = 0; i + 1 < array.length; i += 2) {
                map.put(array[i], array[i + 1]);
            }
            return Collections.unmodifiableMap(map);
        });
    }

    private static Collection<?> keysAndValues(Map<Object, Object> map) {
        List<Object> inTurn = new ArrayList<>(2 * map.size());
        map.forEach((key, value) -> {
            inTurn.add(key);
            inTurn.add(value);
        });
        return inTurn;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Map.ofEntries takes an array
    private static Map<Object, Object> map(Object[] inTurn) {
        Map.Entry<Object, Object>[] entries = new Map.Entry[inTurn.length / 2];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = Map.entry(inTurn[2 * i], inTurn[2 * i + 1]);
        }
        return Map.ofEntries(entries);
    }

    @Override
    public void write(Kryo kryo, Output output, T container) {
        Collection<?> all = elements.apply(container);
        output.writeVarInt(all.size(), true);
        for (Object element : all) {
            kryo.writeClassAndObject(output, element);
        }
    }

    @Override
    public T read(Kryo kryo, Input input, Class<? extends T> type) {
        int size = input.readVarInt(true);
        BoundedInput.check(input, size);
        Object[] all = new Object[size];
        for (int i = 0; i < size; i++) {
            all[i] = kryo.readClassAndObject(input);
        }
        return make.apply(all);
    }
}
