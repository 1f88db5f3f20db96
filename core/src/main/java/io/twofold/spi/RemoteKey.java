package io.twofold.spi;

/**
 * A key as the remote tier knows it.
 *
 * @param shard the shard it belongs to, a stable function of {@code id}
 * @param name what the entry is stored under: bounded in length, equal to {@code id} for ordinary keys
 *     and a digest of it for long ones
 * @param id the complete identity of the key, tenant included; injective, never empty. Invalidations
 *     carry it, so that a receiver can find the key in its own process.
 */
public record RemoteKey(int shard, String name, String id) {
    /** Whether {@code name} is a digest, so that a stored entry must repeat the {@code id}. */
    public boolean isDigest() {
        return !name.equals(id);
    }
}
