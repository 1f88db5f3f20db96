package io.twofold.internal.spec;

import io.twofold.OnOutage;
import io.twofold.internal.spec.Setting.Allowed;
import java.time.Duration;
import java.util.List;

/** How long entries are believed, and whether that is checked. */
public final class TrustSettings {
    private TrustSettings() {}

    public static final Setting<Duration> MAX_STALENESS = new Setting<>(
            "maxStaleness",
            Kind.DURATION,
            Duration.ofSeconds(5),
            Bounds.between("50ms", "1h"),
            "5s",
            "The longest that any node serves a value after an invalidation of it was acknowledged, whatever gets lost.");

    public static final Setting<Duration> HEARTBEAT = new Setting<>(
            "heartbeat",
            Kind.DURATION,
            null,
            Bounds.between("10ms", "30m"),
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
            Bounds.counts(1, 10_000),
            "10",
            "How many audits this node begins in a second at most; each costs a load, or two.");

    static final List<Setting<?>> ALL = List.of(MAX_STALENESS, HEARTBEAT, ON_OUTAGE, AUDIT, AUDIT_RATE);
}
