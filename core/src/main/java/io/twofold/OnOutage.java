package io.twofold;

/** What this process does with its entries once the remote tier hasn't answered for {@code maxStaleness}. */
public enum OnOutage {
    /**
     * Loads a key again whose entry is older than {@code maxStaleness}, and serves that for as long: the bound holds,
     * and the source sees about one load for each key, node and {@code maxStaleness}.
     */
    BOUNDED,
    /** Serves what it has until its time to live ends: the source is spared, and the bound doesn't hold. */
    SERVE,
    /** Loads for every read, and serves nothing that was loaded for another: as if there were no cache. */
    BYPASS
}
