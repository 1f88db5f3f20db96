package io.twofold.internal;

import io.twofold.CacheSpec;
import io.twofold.CacheSpecs;
import io.twofold.spi.RandomSource;
import io.twofold.spi.RemoteTierFactory;
import io.twofold.spi.TimeSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Owns what the caches of a process share, and the caches. */
public final class Manager implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Shared shared;
    private final @Nullable CacheSpecs specs;
    private final Deque<AutoCloseable> owned;
    private final Map<String, Engine<?, ?>> caches = new HashMap<>();
    private boolean closed;

    /** What every cache of a manager uses. */
    record Shared(
            String namespace,
            @Nullable RemoteTierFactory remote,
            Executor executor,
            TimeSource time,
            RandomSource random) {}

    private Manager(Shared shared, @Nullable CacheSpecs specs, Deque<AutoCloseable> owned) {
        this.shared = shared;
        this.specs = specs;
        this.owned = owned;
    }

    /** Makes what it wasn't given. */
    public static Manager start(
            String namespace,
            @Nullable RemoteTierFactory remote,
            @Nullable CacheSpecs specs,
            @Nullable Executor executor,
            @Nullable TimeSource time,
            @Nullable RandomSource random) {
        Deque<AutoCloseable> owned = new ArrayDeque<>();
        if (remote != null) {
            owned.push(remote);
        }
        Executor runs = executor != null ? executor : owned(new Workers(), owned);
        TimeSource ticks = time != null ? time : owned(new SystemTime(), owned);
        RandomSource draws = random != null ? random : new SystemRandom();
        return new Manager(new Shared(namespace, remote, runs, ticks, draws), specs, owned);
    }

    private static <T extends AutoCloseable> T owned(T resource, Deque<AutoCloseable> owned) {
        owned.push(resource);
        return resource;
    }

    /**
     * The name, if it can stand in the names of Redis keys and channels.
     *
     * @throws IllegalArgumentException if it can't
     */
    public static String checkedName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what + " '" + name + "' is not allowed: use 1 to 64 letters, digits, '.', '_' or '-'");
        }
        return name;
    }

    /** Builds a cache. */
    public synchronized <K, V> Engine<K, V> open(CacheConfig<K, V> config) {
        if (closed) {
            throw new IllegalStateException("cache '" + config.name() + "' can't be built: its manager is closed");
        }
        if (caches.containsKey(config.name())) {
            throw new IllegalStateException("there is a cache '" + config.name() + "' already: keep the one that was"
                    + " built, or use another name");
        }
        Engine<K, V> engine = new Assembly<>(config, specOf(config), shared).assemble();
        caches.put(config.name(), engine);
        return engine;
    }

    private CacheSpec specOf(CacheConfig<?, ?> config) {
        if (config.spec() != null) {
            return config.spec();
        }
        if (specs == null) {
            throw new IllegalArgumentException("cache '" + config.name()
                    + "' has no spec: call spec(\"ttl=...\") on its builder, or specs(...) on the manager's");
        }
        return specs.forCache(config.name());
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        caches.values().forEach(Engine::close);
        owned.forEach(Manager::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            System.getLogger("io.twofold")
                    .log(
                            System.Logger.Level.WARNING,
                            "while closing " + resource.getClass().getSimpleName(),
                            e);
        }
    }
}
