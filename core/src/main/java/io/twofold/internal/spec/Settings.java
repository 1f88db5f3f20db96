package io.twofold.internal.spec;

import io.twofold.CacheSpecException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The values of some of all the settings there are: what a spec is made of. Immutable.
 *
 * <p>Reading, printing, the messages of errors and the reference in the documentation all come from this table.
 */
public final class Settings {
    /** In the order in which they are documented and printed. */
    public static final List<Setting<?>> ALL = Stream.of(
                    EntrySettings.ALL,
                    LoadSettings.ALL,
                    RemoteSettings.ALL,
                    TrustSettings.ALL,
                    OutageSettings.ALL,
                    ColdStartSettings.ALL,
                    WriteSettings.ALL)
            .<Setting<?>>flatMap(List::stream)
            .toList();

    private final Map<Setting<?>, Object> values;

    private Settings(Map<Setting<?>, Object> values) {
        this.values = values;
    }

    /** None set. */
    public static Settings none() {
        return new Settings(Map.of());
    }

    /** The value that was set. */
    @SuppressWarnings("unchecked") // with() is the only way in
    public <T> @Nullable T set(Setting<T> setting) {
        return (T) values.get(setting);
    }

    /** The value that was set, or the default. */
    public <T> T get(Setting<T> setting) {
        T value = set(setting);
        T effective = value != null ? value : setting.fallback();
        if (effective == null) {
            throw new IllegalStateException(setting.name() + " has no default of its own");
        }
        return effective;
    }

    /**
     * With one more set.
     *
     * @param where begins the message of the error
     */
    public <T> Settings with(Setting<T> setting, T value, String where) {
        Map<Setting<?>, Object> more = new LinkedHashMap<>(values);
        more.put(setting, setting.checked(value, where));
        return new Settings(Map.copyOf(more));
    }

    /** With one less set. */
    public Settings without(Setting<?> setting) {
        Map<Setting<?>, Object> less = new LinkedHashMap<>(values);
        less.remove(setting);
        return new Settings(Map.copyOf(less));
    }

    /** With all of another's set over these. */
    public Settings overlaidBy(Settings stronger) {
        Map<Setting<?>, Object> more = new LinkedHashMap<>(values);
        if (stronger.values.containsKey(EntrySettings.L1_MAXIMUM_SIZE)) {
            more.remove(EntrySettings.L1_MAXIMUM_WEIGHT);
        }
        if (stronger.values.containsKey(EntrySettings.L1_MAXIMUM_WEIGHT)) {
            more.remove(EntrySettings.L1_MAXIMUM_SIZE);
        }
        more.putAll(stronger.values);
        return new Settings(Map.copyOf(more));
    }

    /**
     * Reads {@code name=value, name=value, ...}.
     *
     * @param where begins the message of an error
     */
    public static Settings parse(String text, String where) {
        Settings settings = none();
        if (text.isBlank()) {
            return settings;
        }
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String name = (equals < 0 ? part : part.substring(0, equals)).strip();
            String value = equals < 0 ? "" : part.substring(equals + 1).strip();
            Setting<?> setting = named(name, where);
            if (value.isEmpty()) {
                throw new CacheSpecException(where + name + " has no value: write " + name + "=..., where the value is "
                        + setting.allowed().text());
            }
            if (settings.values.containsKey(setting)) {
                throw new CacheSpecException(where + name + "=" + value + " sets " + name + " a second time");
            }
            settings = settings.withText(setting, value, where);
        }
        return settings;
    }

    private <T> Settings withText(Setting<T> setting, String text, String where) {
        return with(setting, setting.parse(text, where), where);
    }

    private static Setting<?> named(String name, String where) {
        for (Setting<?> setting : ALL) {
            if (setting.name().equals(name)) {
                return setting;
            }
        }
        List<String> names = ALL.stream().<String>map(Setting::name).toList();
        if (name.isEmpty()) {
            throw new CacheSpecException(where + "a setting is missing between two commas, or the text ends with one;"
                    + " a spec is name=value, name=value, ...");
        }
        throw new CacheSpecException(where + "there is no setting '" + name + "'; did you mean "
                + Names.nearest(name, names).get(0) + "? Allowed are " + String.join(", ", names));
    }

    /** As text that reads back the same. */
    @Override
    public String toString() {
        return String.join(
                ", ",
                ALL.stream().filter(values::containsKey).map(this::printed).toList());
    }

    private <T> String printed(Setting<T> setting) {
        return setting.name() + "=" + setting.kind().print(get(setting));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Settings that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }
}
