package io.twofold;

/**
 * Says how much of {@code l1.maximumWeight} an entry takes up. Called once when an entry is installed in L1.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface EntryWeigher<K, V> {
    /** The weight of an entry, at least 0; in whatever unit the maximum is given. */
    int weigh(K key, V value);
}
