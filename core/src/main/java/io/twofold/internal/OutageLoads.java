package io.twofold.internal;

import io.twofold.RemoteTierException;
import io.twofold.policy.Rate;
import io.twofold.spi.TimeSource;
import org.jspecify.annotations.Nullable;

/**
 * Spares the source while the remote tier can't be asked: each node loads for itself then, so that a fleet may ask for
 * much more than at other times.
 */
final class OutageLoads {
    private final String cache;
    private final TimeSource time;
    private final @Nullable Rate rate;

    /** @param rate how many are admitted; null for all */
    OutageLoads(String cache, TimeSource time, @Nullable Rate rate) {
        this.cache = cache;
        this.time = time;
        this.rate = rate;
    }

    /** Null if one more load may be begun now, else what its caller gets in its place. */
    @Nullable
    RemoteTierException refusal() {
        if (rate == null || rate.admits(time.nanoTime())) {
            return null;
        }
        return new RemoteTierException(
                "cache '" + cache
                        + "': the remote tier can't be asked, and this node has begun as many loads without it"
                        + " as outage.loadRate allows; try again later",
                null);
    }
}
