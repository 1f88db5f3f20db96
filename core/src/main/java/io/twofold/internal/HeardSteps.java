package io.twofold.internal;

import io.twofold.spi.Invalidation;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the steps of other nodes that were applied here, each once: one that was heard of before the steps ahead of
 * it is in the log too, from which those are read. Thread-safe.
 */
final class HeardSteps {
    private final Counters counters;
    /** For each shard the nonces of the steps that were announced while others before them were missing. */
    private final Map<Integer, Set<String>> aheadOfGaps = new ConcurrentHashMap<>();

    HeardSteps(Counters counters) {
        this.counters = counters;
    }

    /** A step was announced and applied. */
    void announced(Invalidation step, boolean isAheadOfGap) {
        counters.invalidationsApplied.increment();
        if (isAheadOfGap) {
            aheadOfGaps
                    .computeIfAbsent(step.shard(), shard -> ConcurrentHashMap.newKeySet())
                    .add(step.nonce());
        }
    }

    /** A step was found in the log and applied. */
    void foundInLog(Invalidation step) {
        if (!aheadOfGaps.getOrDefault(step.shard(), Set.of()).contains(step.nonce())) {
            counters.invalidationsApplied.increment();
        }
    }

    /** The shard's log has been read, or can't be: what was announced so far isn't met again. */
    void gapClosed(int shard) {
        aheadOfGaps.remove(shard);
    }
}
