package io.twofold;

/** How far a change of the cache has come when the call returns. In this process it always holds. */
public enum Delivery {
    /**
     * The remote tier has accepted the change: no read anywhere that begins more than {@code maxStaleness}
     * later returns what was cached before it.
     */
    ACKNOWLEDGED,
    /**
     * The remote tier couldn't be reached, or didn't answer in time. This node keeps the change and repeats
     * it until it is accepted; until then other nodes may still serve what they hold.
     */
    PENDING
}
