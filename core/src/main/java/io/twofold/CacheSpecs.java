package io.twofold;

import io.twofold.internal.spec.Names;
import io.twofold.internal.spec.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The specs of many caches, a line for each, such as from a properties file:
 *
 * <pre>{@code
 * * = ttl=10m, maxStaleness=2s
 * products = l1.maximumSize=50_000
 * prices = ttl=1m, l1.ttl=10s
 * }</pre>
 *
 * <p>The line of {@code *} is for every cache, also those that have no line of their own. Setting by setting,
 * what comes later in this list goes before what comes earlier:
 *
 * <ol>
 *   <li>the line of {@code *};
 *   <li>the environment variable {@code TWOFOLD_CACHES}, for every cache;
 *   <li>the system property {@code twofold.caches}, for every cache;
 *   <li>the cache's own line;
 *   <li>the environment variable {@code TWOFOLD_CACHE_} followed by the cache's name in capitals, each character
 *       that is neither letter nor digit replaced by an underscore;
 *   <li>the system property {@code twofold.cache.} followed by the cache's name.
 * </ol>
 *
 * <p>Immutable; the environment and the system properties are read when a spec is asked for.
 */
public final class CacheSpecs {
    /** The name of the line that is for every cache. */
    public static final String EVERY_CACHE = "*";

    private final Map<String, Settings> lines;
    private final Function<String, @Nullable String> environment;
    private final Function<String, @Nullable String> systemProperties;

    private CacheSpecs(
            Map<String, Settings> lines,
            Function<String, @Nullable String> environment,
            Function<String, @Nullable String> systemProperties) {
        this.lines = lines;
        this.environment = environment;
        this.systemProperties = systemProperties;
    }

    /**
     * Of lines by the names of the caches.
     *
     * @throws CacheSpecException if a line is wrong
     */
    public static CacheSpecs of(Map<String, String> lines) {
        Map<String, Settings> parsed = new LinkedHashMap<>();
        lines.forEach((cache, line) -> parsed.put(cache, Settings.parse(line, CacheSpec.where(cache))));
        return new CacheSpecs(Map.copyOf(parsed), System::getenv, System::getProperty);
    }

    /**
     * From a properties file in UTF-8.
     *
     * @throws IOException if it can't be read
     * @throws CacheSpecException if a line is wrong, or a cache has two
     */
    public static CacheSpecs load(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return load(reader);
        }
    }

    /** As {@link #load(Path)}; leaves the stream open. */
    public static CacheSpecs load(InputStream stream) throws IOException {
        return load(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    private static CacheSpecs load(Reader reader) throws IOException {
        UniqueProperties properties = new UniqueProperties();
        properties.load(reader);
        return of(properties.lines);
    }

    /** Properties that don't silently let a second line of a key win. */
    private static final class UniqueProperties extends Properties {
        private static final long serialVersionUID = 1;

        private final transient Map<String, String> lines = new LinkedHashMap<>();

        @Override
        public synchronized @Nullable Object put(Object key, Object value) {
            if (lines.put((String) key, (String) value) != null) {
                throw new CacheSpecException(CacheSpec.where((String) key) + "there are two lines for it; keep one");
            }
            return null;
        }
    }

    /** The same lines with another environment and other system properties. */
    CacheSpecs within(
            Function<String, @Nullable String> otherEnvironment, Function<String, @Nullable String> otherProperties) {
        return new CacheSpecs(lines, otherEnvironment, otherProperties);
    }

    /**
     * The spec of a cache.
     *
     * @throws CacheSpecException if nothing is said of the cache, or the settings don't go together
     */
    public CacheSpec forCache(String cache) {
        String where = CacheSpec.where(cache);
        String variable = "TWOFOLD_CACHE_" + cache.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        Settings settings = line(EVERY_CACHE)
                .overlaidBy(override(environment, "TWOFOLD_CACHES", where))
                .overlaidBy(override(systemProperties, "twofold.caches", where))
                .overlaidBy(line(cache))
                .overlaidBy(override(environment, variable, where))
                .overlaidBy(override(systemProperties, "twofold.cache." + cache, where));
        if (settings.equals(Settings.none())) {
            throw new CacheSpecException(where + "nothing is said of it" + known(cache)
                    + "; add a line for it, or one for every cache: * = ttl=10m");
        }
        return CacheSpec.of(settings, where);
    }

    private Settings line(String name) {
        return lines.getOrDefault(name, Settings.none());
    }

    private static Settings override(Function<String, @Nullable String> source, String name, String where) {
        String text = source.apply(name);
        return text == null ? Settings.none() : Settings.parse(text, where + "in " + name + ": ");
    }

    private String known(String cache) {
        List<String> nearest = Names.nearest(cache, List.copyOf(lines.keySet()));
        return nearest.isEmpty() ? "" : "; there are lines for " + String.join(", ", nearest);
    }
}
