package io.twofold.internal;

import io.twofold.CacheSpec;
import io.twofold.EntryWeigher;

/** What the entries of a cache weigh. */
final class Weighers {
    private Weighers() {}

    /**
     * By the user's weigher, or 1 each.
     *
     * @throws IllegalArgumentException if there is a weigher and no maximum weight, or the other way round
     */
    static <K, V> EntryWeigher<Object, V> of(CacheConfig<K, V> config, CacheSpec spec) {
        EntryWeigher<? super K, ? super V> user = config.weigher();
        if (spec.l1MaximumWeight().isPresent() != (user != null)) {
            throw new IllegalArgumentException("cache '" + config.name() + "': l1.maximumWeight and weigher(...) go"
                    + " together; " + (user == null ? "the weigher" : "the setting l1.maximumWeight") + " is missing");
        }
        return user == null ? (key, value) -> 1 : (key, value) -> user.weigh(Weighers.<K>unscoped(key), value);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // L1's keys are the user's, bare or in a ScopedKey
    private static <K> K unscoped(Object key) {
        return (K) (key instanceof ScopedKey scoped ? scoped.key : key);
    }
}
