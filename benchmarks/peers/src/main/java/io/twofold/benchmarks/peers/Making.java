package io.twofold.benchmarks.peers;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.config.Config;

/**
 * How a cache is made, the same for all that are compared.
 *
 * @param uri of Redis: {@code redis://host:port}
 * @param redisson the settings of a Redisson client, made anew for each; its codec is set by who uses it
 * @param name of the cache; nodes of one cache share it
 * @param room entries in the process; 0 for as few as the cache can be told to hold
 * @param ttl of an entry in every tier that can have one
 * @param loader what a missing value is loaded by; null if nothing is loaded
 */
public record Making(
        String uri,
        Supplier<Config> redisson,
        String name,
        int room,
        Duration ttl,
        @Nullable Function<String, Object> loader) {
    /** As this, with another loader. */
    public Making with(Function<String, Object> other) {
        return new Making(uri, redisson, name, room, ttl, other);
    }

    /** As this, with another room. */
    public Making with(int entries) {
        return new Making(uri, redisson, name, entries, ttl, loader);
    }

    /** As this, with another name. */
    public Making named(String other) {
        return new Making(uri, redisson, other, room, ttl, loader);
    }
}
