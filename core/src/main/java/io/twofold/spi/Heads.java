package io.twofold.spi;

import java.util.List;

/**
 * Heads that were asked for. Of a shard that is in neither list the server didn't answer.
 *
 * @param known the heads, in the order asked
 * @param unconfirmed the shards whose server answered, while fewer replicas than {@link RemoteCache#replicas()} did in
 *     time: it may have been deposed, so its head is no proof
 */
public record Heads(List<Head> known, List<Integer> unconfirmed) {
    public Heads {
        known = List.copyOf(known);
        unconfirmed = List.copyOf(unconfirmed);
    }

    /** All of them are known. */
    public static Heads of(List<Head> known) {
        return new Heads(known, List.of());
    }
}
