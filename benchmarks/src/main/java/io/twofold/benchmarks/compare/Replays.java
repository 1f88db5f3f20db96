package io.twofold.benchmarks.compare;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.benchmarks.compare.Contest.Middle;
import io.twofold.testkit.FakeTime;
import io.twofold.testkit.InMemoryRemote;
import io.twofold.testkit.InMemoryServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Recorded reads, spread over nodes, with a small L1 in each and an L2 that keeps everything for the time to live, beside
 * the same nodes with nothing but a bare Caffeine cache of L1's size. Simulated time; L2 is the testkit's in-memory tier,
 * which answers as Redis does, at once.
 */
final class Replays {
    /** Begins the groups of what each tier answers. */
    static final String TIERS = "reads answered by each tier, ";
    /** Begins the groups of what is left for the database. */
    static final String QUERIES = "database queries, ";

    private static final List<RecordedTrace> TRACES = List.of(
            RecordedTrace.WEB_07,
            RecordedTrace.WEB_12,
            RecordedTrace.ORM_BUSY,
            RecordedTrace.ORM_NIGHT,
            RecordedTrace.RECOMMENDATIONS,
            RecordedTrace.BUILD_CACHE,
            RecordedTrace.SPRITE);
    private static final int[] NODES = {1, 4};
    /** So much of the keys L1 has room for, in percent. */
    private static final int ROOM = 2;

    private static final Duration TTL = Duration.ofMinutes(10);
    private static final Duration BETWEEN_READS = Duration.ofMillis(10);
    private static final String SPEC =
            "ttl=10m, jitter=0%, refresh.after=100%, refresh.beta=0, l2.compression=none, l1.maximumSize=";

    private final int[] reads;
    private final int[] nodeOf;
    private final int nodes;
    private final long room;

    private Replays(int[] reads, int nodes) {
        this.reads = reads;
        this.nodes = nodes;
        this.room = (long) RecordedTrace.keys(reads) * ROOM / 100;
        this.nodeOf = new Random(1).ints(reads.length, 0, nodes).toArray();
    }

    /** What was answered where. */
    private record Answers(long byL1, long byL2, long queries) {}

    static List<Row> run(Length length) {
        List<Row> rows = new ArrayList<>();
        for (RecordedTrace trace : TRACES) {
            int[] reads = trace.reads(length.of(150_000, 1_000_000));
            for (int nodes : NODES) {
                Replays replay = new Replays(reads, nodes);
                String group = trace.title() + ", " + nodes + (nodes == 1 ? " node" : " nodes");
                rows.addAll(replay.rows(group));
            }
        }
        return rows;
    }

    private List<Row> rows(String group) {
        Answers bare = ofCaffeine();
        Answers twofold = ofTwofold();
        return List.of(
                row(TIERS + group, "Caffeine", bare.byL1, bare.byL1, "%"),
                row(TIERS + group, "Twofold, L1", twofold.byL1, bare.byL1, "%"),
                row(TIERS + group, "Twofold, L1 and L2", twofold.byL1 + twofold.byL2, bare.byL1, "%"),
                row(QUERIES + group, "Caffeine", bare.queries, bare.queries, "% of the reads"),
                row(QUERIES + group, "Twofold", twofold.queries, bare.queries, "% of the reads"));
    }

    private Row row(String group, String side, long count, long ofBase, String unit) {
        double ratio = (double) count / ofBase;
        return new Row(group, side, new Middle(ratio, ratio, ratio), 100.0 * count / reads.length, unit, -1);
    }

    private Answers ofCaffeine() {
        FakeTime time = new FakeTime();
        List<Cache<Integer, String>> caches = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            caches.add(Caffeine.newBuilder()
                    .maximumSize(room)
                    .expireAfterWrite(TTL)
                    .ticker(time::nanoTime)
                    .executor(Runnable::run)
                    .recordStats()
                    .build());
        }
        for (int i = 0; i < reads.length; i++) {
            var unused = caches.get(nodeOf[i]).get(reads[i], Replays::query);
            time.advance(BETWEEN_READS);
        }
        long hits = caches.stream().mapToLong(cache -> cache.stats().hitCount()).sum();
        return new Answers(hits, 0, reads.length - hits);
    }

    private Answers ofTwofold() {
        FakeTime time = new FakeTime();
        InMemoryServer server = new InMemoryServer(time);
        List<Twofold> managers = new ArrayList<>();
        List<TieredCache<Integer, String>> caches = new ArrayList<>();
        long[] queries = {0};
        try {
            for (int node = 0; node < nodes; node++) {
                Twofold manager = Twofold.builder()
                        .remote(new InMemoryRemote(server))
                        .time(time)
                        .executor(Runnable::run)
                        .build();
                managers.add(manager);
                caches.add(manager.cache("replay", Integer.class, String.class)
                        .spec(SPEC + room)
                        .loader((Integer key) -> {
                            queries[0]++;
                            return query(key);
                        })
                        .build());
            }
            for (int i = 0; i < reads.length; i++) {
                caches.get(nodeOf[i]).get(reads[i]);
                time.advance(BETWEEN_READS);
            }
            long byL1 =
                    caches.stream().mapToLong(cache -> cache.stats().l1Hits()).sum();
            return new Answers(byL1, reads.length - byL1 - queries[0], queries[0]);
        } finally {
            managers.forEach(Twofold::close);
        }
    }

    private static String query(int key) {
        return "row " + key;
    }
}
