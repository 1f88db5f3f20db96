package io.twofold.spi;

import java.util.List;

/**
 * The part of a shard's log after some position.
 *
 * @param head the shard's head at the instant of the reading
 * @param steps what the log still holds after that position, oldest first; it is for the reader to
 *     check, by the nonces, that nothing is missing
 */
public record LogSlice(Head head, List<Invalidation> steps) {
    public LogSlice {
        steps = List.copyOf(steps);
    }
}
