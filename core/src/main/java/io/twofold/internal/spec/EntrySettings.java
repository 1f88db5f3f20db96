package io.twofold.internal.spec;

import io.twofold.internal.spec.Setting.Allowed;
import java.time.Duration;
import java.util.List;

/** What an entry is, and how long and how many of them live. */
public final class EntrySettings {
    private EntrySettings() {}

    public static final Setting<Duration> TTL = new Setting<>(
            "ttl",
            Kind.DURATION,
            null,
            Bounds.between("1ms", "365d"),
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
            Bounds.counts(0, Long.MAX_VALUE),
            "10000",
            "How many entries this process keeps; 0 for none.");

    public static final Setting<Long> L1_MAXIMUM_WEIGHT = new Setting<>(
            "l1.maximumWeight",
            Kind.COUNT,
            null,
            Bounds.counts(1, Long.MAX_VALUE),
            "none",
            "How much the entries in this process may weigh together, by the cache's weigher; instead of l1.maximumSize.");

    public static final Setting<Duration> L1_TTL = new Setting<>(
            "l1.ttl",
            Kind.DURATION,
            null,
            Bounds.between("1ms", "365d"),
            "as ttl",
            "How long an entry lives in this process, at most ttl.");

    public static final Setting<Duration> ABSENT_TTL = new Setting<>(
            "absentTtl",
            Kind.DURATION,
            null,
            Bounds.between("1ms", "365d"),
            "none",
            "How long it is remembered that the source has no value for a key; unless set, it isn't.");

    public static final Setting<List<String>> TYPES = new Setting<>(
            "types",
            Kind.CLASS_NAMES,
            List.of(),
            new Allowed<>("class names such as com.acme.Price|com.acme.Stock", Kind::areClassNames),
            "none",
            "Further classes that may stand in a value.");

    static final List<Setting<?>> ALL =
            List.of(TTL, JITTER, ABSENT_TTL, L1_MAXIMUM_SIZE, L1_MAXIMUM_WEIGHT, L1_TTL, TYPES);
}
