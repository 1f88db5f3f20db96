package io.twofold.internal.spec;

import java.time.Duration;
import java.util.List;

/** What is done while the remote tier doesn't answer. */
public final class OutageSettings {
    private OutageSettings() {}

    public static final Setting<Long> BREAKER_FAILURES = new Setting<>(
            "l2.breaker.failures",
            Kind.COUNT,
            5L,
            Bounds.counts(1, 1_000),
            "5",
            "After how many unanswered reads and changes in a row a shard isn't asked any more; an unanswered heartbeat has the same effect at once.");

    public static final Setting<Duration> BREAKER_PAUSE = new Setting<>(
            "l2.breaker.pause",
            Kind.DURATION,
            Duration.ofSeconds(1),
            Bounds.between("10ms", "5m"),
            "1s",
            "How often it is tried meanwhile, in the background, whether the remote tier answers again.");

    public static final Setting<Long> LOAD_RATE = new Setting<>(
            "outage.loadRate",
            Kind.COUNT,
            null,
            Bounds.counts(1, 1_000_000),
            "unlimited",
            "How many loads this node begins in a second at most while the remote tier can't be asked; a caller above that gets a RemoteTierException.");

    static final List<Setting<?>> ALL = List.of(BREAKER_FAILURES, BREAKER_PAUSE, LOAD_RATE);
}
