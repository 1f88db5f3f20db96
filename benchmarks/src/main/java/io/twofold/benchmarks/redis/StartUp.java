package io.twofold.benchmarks.redis;

import io.twofold.benchmarks.peers.ComparedCache;
import io.twofold.benchmarks.peers.Making;
import io.twofold.benchmarks.peers.Product;
import java.util.List;

/**
 * From the first line of what builds a cache, its client included, to its first hits: of a value that Redis holds, and
 * of the same again from the process's own memory. In a process that has started such before.
 */
public final class StartUp implements AutoCloseable {
    private static final String KEY = "product:1";

    /** Who does it; the first is the base. */
    public static final List<Contestant> CONTESTANTS = List.of(
            Contestant.HAND_WRITTEN_ALONE,
            Contestant.TWOFOLD,
            Contestant.HAND_WRITTEN,
            Contestant.LOCAL_CACHED_MAP,
            Contestant.JETCACHE,
            Contestant.JETCACHE_LETTUCE);

    private final Contestant contestant;
    private final Making making;
    private final ComparedCache other;

    /** Has Redis hold the value. */
    public StartUp(Contestant contestant, String uri) {
        this.contestant = contestant;
        this.making = Workbench.plain(uri, "start-up");
        this.other = contestant.open(making);
        other.put(KEY, Product.of(KEY, 300));
    }

    /** Starts, reads, and ends; returns how long it took until the second hit, in nanoseconds. */
    public long run() {
        long from = System.nanoTime();
        try (ComparedCache cache = contestant.open(making)) {
            read(cache);
            read(cache);
            return System.nanoTime() - from;
        }
    }

    private static void read(ComparedCache cache) {
        if (cache.get(KEY) == null) {
            throw new IllegalStateException("there is no value, so that this would measure something else");
        }
    }

    @Override
    public void close() {
        other.close();
    }
}
