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

    /** The keys whose entries it changes; empty if it names none. */
    default List<RemoteKey> keys() {
        return List.of();
    }

    /** What its step does; a put that is refused is a {@link Invalidation.Kind#KEYS} in the end. */
    default Invalidation.Kind kind() {
        return Invalidation.Kind.KEYS;
    }

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
     * Ends the lives of some keys' entries, and deletes their leases. What is to be kept past its life, in case a load
     * fails, is kept; nothing else of it is ever served again.
     *
     * @param shard the shard of every one of the keys
     * @param keys at least one key
     * @param nonce the identity of the step
     */
    record Expire(int shard, List<RemoteKey> keys, String nonce) implements Change {
        public Expire {
            keys = List.copyOf(keys);
        }

        @Override
        public Invalidation.Kind kind() {
            return Invalidation.Kind.EXPIRE;
        }
    }

    /**
     * Replaces one entry and deletes its lease. While a write of the key is in progress nothing is stored: then this
     * is an {@link Invalidate}, and the step says so.
     *
     * @param key the key
     * @param entry what to store
     * @param nonce the identity of the step
     */
    record Put(RemoteKey key, NewEntry entry, String nonce) implements Change {
        @Override
        public int shard() {
            return key.shard();
        }

        @Override
        public List<RemoteKey> keys() {
            return List.of(key);
        }

        @Override
        public Invalidation.Kind kind() {
            return Invalidation.Kind.PUT;
        }
    }

    /**
     * Begins a write of some keys: as {@link Invalidate}, and from then on nothing is stored under them, neither by a
     * fill nor by a put, until the write has ended or its guard has run out. Several writes of a key may overlap;
     * each has a guard of its own.
     *
     * @param shard the shard of every one of the keys
     * @param keys at least one key
     * @param nonce the identity of the step
     * @param token identifies the write
     * @param guardMillis how long the guard lasts unless prolonged, in milliseconds
     */
    record BeginWrite(int shard, List<RemoteKey> keys, String nonce, String token, long guardMillis) implements Change {
        public BeginWrite {
            keys = List.copyOf(keys);
        }
    }

    /**
     * Ends a write, whether its guard is still there or not: as {@link Invalidate}.
     *
     * @param shard the shard of every one of the keys
     * @param keys those of the beginning
     * @param nonce the identity of the step
     * @param token identifies the write
     */
    record EndWrite(int shard, List<RemoteKey> keys, String nonce, String token) implements Change {
        public EndWrite {
            keys = List.copyOf(keys);
        }
    }

    /**
     * Ends a write of one key, and stores what it wrote if it was alone from its beginning: its guard is still there
     * and never overlapped another write or a change of the key, the shard's epoch is the same, and neither the
     * shard's floor nor that of a tag has risen since. Then it is as a {@link Put}, else as an {@link EndWrite}; the
     * step says which.
     *
     * @param key the key
     * @param entry what to store
     * @param nonce the identity of the step
     * @param token identifies the write
     * @param begunAt the position of the step that began the write
     */
    record EndWriteStoring(RemoteKey key, NewEntry entry, String nonce, String token, Position begunAt)
            implements Change {
        @Override
        public int shard() {
            return key.shard();
        }

        @Override
        public List<RemoteKey> keys() {
            return List.of(key);
        }

        @Override
        public Invalidation.Kind kind() {
            return Invalidation.Kind.PUT;
        }
    }

    /**
     * Makes every entry filled so far that has one of some tags a miss, without touching each.
     *
     * @param shard the shard
     * @param tags the identities of the tags, at least one
     * @param nonce the identity of the step
     */
    record InvalidateTags(int shard, List<String> tags, String nonce) implements Change {
        public InvalidateTags {
            tags = List.copyOf(tags);
        }

        @Override
        public Invalidation.Kind kind() {
            return Invalidation.Kind.TAGS;
        }
    }

    /**
     * Makes every entry filled so far a miss, without touching each.
     *
     * @param shard the shard
     * @param nonce the identity of the step
     */
    record Clear(int shard, String nonce) implements Change {
        @Override
        public Invalidation.Kind kind() {
            return Invalidation.Kind.CLEAR;
        }
    }
}
