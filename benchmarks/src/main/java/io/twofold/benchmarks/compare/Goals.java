package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.compare.Goal.Measure;
import java.util.ArrayList;
import java.util.List;

/** All that we hold ourselves to. */
final class Goals {
    private static final String BUCKET = "Redisson bucket, Kryo5Codec";
    private static final String KRYO = "Kryo, pooled, registered classes";

    static final List<Goal> ALL = List.of(
            Goal.of(
                            "L1 hit, 1 thread",
                            "Caffeine, expireAfterWrite",
                            "L1 hit, get, \\w+, 1 thread",
                            Measure.RATIO,
                            0.80,
                            0.50)
                    .by("Twofold"),
            Goal.of(
                            "L1 hit with the caller's loader, 1 thread",
                            "`Caffeine.get(key, function)`",
                            "L1 hit, get\\(key, loader\\), \\w+, 1 thread",
                            Measure.RATIO,
                            0.90,
                            0.70)
                    .by("Twofold"),
            Goal.of(
                            "both with 2 threads",
                            "the same",
                            "L1 hit, get(\\(key, loader\\))?, \\w+, 2 threads",
                            Measure.RATIO,
                            0.85,
                            0.60)
                    .by("Twofold"),
            Goal.of(
                            "what a hit allocates",
                            "",
                            "L1 hit, get(\\(key, loader\\))?, \\w+, \\d+ threads?",
                            Measure.BYTES,
                            0.05,
                            0.05)
                    .by("Twofold"),
            Goal.of(
                    "hit rate on at least four recorded traces, at all sizes, below the base's",
                    "Caffeine of the same size",
                    HitRates.RECORDED + ".*",
                    Measure.POINTS,
                    0.5,
                    0.3),
            Goal.of("L2 hit, 1 KB, 1 thread", BUCKET, "L2 hit, 1(024 B| KB), 1 thread", Measure.RATIO, 1.15, 1.05),
            Goal.of("L2 hit, 1 KB, 16 threads", BUCKET, "L2 hit, 1(024 B| KB), 16 threads", Measure.RATIO, 0.75, 0.45),
            Goal.of("L2 hit, 1 KB, 64 threads", BUCKET, "L2 hit, 1(024 B| KB), 64 threads", Measure.RATIO, 0.60, 0.40),
            Goal.of(
                    "`getAll` of 100 in L2, 300 B",
                    "Redisson `getBuckets().get`, Kryo5Codec",
                    "getAll of 100.*in L2.*",
                    Measure.RATIO,
                    1.0,
                    0.75),
            Goal.of(
                    "invalidation until the other node no longer serves the old value, p50",
                    "bare Redisson topic",
                    "(propagation|invalidation).*p50.*",
                    Measure.RATIO,
                    2.3,
                    2.0),
            Goal.of(
                    "the same, p99",
                    "bare Redisson topic",
                    "(propagation|invalidation).*p99.*",
                    Measure.RATIO,
                    2.0,
                    1.5),
            Goal.of(
                    "cold stampede, 4 nodes x 64 threads, 50 ms loader: loads",
                    "",
                    ".*stampede.*loads.*",
                    Measure.VALUE,
                    1,
                    1),
            Goal.of("the same: last answer, ms", "", ".*stampede.*last answer", Measure.VALUE, 100, 75),
            Goal.of("codec, encode 10 fields", KRYO, CodecContest.ENCODE, Measure.RATIO, 1.15, 1.05)
                    .by("Twofold's codec"),
            Goal.of("codec, decode 10 fields", KRYO, CodecContest.DECODE, Measure.RATIO, 1.15, 1.05)
                    .by("Twofold's codec"),
            Goal.of("codec, bytes of 10 fields", KRYO, CodecContest.BYTES, Measure.RATIO, 1.1, 1.05)
                    .by("Twofold's codec"),
            Goal.of(
                    "memory of an L1 entry beyond key and value",
                    "Caffeine, expireAfterWrite",
                    Memory.GROUP,
                    Measure.MORE,
                    40,
                    16));

    private Goals() {}

    /** How each stands. */
    static List<String> table(List<Row> rows) {
        List<String> table =
                new ArrayList<>(List.of("| Work | Base | Twofold | must | aim | |", "|---|---|---|---|---|---|"));
        ALL.forEach(goal -> table.add(goal.verdict(rows).line()));
        return table;
    }
}
