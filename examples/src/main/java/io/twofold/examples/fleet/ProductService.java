package io.twofold.examples.fleet;

import io.twofold.CacheStats;
import io.twofold.Delivery;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.redis.RedisTier;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The service that every node of the fleet runs: products, from the cache in front of the database. */
final class ProductService implements AutoCloseable {
    static final Duration MAX_STALENESS = Duration.ofSeconds(2);

    /** A node's own part has room for half of the products, so that Redis has something to do. */
    private static final String SPEC = "ttl=5m, l1.maximumSize=10_000, l2.timeout=2s, maxStaleness=2s";

    private static final int AT_ONCE = 64;

    private final ProductStore store;
    private final StalenessJudge judge;
    private final Twofold twofold;
    private final TieredCache<Long, Product> cache;

    ProductService(Connection connection, ProductStore store, StalenessJudge judge) {
        this.store = store;
        this.judge = judge;
        this.twofold = Twofold.builder()
                .namespace(connection.namespace())
                .remote(RedisTier.connect(connection.redis()))
                .build();
        this.cache = twofold.cache("products", Long.class, Product.class)
                .spec(SPEC)
                .loader(store::find)
                .build();
    }

    @Nullable
    Product find(long id) {
        return cache.get(id);
    }

    @Nullable
    Product findInDatabase(long id) throws SQLException, InterruptedException {
        return store.find(id);
    }

    /** Changes a row and then the cache; tells the judge from when on nobody should see the old value. */
    void change(long id, long priceCents, int stock) throws SQLException, InterruptedException {
        long version = store.change(id, priceCents, stock);
        if (cache.invalidate(id) == Delivery.ACKNOWLEDGED) {
            judge.acknowledged(id, version);
        }
    }

    /** The same change without a cache. */
    void changeInDatabase(long id, long priceCents, int stock) throws SQLException, InterruptedException {
        store.change(id, priceCents, stock);
    }

    /** Empties the cache, on every node and in Redis. */
    void clear() {
        if (cache.clear() != Delivery.ACKNOWLEDGED) {
            throw new IllegalStateException("Redis didn't acknowledge that the cache was cleared");
        }
    }

    CacheStats stats() {
        return cache.stats();
    }

    /** How many entries the cache served when asked for every product, and how many of them differ from their rows. */
    record Comparison(long compared, long stale) {}

    /**
     * Compares all that the cache serves with the database. The most popular products come first: those are what
     * this process holds, and reading the others through may push some of them out.
     */
    Comparison compare() throws SQLException, InterruptedException {
        Map<Long, Product> rows = store.all();
        long compared = 0;
        long stale = 0;
        PrimitiveIterator.OfLong ids = Catalog.idsByRank().iterator();
        while (ids.hasNext()) {
            List<CompletableFuture<@Nullable Product>> reads = new ArrayList<>();
            while (ids.hasNext() && reads.size() < AT_ONCE) {
                reads.add(cache.async().getIfPresent(ids.nextLong()));
            }
            for (CompletableFuture<@Nullable Product> read : reads) {
                Product served = read.join();
                if (served != null) {
                    compared++;
                    stale += served.equals(rows.get(served.id())) ? 0 : 1;
                }
            }
        }
        return new Comparison(compared, stale);
    }

    @Override
    public void close() {
        twofold.close();
    }
}
