package io.twofold.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The classes that a spec names: by the operator's own word, never by what comes from the remote tier. */
final class RegisteredTypes {
    private RegisteredTypes() {}

    static List<Class<?>> named(String cache, List<String> names, @Nullable ClassLoader loader) {
        List<Class<?>> types = new ArrayList<>(names.size());
        for (String name : names) {
            try {
                types.add(Class.forName(name, false, loader));
            } catch (ClassNotFoundException | LinkageError e) {
                throw new IllegalArgumentException(
                        "cache '" + cache + "': types names " + name + ", a class that can't be found", e);
            }
        }
        return types;
    }
}
