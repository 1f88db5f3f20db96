package io.twofold.redis;

import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteKey;
import java.util.ArrayList;
import java.util.List;
import org.redisson.config.NameMapper;

/**
 * What everything of one cache is called in Redis. All of a shard carries the same hash tag, so that one script
 * sees it together, in a Redis Cluster too.
 *
 * <pre>
 *   tf:{namespace:cache:shard}:c         control of the shard
 *   tf:{namespace:cache:shard}:x         its log
 *   tf:{namespace:cache:shard}:t         floors of tags
 *   tf:{namespace:cache:shard}:e:name    the entry of a key
 *   tf:{namespace:cache:shard}:l:name    the lease of a key
 *   tf:{namespace:cache:shard}:g:name    the write guards of a key
 *   tf:{namespace:cache:shard}:b         its dirty values
 *   tf:{namespace:cache:shard}:q         the queue of them, by age
 *   tf:{namespace:cache:shard}:a         how often some of them couldn't be written
 *   tf:{namespace:cache:shard}:k         those that were set aside
 *   tf:{namespace:cache:shard}:v         counters of versions and of fencing tokens
 *   tf:{namespace:cache:shard}:h         who writes them to the source
 *   tf:{namespace:cache}:d               how the cache is laid out
 *   tf:{namespace:cache}:p               permits for refreshes
 *   tf:{namespace:cache}:h               keys that nodes use most
 *   tf:{namespace:cache}:ch              channel of announcements
 *   tf:{namespace:cache}:w:node          channel on which a node is woken
 * </pre>
 */
final class KeyLayout {
    private final String cache;
    private final String nodeId;
    private final List<String> shards = new ArrayList<>();
    /** What the entries of each shard begin with. */
    private final List<String> entries = new ArrayList<>();

    KeyLayout(RemoteCache cache) {
        this.cache = "tf:{" + cache.namespace() + ":" + cache.name() + "}";
        this.nodeId = cache.nodeId();
        for (int shard = 0; shard < cache.shards(); shard++) {
            String name = "tf:{" + cache.namespace() + ":" + cache.name() + ":" + shard + "}";
            shards.add(name);
            entries.add(name + ":e:");
        }
    }

    /** How many there are. */
    int shards() {
        return shards.size();
    }

    String control(int shard) {
        return shards.get(shard) + ":c";
    }

    String log(int shard) {
        return shards.get(shard) + ":x";
    }

    String tags(int shard) {
        return shards.get(shard) + ":t";
    }

    String entry(RemoteKey key) {
        return entries.get(key.shard()).concat(key.name());
    }

    String lease(RemoteKey key) {
        return shards.get(key.shard()) + ":l:" + key.name();
    }

    String guards(RemoteKey key) {
        return shards.get(key.shard()) + ":g:" + key.name();
    }

    /** What the scripts that read and fill take. */
    List<String> keysOf(RemoteKey key) {
        return List.of(control(key.shard()), log(key.shard()), entry(key), lease(key), guards(key), tags(key.shard()));
    }

    /**
     * The script that puts dirty values names entries and leases after their shard's control, whatever stands before.
     *
     * @throws IllegalArgumentException if a name mapper changes more than what stands before a name
     */
    void checkThatNamesKeepTheirEnds(NameMapper mapper) {
        String control = mapper.map(control(0));
        String before = control.substring(0, Math.max(0, control.length() - 1));
        RemoteKey key = new RemoteKey(0, "name", "name");
        if (!control.equals(before + "c")
                || !mapper.map(entry(key)).equals(before + "e:name")
                || !mapper.map(lease(key)).equals(before + "l:name")) {
            throw new IllegalArgumentException(
                    "write=behind needs a name mapper that only puts something before a name;"
                            + " this client's calls '" + entry(key) + "' '" + mapper.map(entry(key)) + "'");
        }
    }

    String dirty(int shard) {
        return shards.get(shard) + ":b";
    }

    String queue(int shard) {
        return shards.get(shard) + ":q";
    }

    String attempts(int shard) {
        return shards.get(shard) + ":a";
    }

    String dead(int shard) {
        return shards.get(shard) + ":k";
    }

    String counters(int shard) {
        return shards.get(shard) + ":v";
    }

    String holder(int shard) {
        return shards.get(shard) + ":h";
    }

    String descriptor() {
        return cache + ":d";
    }

    String permits() {
        return cache + ":p";
    }

    String hotKeys() {
        return cache + ":h";
    }

    String announcements() {
        return cache + ":ch";
    }

    String wakeups() {
        return cache + ":w:" + nodeId;
    }
}
