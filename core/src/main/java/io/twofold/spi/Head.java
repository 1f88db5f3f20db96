package io.twofold.spi;

/**
 * The newest position of a shard together with the identity of the invalidation that made it.
 *
 * <p>Two histories that forked (a failover that lost writes, say) may reuse a position; the nonce
 * tells them apart.
 *
 * @param shard the shard
 * @param position its newest position
 * @param nonce the nonce of the invalidation at that position, or the empty string if the epoch has
 *     seen none yet
 */
public record Head(int shard, Position position, String nonce) {}
