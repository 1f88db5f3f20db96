package io.twofold.examples.fleet;

/** What a node counts. */
enum Counter {
    REQUESTS,
    FAILURES,
    L1_HITS,
    L2_HITS,
    L2_MISSES,
    JOINED,
    LOADS,
    QUERIES,
    CHANGES,
    SENT,
    APPLIED,
    STALE_READS,
    VIOLATIONS
}
