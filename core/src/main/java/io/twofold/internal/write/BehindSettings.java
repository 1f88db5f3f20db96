package io.twofold.internal.write;

import io.twofold.CacheSpec;
import io.twofold.spi.RandomSource;
import io.twofold.spi.TimeSource;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What write-behind goes by.
 *
 * @param cache the name of the cache
 * @param shards into how many the cache is cut
 * @param nodeId identifies this node's use of it
 * @param warn hears what an operator should know
 */
public record BehindSettings(
        String cache,
        CacheSpec spec,
        int shards,
        String nodeId,
        Executor executor,
        TimeSource time,
        RandomSource random,
        Warning warn) {
    /** Says something to the operator. */
    public interface Warning {
        void say(String message, @Nullable Throwable cause);
    }
}
