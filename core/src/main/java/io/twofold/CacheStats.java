package io.twofold;

import java.time.Duration;

/**
 * What one node's use of one cache has counted since it was built. An immutable snapshot; the counts are
 * exact once all is quiet, and each for itself while it is not.
 *
 * @param l1Hits calls answered by this process's own entries
 * @param l2Hits reads of L2 that found the entry
 * @param l2Misses reads of L2 that did not
 * @param joined calls answered by a read or load that another call on this node had begun
 * @param loads loads that returned a value or null
 * @param loadFailures loads that threw
 * @param loadTime the time that loads took, all together
 * @param bulkLoads calls of the bulk loader
 * @param loadTimeouts loads, or waits for one elsewhere, that took longer than {@code load.hardTimeout}
 * @param refreshes refreshes before or after an entry's end, off the callers' path, that this node began
 * @param refreshFailures those of them that failed with nothing to fall back on
 * @param refreshesPutOff refreshes that were due and over a limit, left to a later hit
 * @param staleServed calls answered with a value past its time to live
 * @param waits times that this node waited for a load on another node
 * @param rejectedFills loaded values that L2 or L1 refused since an invalidation came in between
 * @param invalidationsSent steps that this node made: invalidations, puts and clears
 * @param invalidationsApplied steps of other nodes that this node applied
 * @param gaps times that this node found it had missed a step
 * @param shardDrops times that a shard's part of L1 was dropped, since what was missed couldn't be told
 * @param undecodable entries of L2 that couldn't be decoded, each a miss
 * @param unencodable loaded values that couldn't be encoded or were too large, kept in L1 only
 * @param remoteFailures operations that the remote tier didn't answer in time, or refused
 * @param pendingInvalidations changes that wait for the remote tier to come back; now, not since the start
 * @param evictions entries that L1 evicted for room
 * @param l1Size entries in L1, about; now, not since the start
 * @param audits audits that came to a conclusion: reads that were compared with the source
 * @param auditMismatches those of them that found a wrong value
 * @param breakerOpenings times that this node began to do without the remote tier, or a part of it, since it didn't
 *     answer
 * @param openShards shards for which it does so; now, not since the start
 * @param warmedEntries entries that this node read from L2 ahead of their first use, after its start
 * @param writeBehind how it stands with what the source doesn't have yet
 */
public record CacheStats(
        long l1Hits,
        long l2Hits,
        long l2Misses,
        long joined,
        long loads,
        long loadFailures,
        Duration loadTime,
        long bulkLoads,
        long loadTimeouts,
        long refreshes,
        long refreshFailures,
        long refreshesPutOff,
        long staleServed,
        long waits,
        long rejectedFills,
        long invalidationsSent,
        long invalidationsApplied,
        long gaps,
        long shardDrops,
        long undecodable,
        long unencodable,
        long remoteFailures,
        long pendingInvalidations,
        long evictions,
        long l1Size,
        long audits,
        long auditMismatches,
        long breakerOpenings,
        long openShards,
        long warmedEntries,
        WriteBehindStats writeBehind) {

    /** Calls for a value that L1 didn't answer. */
    public long l1Misses() {
        return l2Hits + l2Misses + joined;
    }

    /** The part of calls that L1 answered, 0 to 1; 1 if there were none. */
    public double l1HitRate() {
        return rate(l1Hits, l1Hits + l1Misses());
    }

    /** The part of reads of L2 that found the entry, 0 to 1; 1 if there were none. */
    public double l2HitRate() {
        return rate(l2Hits, l2Hits + l2Misses);
    }

    /** The part of calls that needed no load of this node's, 0 to 1; 1 if there were none. */
    public double hitRate() {
        long calls = l1Hits + l1Misses();
        return rate(Math.max(0, calls - loads - loadFailures), calls);
    }

    /**
     * How consistent audited reads were, in nines: 3 if one of a thousand was wrong. At most what so many audits can
     * show: after a thousand without a mismatch it is 3 as well; 0 after none.
     */
    public double consistencyNines() {
        return audits == 0 ? 0.0 : Math.log10((double) audits / Math.max(1, auditMismatches));
    }

    private static double rate(long part, long whole) {
        return whole == 0 ? 1.0 : (double) part / whole;
    }
}
