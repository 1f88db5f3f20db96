package io.twofold;

import org.jspecify.annotations.Nullable;

/**
 * A value that the source refused as often as {@code write.attempts} says, and that was set aside. Reads don't find it:
 * they find what the source has.
 *
 * @param id the identity of the key, as text
 * @param tenant whose key it is; null for nobody's
 * @param key the key; null if this node can't decode it
 * @param value the value; null if the key was to be deleted, or this node can't decode it
 * @param version which version of the key's value
 * @param attempts how often it was tried alone
 * @param reason what the source said the last time
 * @param superseded whether a newer value of the key was put since; then it can only be dropped
 */
public record DeadLetter<K, V>(
        String id,
        @Nullable String tenant,
        @Nullable K key,
        @Nullable V value,
        long version,
        int attempts,
        String reason,
        boolean superseded) {}
