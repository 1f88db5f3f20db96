package io.twofold.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A load that has ended well.
 *
 * @param value what the source holds, or null
 * @param startedAt the monotonic time before the source was asked
 * @param costNanos how long it took
 * @param said what the loader said of the entry
 * @param <V> the type of the value
 */
record Loaded<V>(@Nullable V value, long startedAt, long costNanos, Said said) {
    /**
     * What a loader said of an entry beside its value.
     *
     * @param tags the identities of its tags
     * @param ttlMillis how long it is to live, or 0 for as long as the cache's entries do
     * @param validator what the value is to be recognized by
     * @param isProlonged whether it is the value that L2 has already, with the same tags and validator
     */
    record Said(List<String> tags, long ttlMillis, @Nullable String validator, boolean isProlonged) {
        static final Said NOTHING = new Said(List.of(), 0, null, false);
    }
}
