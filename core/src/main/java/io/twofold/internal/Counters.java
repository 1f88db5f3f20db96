package io.twofold.internal;

import io.twofold.CacheStats;
import io.twofold.WriteBehindStats;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** What one cache counts. Striped, so that counting costs readers no contention. */
final class Counters {
    final LongAdder l1Hits = new LongAdder();
    final LongAdder l2Hits = new LongAdder();
    final LongAdder l2Misses = new LongAdder();
    final LongAdder joined = new LongAdder();
    final LongAdder loads = new LongAdder();
    final LongAdder loadFailures = new LongAdder();
    final LongAdder loadNanos = new LongAdder();
    final LongAdder bulkLoads = new LongAdder();
    final LongAdder loadTimeouts = new LongAdder();
    final LongAdder refreshes = new LongAdder();
    final LongAdder refreshFailures = new LongAdder();
    final LongAdder refreshesPutOff = new LongAdder();
    final LongAdder staleServed = new LongAdder();
    final LongAdder waits = new LongAdder();
    final LongAdder rejectedFills = new LongAdder();
    final LongAdder invalidationsSent = new LongAdder();
    final LongAdder invalidationsApplied = new LongAdder();
    final LongAdder gaps = new LongAdder();
    final LongAdder shardDrops = new LongAdder();
    final LongAdder undecodable = new LongAdder();
    final LongAdder unencodable = new LongAdder();
    final LongAdder remoteFailures = new LongAdder();
    final LongAdder audits = new LongAdder();
    final LongAdder auditMismatches = new LongAdder();
    final LongAdder breakerOpenings = new LongAdder();
    final LongAdder evictions = new LongAdder();
    final LongAdder warmedEntries = new LongAdder();

    CacheStats snapshot(long pendingInvalidations, long l1Size, long openShards, WriteBehindStats writeBehind) {
        return new CacheStats(
                l1Hits.sum(),
                l2Hits.sum(),
                l2Misses.sum(),
                joined.sum(),
                loads.sum(),
                loadFailures.sum(),
                Duration.ofNanos(loadNanos.sum()),
                bulkLoads.sum(),
                loadTimeouts.sum(),
                refreshes.sum(),
                refreshFailures.sum(),
                refreshesPutOff.sum(),
                staleServed.sum(),
                waits.sum(),
                rejectedFills.sum(),
                invalidationsSent.sum(),
                invalidationsApplied.sum(),
                gaps.sum(),
                shardDrops.sum(),
                undecodable.sum(),
                unencodable.sum(),
                remoteFailures.sum(),
                pendingInvalidations,
                evictions.sum(),
                l1Size,
                audits.sum(),
                auditMismatches.sum(),
                breakerOpenings.sum(),
                openShards,
                warmedEntries.sum(),
                writeBehind);
    }
}
