package io.twofold.internal.spec;

import java.time.Duration;
import java.util.List;

/** When values are loaded, how long that may take, and what is done if it fails. */
public final class LoadSettings {
    private LoadSettings() {}

    public static final Setting<Double> REFRESH_AFTER = new Setting<>(
            "refresh.after",
            Kind.PART,
            0.9,
            new Setting.Allowed<>("10% to 100%", part -> part >= 0.1 && part <= 1),
            "90%",
            "After which part of its life an entry that is read is refreshed in the background; 100% for not before its end.");

    public static final Setting<Double> REFRESH_BETA = new Setting<>(
            "refresh.beta",
            Kind.NUMBER,
            1.0,
            new Setting.Allowed<>("0 to 100", beta -> beta >= 0 && beta <= 100),
            "1",
            "How much earlier an entry may be refreshed, at random, the more its load costs (XFetch); 0 for not at all.");

    public static final Setting<Long> REFRESH_PARALLEL = new Setting<>(
            "refresh.parallel",
            Kind.COUNT,
            16L,
            Bounds.counts(1, 10_000),
            "16",
            "How many refreshes of this node are under way at once.");

    public static final Setting<Long> REFRESH_RATE = new Setting<>(
            "refresh.rate",
            Kind.COUNT,
            0L,
            Bounds.counts(0, 1_000_000),
            "0",
            "How many refreshes the whole fleet begins in a second at most; 0 for as many as are due.");

    public static final Setting<Long> REFRESH_BATCH = new Setting<>(
            "refresh.batch",
            Kind.COUNT,
            1L,
            Bounds.counts(1, 10_000),
            "1",
            "How many keys that are due within 10 ms are refreshed by one call of the bulk loader.");

    public static final Setting<Duration> SOFT_TIMEOUT = new Setting<>(
            "load.softTimeout",
            Kind.DURATION,
            null,
            Bounds.between("1ms", "1h"),
            "none",
            "After how long of waiting for a load a stale value is returned, if there is one; needs failSafe.");

    public static final Setting<Duration> HARD_TIMEOUT = new Setting<>(
            "load.hardTimeout",
            Kind.DURATION,
            Duration.ofSeconds(30),
            Bounds.between("1ms", "1h"),
            "30s",
            "After how long a load is given up: who waits for it gets an error, and another may begin.");

    public static final Setting<Duration> ERROR_TTL = new Setting<>(
            "load.errorTtl",
            Kind.DURATION,
            null,
            Bounds.between("1ms", "1h"),
            "none",
            "How long a failed load is remembered on its node: who asks meanwhile gets the same error.");

    public static final Setting<Duration> FAIL_SAFE = new Setting<>(
            "failSafe",
            Kind.DURATION,
            null,
            Bounds.between("1ms", "30d"),
            "none",
            "How long after its end a value is kept, to be served if its load fails or takes too long.");

    public static final Setting<Duration> FAIL_SAFE_RETRY = new Setting<>(
            "failSafe.retry",
            Kind.DURATION,
            Duration.ofSeconds(1),
            Bounds.between("1ms", "1h"),
            "1s",
            "After how long a failed load is tried again while a stale value is served; doubled with each failure.");

    public static final Setting<Duration> FAIL_SAFE_MAX_RETRY = new Setting<>(
            "failSafe.maxRetry",
            Kind.DURATION,
            Duration.ofSeconds(30),
            Bounds.between("1ms", "1d"),
            "30s",
            "The longest that is.");

    static final List<Setting<?>> ALL = List.of(
            REFRESH_AFTER,
            REFRESH_BETA,
            REFRESH_PARALLEL,
            REFRESH_RATE,
            REFRESH_BATCH,
            SOFT_TIMEOUT,
            HARD_TIMEOUT,
            ERROR_TTL,
            FAIL_SAFE,
            FAIL_SAFE_RETRY,
            FAIL_SAFE_MAX_RETRY);
}
