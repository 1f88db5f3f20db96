package io.twofold.internal.spec;

import io.twofold.CacheSpecException;
import io.twofold.Compression;
import io.twofold.OnOutage;
import io.twofold.Unacknowledged;
import io.twofold.internal.spec.Setting.Allowed;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every setting there is, and the values of some of them: what a spec is made of. Immutable.
 *
 * <p>Reading, printing, the messages of errors and the reference in the documentation all come from this table.
 */
public final class Settings {
    /** See the summaries. */
    public static final Setting<Duration> TTL = new Setting<>(
            "ttl",
            Kind.DURATION,
            null,
            between("1ms", "365d"),
            "required",
            "How long an entry lives after it was loaded or put; no entry lives for ever.");

    public static final Setting<Double> JITTER = new Setting<>(
            "jitter",
            Kind.PART,
            0.1,
            new Allowed<>("0% to 50%", part -> part >= 0 && part <= 0.5),
            "10%",
            "Each life is shortened by a random part up to this, so that entries made together don't expire together.");

    public static final Setting<Long> L1_MAXIMUM_SIZE = new Setting<>(
            "l1.maximumSize",
            Kind.COUNT,
            10_000L,
            counts(0, Long.MAX_VALUE),
            "10000",
            "How many entries this process keeps; 0 for none.");

    public static final Setting<Long> L1_MAXIMUM_WEIGHT = new Setting<>(
            "l1.maximumWeight",
            Kind.COUNT,
            null,
            counts(1, Long.MAX_VALUE),
            "none",
            "How much the entries in this process may weigh together, by the cache's weigher; instead of l1.maximumSize.");

    public static final Setting<Duration> L1_TTL = new Setting<>(
            "l1.ttl",
            Kind.DURATION,
            null,
            between("1ms", "365d"),
            "as ttl",
            "How long an entry lives in this process, at most ttl.");

    public static final Setting<Boolean> L2 = new Setting<>(
            "l2",
            Kind.SWITCH,
            true,
            new Allowed<>("on or off", any -> true),
            "on",
            "Whether entries are shared through the remote tier; off keeps the cache in this process.");

    public static final Setting<Duration> L2_TIMEOUT = new Setting<>(
            "l2.timeout",
            Kind.DURATION,
            Duration.ofMillis(500),
            between("1ms", "1m"),
            "500ms",
            "How long one operation of the remote tier may take before the cache goes on without it.");

    public static final Setting<Duration> L2_LEASE = new Setting<>(
            "l2.lease",
            Kind.DURATION,
            Duration.ofSeconds(2),
            between("100ms", "5m"),
            "2s",
            "How long the others wait for a load whose node has died; a load at work keeps its lease for as long as it takes.");

    public static final Setting<Duration> L2_GUARD = new Setting<>(
            "l2.guard",
            Kind.DURATION,
            Duration.ofSeconds(10),
            between("100ms", "10m"),
            "10s",
            "How long a key isn't cached whose writer has died in the middle of a write; a write at work keeps its guard.");

    public static final Setting<Unacknowledged> L2_UNACKNOWLEDGED = new Setting<>(
            "l2.unacknowledged",
            Kind.oneOf(Unacknowledged.class),
            Unacknowledged.PENDING,
            new Allowed<>("one of pending, error", any -> true),
            "pending",
            "What a change returns that the remote tier hasn't acknowledged; either way this node repeats it.");

    public static final Setting<Long> L2_REPLICAS = new Setting<>(
            "l2.replicas",
            Kind.COUNT,
            0L,
            counts(0, 5),
            "0",
            "How many replicas must have a change before it counts as acknowledged.");

    public static final Setting<Long> L2_SHARDS = new Setting<>(
            "l2.shards",
            Kind.COUNT,
            16L,
            new Allowed<>("a power of two from 1 to 1024", n -> n >= 1 && n <= 1024 && Long.bitCount(n) == 1),
            "16",
            "Into how many parts the cache is cut; the same on every node.");

    public static final Setting<Long> L2_LOG_LENGTH = new Setting<>(
            "l2.logLength",
            Kind.COUNT,
            1_000L,
            counts(10, 1_000_000),
            "1000",
            "How many invalidations each shard remembers for nodes that missed some.");

