package io.twofold;

import java.util.List;

/**
 * The values of a cache that were set aside since the source refused them. They stay until somebody retries or drops
 * them; a later one of the same key takes the place of an earlier. Of every tenant. Safe for use by many threads. Every
 * method waits for the remote tier, and throws {@link RemoteTierException} if it doesn't answer.
 */
public interface DeadLetters<K, V> {
    /** Some of them, in no order: one round trip for each shard, or each hundred of a shard. */
    List<DeadLetter<K, V>> list(int atMost);

    /**
     * Has a value wait for the source again, with its old version, and be found by reads again.
     *
     * @return false, and nothing happened, if it isn't there any more or a newer value of the key was put since
     */
    boolean retry(DeadLetter<K, V> letter);

    /** As {@link #retry} for all there are; how many it did. */
    int retryAll();

    /** Forgets a value; false if it isn't there any more. */
    boolean drop(DeadLetter<K, V> letter);
}
