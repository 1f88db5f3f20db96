package io.twofold.examples.fleet;

import io.twofold.CacheStats;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Recorder;

/** Counts what one node does, and hands out what happened since it was last asked. */
final class Meter {
    private final Recorder latencies = new Recorder(NodeStats.LONGEST_NANOS, NodeStats.DIGITS);
    private final LongAdder requests = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder changes = new LongAdder();
    private final LongAdder staleReads = new LongAdder();
    private final LongAdder violations = new LongAdder();
    private final LongAccumulator oldestStaleMicros = new LongAccumulator(Math::max, 0);
    private Map<Counter, Long> before = Map.of();

    void request(long nanos) {
        requests.increment();
        latencies.recordValue(Math.max(0, Math.min(nanos, NodeStats.LONGEST_NANOS)));
    }

    void failure() {
        failures.increment();
    }

    void change() {
        changes.increment();
    }

    /** Counts a read that was out of date for so long when it began. */
    void staleRead(long micros) {
        staleReads.increment();
        oldestStaleMicros.accumulate(micros);
        if (micros > ProductService.MAX_STALENESS.toMillis() * 1_000) {
            violations.increment();
        }
    }

    /** What happened since the call before. */
    synchronized NodeStats interval(CacheStats cache, long queries) {
        Map<Counter, Long> now = new EnumMap<>(Counter.class);
        now.put(Counter.REQUESTS, requests.sum());
        now.put(Counter.FAILURES, failures.sum());
        now.put(Counter.CHANGES, changes.sum());
        now.put(Counter.STALE_READS, staleReads.sum());
        now.put(Counter.VIOLATIONS, violations.sum());
        now.put(Counter.QUERIES, queries);
        now.put(Counter.L1_HITS, cache.l1Hits());
        now.put(Counter.L2_HITS, cache.l2Hits());
        now.put(Counter.L2_MISSES, cache.l2Misses());
        now.put(Counter.JOINED, cache.joined());
        now.put(Counter.LOADS, cache.loads());
        now.put(Counter.SENT, cache.invalidationsSent());
        now.put(Counter.APPLIED, cache.invalidationsApplied());
        Map<Counter, Long> since = new EnumMap<>(Counter.class);
        now.forEach((counter, count) -> since.put(counter, count - before.getOrDefault(counter, 0L)));
        before = now;
        return new NodeStats(
                since,
                cache.pendingInvalidations(),
                oldestStaleMicros.getThenReset(),
                latencies.getIntervalHistogram());
    }
}