    public static final Setting<Integer> L2_MAX_VALUE_SIZE = new Setting<>(
            "l2.maxValueSize",
            Kind.BYTES,
            1 << 20,
            sizes("1B", "512MB"),
            "1MB",
            "The largest encoded value that the remote tier is given or asked to hold; larger ones stay in this process.");

    public static final Setting<Compression> L2_COMPRESSION = new Setting<>(
            "l2.compression",
            Kind.oneOf(Compression.class),
            Compression.NONE,
            new Allowed<>("one of none, lz4, zstd", any -> true),
            "none",
            "How values are compressed in the remote tier.");

    public static final Setting<Integer> L2_COMPRESS_ABOVE = new Setting<>(
            "l2.compressAbove",
            Kind.BYTES,
            2 << 10,
            sizes("0B", "512MB"),
            "2KB",
            "Encoded values larger than this are compressed, if that makes them smaller.");

    public static final Setting<Duration> MAX_STALENESS = new Setting<>(
            "maxStaleness",
            Kind.DURATION,
            Duration.ofSeconds(5),
            between("50ms", "1h"),
            "5s",
            "The longest that any node serves a value after an invalidation of it was acknowledged, whatever gets lost.");

    public static final Setting<Duration> HEARTBEAT = new Setting<>(
            "heartbeat",
            Kind.DURATION,
            null,
            between("10ms", "30m"),
            "maxStaleness/4",
            "How often a node asks whether it missed an invalidation, at most maxStaleness/2.");

    public static final Setting<OnOutage> ON_OUTAGE = new Setting<>(
            "onOutage",
            Kind.oneOf(OnOutage.class),
            OnOutage.BOUNDED,
            new Allowed<>("one of bounded, serve, bypass", any -> true),
            "bounded",
            "What becomes of entries once the remote tier hasn't answered for maxStaleness.");

    public static final Setting<Double> AUDIT = new Setting<>(
            "audit",
            Kind.PART,
            0.0,
            new Allowed<>("0% to 100%", part -> part >= 0 && part <= 1),
            "0%",
            "The part of the reads that are compared with the source afterwards; needs the cache's own loader.");

    public static final Setting<Long> AUDIT_RATE = new Setting<>(
            "audit.rate",
            Kind.COUNT,
            10L,
            counts(1, 10_000),
            "10",
            "How many audits this node begins in a second at most; each costs a load, or two.");

    public static final Setting<List<String>> TYPES = new Setting<>(
            "types",
            Kind.CLASS_NAMES,
            List.of(),
            new Allowed<>("class names such as com.acme.Price|com.acme.Stock", Kind::areClassNames),
            "none",
            "Further classes that may stand in a value.");

    /** In the order in which they are documented and printed. */
    public static final List<Setting<?>> ALL = List.of(
            TTL,
            JITTER,
            L1_MAXIMUM_SIZE,
            L1_MAXIMUM_WEIGHT,
            L1_TTL,
            L2,
            L2_TIMEOUT,
            L2_LEASE,
            L2_GUARD,
            L2_UNACKNOWLEDGED,
            L2_REPLICAS,
            L2_SHARDS,
            L2_LOG_LENGTH,
            L2_MAX_VALUE_SIZE,
            L2_COMPRESSION,
            L2_COMPRESS_ABOVE,
            MAX_STALENESS,
            HEARTBEAT,
            ON_OUTAGE,
            AUDIT,
            AUDIT_RATE,
            TYPES);

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
        if (stronger.values.containsKey(L1_MAXIMUM_SIZE)) {
            more.remove(L1_MAXIMUM_WEIGHT);
        }
        if (stronger.values.containsKey(L1_MAXIMUM_WEIGHT)) {
            more.remove(L1_MAXIMUM_SIZE);
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

    private static Allowed<Duration> between(String from, String to) {
        Duration min = Kind.DURATION.parse(from);
        Duration max = Kind.DURATION.parse(to);
        return new Allowed<>(from + " to " + to, value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
    }

    private static Allowed<Long> counts(long from, long to) {
        String text = to == Long.MAX_VALUE ? from + " or more" : from + " to " + to;
        return new Allowed<>(text, value -> value >= from && value <= to);
    }

    private static Allowed<Integer> sizes(String from, String to) {
        int min = Kind.BYTES.parse(from);
        int max = Kind.BYTES.parse(to);
        return new Allowed<>(from + " to " + to, value -> value >= min && value <= max);
    }
}
