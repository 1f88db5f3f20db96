package io.twofold.spi;

/**
 * What became of a fill.
 *
 * @param stored whether the entry was stored; false when the lease was no longer held, a write is in
 *     progress, or the shard was cleared or one of the tags invalidated since the grant
 * @param head the shard's head at that instant
 */
public record FillReply(boolean stored, Head head) {}
