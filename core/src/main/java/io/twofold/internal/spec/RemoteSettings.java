package io.twofold.internal.spec;

import io.twofold.Compression;
import io.twofold.Unacknowledged;
import io.twofold.internal.spec.Setting.Allowed;
import java.time.Duration;
import java.util.List;

/** How the cache uses the remote tier. */
public final class RemoteSettings {
    private RemoteSettings() {}

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
            Bounds.between("1ms", "1m"),
            "500ms",
            "How long one operation of the remote tier may take before the cache goes on without it.");

    public static final Setting<Duration> L2_LEASE = new Setting<>(
            "l2.lease",
            Kind.DURATION,
            Duration.ofSeconds(2),
            Bounds.between("100ms", "5m"),
            "2s",
            "How long the others wait for a load whose node has died; a load at work keeps its lease for as long as it takes.");

    public static final Setting<Duration> L2_GUARD = new Setting<>(
            "l2.guard",
            Kind.DURATION,
            Duration.ofSeconds(10),
            Bounds.between("100ms", "10m"),
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
            Bounds.counts(0, 5),
            "0",
            "How many replicas must have a change before it counts as acknowledged, and a heartbeat before it counts as proof.");

    public static final Setting<Long> L2_SHARDS = new Setting<>(
            "l2.shards",
            Kind.COUNT,
            null,
            new Allowed<>("a power of two from 1 to 1024", n -> n >= 1 && n <= 1024 && Long.bitCount(n) == 1),
            "1; 16 in a Redis Cluster",
            "Into how many parts the cache is cut, which may lie on different servers; the same on every node.");

    public static final Setting<Long> L2_LOG_LENGTH = new Setting<>(
            "l2.logLength",
            Kind.COUNT,
            4_000L,
            Bounds.counts(10, 1_000_000),
            "4000",
            "How many invalidations each shard remembers for nodes that missed some.");

    public static final Setting<Integer> L2_MAX_VALUE_SIZE = new Setting<>(
            "l2.maxValueSize",
            Kind.BYTES,
            1 << 20,
            Bounds.sizes("1B", "512MB"),
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
            Bounds.sizes("0B", "512MB"),
            "2KB",
            "Encoded values larger than this are compressed, if that makes them smaller.");

    static final List<Setting<?>> ALL = List.of(
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
            L2_COMPRESS_ABOVE);
}
