package io.twofold.internal.spec;

import io.twofold.CacheSpecException;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a spec.
 *
 * @param <T> the type of its value
 * @param name what it is called in text
 * @param kind how its value is read and printed
 * @param fallback its value unless set; null if that follows from others, or if it must be set
 * @param allowed its bounds
 * @param standard what the documentation says of its default
 * @param summary what it does, in a sentence
 */
public record Setting<T>(
        String name, Kind<T> kind, @Nullable T fallback, Allowed<T> allowed, String standard, String summary) {
    /**
     * Bounds of a value.
     *
     * @param text what is allowed, for people
     * @param test whether a value is
     */
    public record Allowed<T>(String text, Predicate<T> test) {}

    /**
     * Reads a value.
     *
     * @param where what the error is to begin with: which cache it is, if that is known
     */
    T parse(String text, String where) {
        T value;
        try {
            value = kind.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong(text, where, Objects.requireNonNull(e.getMessage()));
        }
        return checked(value, where);
    }

    T checked(T value, String where) {
        if (!allowed.test.test(value)) {
            throw wrong(kind.print(value), where, allowed.text);
        }
        return value;
    }

    private CacheSpecException wrong(String text, String where, String expected) {
        return new CacheSpecException(where + name + "=" + text + " is not allowed: it must be " + expected);
    }
}
