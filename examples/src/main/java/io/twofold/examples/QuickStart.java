package io.twofold.examples;

import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.EmbeddedRedis;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The example of the README, against a Redis that it starts itself. */
public final class QuickStart {
    private QuickStart() {}

    /** What is cached. */
    public record Product(long id, String name, long priceCents) {}

    /** Runs it; needs no arguments. */
    public static void main(String[] args) {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            run(redis.uri(), System.out);
        }
    }

    static void run(String redisUri, PrintStream out) {
        Database database = new Database(out);
        try (Twofold twofold =
                Twofold.builder().remote(RedisTier.connect(redisUri)).build()) {
            TieredCache<Long, Product> products = twofold.cache("products", Long.class, Product.class)
                    .spec("ttl=10m, l1.maximumSize=50_000")
                    .loader(database::findProduct)
                    .build();
            out.println("first read:  " + products.get(42L));
            out.println("second read: " + products.get(42L));
            database.changePrice(42, 4_490);
            products.invalidate(42L);
            out.println("after the price changed: " + products.get(42L));
            out.println("answered by this process: " + products.stats().l1Hits() + ", loaded: "
                    + products.stats().loads());
        }
    }

    /** Stands for the real one; says when it is asked. */
    private static final class Database {
        private final Map<Long, Product> rows = new ConcurrentHashMap<>();
        private final PrintStream out;

        Database(PrintStream out) {
            this.out = out;
            rows.put(42L, new Product(42, "Walnut Desk Lamp", 4_990));
        }

        Product findProduct(long id) {
            out.println("  (the database is asked for product " + id + ")");
            return rows.getOrDefault(id, new Product(id, "unknown", 0));
        }

        void changePrice(long id, long priceCents) {
            rows.computeIfPresent(id, (key, old) -> new Product(id, old.name(), priceCents));
        }
    }
}
