package io.twofold.benchmarks.peers;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
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
 * @param kept which keys may stay in the process, for those that can choose: {@link HandWritten}, and Twofold; null for
 *     all
 */
public record Making(
        String uri,
        Supplier<Config> redisson,
        String name,
        int room,
        Duration ttl,
        @Nullable Function<String, Object> loader,
        @Nullable Predicate<String> kept) {
    /** One that loads nothing, of entries that may all stay in the process. */
    public Making(String uri, Supplier<Config> redisson, String name, int room, Duration ttl) {
        this(uri, redisson, name, room, ttl, null, null);
    }

    /** As this, with another loader. */
    public Making with(Function<String, Object> other) {
        return new Making(uri, redisson, name, room, ttl, other, kept);
    }

    /** As this, with another room. */
    public Making with(int entries) {
        return new Making(uri, redisson, name, entries, ttl, loader, kept);
    }

    /** As this, with another time to live. */
    public Making with(Duration life) {
        return new Making(uri, redisson, name, room, life, loader, kept);
    }

    /** As this, with another name. */
    public Making named(String other) {
        return new Making(uri, redisson, other, room, ttl, loader, kept);
    }

    /** As this, where only some keys may stay in the process. */
    public Making keeping(Predicate<String> some) {
        return new Making(uri, redisson, name, room, ttl, loader, some);
    }
}
