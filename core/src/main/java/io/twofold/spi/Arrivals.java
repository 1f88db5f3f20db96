package io.twofold.spi;

/**
 * Hears of envelopes while the rest of a reply is still being read, so that they can be decoded meanwhile. It changes
 * nothing of what the reply says in the end: an envelope that was heard of may turn out to be of no hit.
 */
@FunctionalInterface
public interface Arrivals {
    /** An envelope has arrived, the very array that a reply will hold. Called by one thread at a time; must not block. */
    void arrived(byte[] envelope);
}
