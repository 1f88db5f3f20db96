package io.twofold.spi;

import java.time.Duration;

/**
 * What a remote tier is told of the cache that it serves.
 *
 * @param namespace the manager's namespace
 * @param name the cache's name
 * @param shards into how many shards it is cut
 * @param nodeId identifies this node's use of the cache; unique in the fleet
 * @param timeout how long one operation may take
 * @param logLength how many steps the log of a shard keeps, at least
 * @param replicas how many replicas must have a change before it counts as made; 0 for none
 * @param writeBehind whether it has values that the source doesn't have yet, which reads must find
 */
public record RemoteCache(
        String namespace,
        String name,
        int shards,
        String nodeId,
        Duration timeout,
        int logLength,
        int replicas,
        boolean writeBehind) {
    /** Without write-behind. */
    public RemoteCache(
            String namespace, String name, int shards, String nodeId, Duration timeout, int logLength, int replicas) {
        this(namespace, name, shards, nodeId, timeout, logLength, replicas, false);
    }

    /** Without replicas. */
    public RemoteCache(String namespace, String name, int shards, String nodeId, Duration timeout, int logLength) {
        this(namespace, name, shards, nodeId, timeout, logLength, 0, false);
    }
}
