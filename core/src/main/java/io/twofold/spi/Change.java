package io.twofold.spi;

import java.util.List;

/**
 * A change of a shard that other nodes must hear of. Each is atomic with the step of the shard's
 * history that announces it.
 */
public sealed interface Change {
    /** The shard it changes. */
    int shard();

    /** The unique identity that the step will carry. */
    String nonce();

    /**
     * Deletes the entries and leases of some keys.
     *
     * @param shard the shard of every one of the keys
     * @param keys at least one key
     * @param nonce the identity of the step
     */
    record Invalidate(int shard, List<RemoteKey> keys, String nonce) implements Change {
        public Invalidate {
            keys = List.copyOf(keys);
        }
    }

    /**
     * Replaces one entry and deletes its lease.
     *
     * @param key the key
     * @param envelope the bytes to store
     * @param ttlMillis its time to live in milliseconds, at least 1
     * @param nonce the identity of the step
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed over, never compared
    record Put(RemoteKey key, byte[] envelope, long ttlMillis, String nonce) implements Change {
        @Override
        public int shard() {
            return key.shard();
        }
    }

    /**
     * Makes every entry filled so far a miss, without touching each.
     *
     * @param shard the shard
     * @param nonce the identity of the step
     */
    record Clear(int shard, String nonce) implements Change {}
}
