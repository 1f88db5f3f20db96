package io.twofold.spi;

/**
 * Turns keys into text and back. The text is what stands in the remote tier and in the invalidations that
 * nodes send each other.
 *
 * <p>{@code decode(encode(k)).equals(k)} must hold for every key, which makes the encoding injective: no
 * two different keys share a text. The text must not depend on the process (no identity hash codes).
 * Safe for use by many threads.
 *
 * @param <K> the type of the keys
 */
public interface KeyCodec<K> {
    /** The text of a key; any characters, may be empty. */
    String encode(K key);

    /**
     * The key of a text.
     *
     * @throws CodecException if it isn't the text of a key
     */
    K decode(String text);
}
