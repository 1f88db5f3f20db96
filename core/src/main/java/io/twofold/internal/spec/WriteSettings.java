package io.twofold.internal.spec;

import io.twofold.OnBacklog;
import io.twofold.WriteStrategy;
import io.twofold.internal.spec.Setting.Allowed;
import java.time.Duration;
import java.util.List;

/** What a put does with the source. */
public final class WriteSettings {
    private WriteSettings() {}

    public static final Setting<WriteStrategy> WRITE = new Setting<>(
            "write",
            Kind.oneOf(WriteStrategy.class),
            WriteStrategy.ASIDE,
            new Allowed<>("one of aside, through, behind", any -> true),
            "aside",
            "What put and remove do with the source: nothing, change it at once, or have it changed later; the same on every node.");

    public static final Setting<Boolean> FLUSH = new Setting<>(
            "write.flush",
            Kind.SWITCH,
            true,
            new Allowed<>("on or off", any -> true),
            "on",
            "Whether this node takes its turn in writing to the source; off leaves that to the others.");

    public static final Setting<Long> BATCH = new Setting<>(
            "write.batch",
            Kind.COUNT,
            500L,
            Bounds.counts(1, 10_000),
            "500",
            "How many values the batch writer is given at a time at most.");

    public static final Setting<Duration> DELAY = new Setting<>(
            "write.delay",
            Kind.DURATION,
            Duration.ofSeconds(1),
            Bounds.between("0ms", "1h"),
            "1s",
            "How long a value waits at least before it is written, so that several of one key become one.");

    public static final Setting<Long> BACKLOG = new Setting<>(
            "write.backlog",
            Kind.COUNT,
            100_000L,
            Bounds.counts(1, 100_000_000),
            "100000",
            "How many keys may wait to be written, the same number in each shard; beyond that a put of another key waits or fails.");

    public static final Setting<OnBacklog> ON_BACKLOG = new Setting<>(
            "write.onBacklog",
            Kind.oneOf(OnBacklog.class),
            OnBacklog.WAIT,
            new Allowed<>("one of wait, fail", any -> true),
            "wait",
            "What a put does that finds no room: wait for write.timeout and then fail, or fail at once.");

    public static final Setting<Duration> TIMEOUT = new Setting<>(
            "write.timeout",
            Kind.DURATION,
            Duration.ofSeconds(10),
            Bounds.between("1ms", "10m"),
            "10s",
            "How long a put waits for room in the backlog.");

    public static final Setting<Duration> LEASE = new Setting<>(
            "write.lease",
            Kind.DURATION,
            Duration.ofSeconds(5),
            Bounds.between("100ms", "5m"),
            "5s",
            "How long after the death of the node that wrote to the source another takes over.");

    public static final Setting<Long> ATTEMPTS = new Setting<>(
            "write.attempts",
            Kind.COUNT,
            20L,
            Bounds.counts(1, 1_000),
            "20",
            "How often a value is tried alone before it is set aside as a dead letter.");

    public static final Setting<Duration> BACKOFF = new Setting<>(
            "write.backoff",
            Kind.DURATION,
            Duration.ofSeconds(30),
            Bounds.between("10ms", "1h"),
            "30s",
            "The longest pause between attempts; they begin at 100 ms and double.");

    public static final Setting<Duration> DRAIN = new Setting<>(
            "write.drain",
            Kind.DURATION,
            Duration.ofSeconds(10),
            Bounds.between("0ms", "10m"),
            "10s",
            "How long closing the cache may take to write what waits.");

    public static final Setting<Boolean> NO_EVICTION = new Setting<>(
            "write.noEviction",
            Kind.SWITCH,
            false,
            new Allowed<>("on or off", any -> true),
            "off",
            "Confirms that the server evicts nothing that has no time to live, where it can't be asked.");

    static final List<Setting<?>> ALL = List.of(
            WRITE, FLUSH, BATCH, DELAY, BACKLOG, ON_BACKLOG, TIMEOUT, LEASE, ATTEMPTS, BACKOFF, DRAIN, NO_EVICTION);
}
