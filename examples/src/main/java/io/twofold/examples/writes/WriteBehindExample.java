package io.twofold.examples.writes;

import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.EmbeddedRedis;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;

/** Counts stock in Redis, and has the database follow in batches. */
public final class WriteBehindExample {
    private static final int SALES = 2_000;
    private static final int PRODUCTS = 20;

    private WriteBehindExample() {}

    /** Needs nothing but Java: server and database are brought along. */
    public static void main(String[] arguments) throws SQLException {
        run(System.out);
    }

    static void run(PrintStream out) throws SQLException {
        System.setProperty("h2.bindAddress", "127.0.0.1"); // before H2's classes are loaded: it reads it once
        String name = "stock" + UUID.randomUUID();
        JdbcConnectionPool keepsItAlive =
                JdbcConnectionPool.create("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1", "shop", "secret");
        try (Connection connection = keepsItAlive.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE stock (sku VARCHAR(100) PRIMARY KEY, units INT, version BIGINT NOT NULL)");
        }
        Server server = Server.createTcpServer("-tcpPort", "0").start();
        JdbcConnectionPool database = JdbcConnectionPool.create(
                "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:" + name, "shop", "secret");
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            sell(redis.uri(), database, out);
        } finally {
            database.dispose();
            server.stop();
            keepsItAlive.dispose();
        }
    }

    private static void sell(String redis, DataSource database, PrintStream out) throws SQLException {
        try (Twofold twofold =
                Twofold.builder().remote(RedisTier.connect(redis)).build()) {
            TieredCache<String, Integer> stock = twofold.cache("stock", String.class, Integer.class)
                    .spec("ttl=10m, write=behind, write.delay=200ms, l2.timeout=5s")
                    .loader(sku -> units(database, sku))
                    .batchWriter(new StockWriter(database))
                    .build();
            for (int sale = 0; sale < SALES; sale++) {
                stock.put("sku-" + sale % PRODUCTS, SALES - sale);
            }
            stock.remove("sku-0");
            out.println("sku-1 in the cache: " + stock.get("sku-1") + ", sku-0: " + stock.get("sku-0"));
            out.println("flushed: " + stock.flush(Duration.ofSeconds(30)).isComplete());
            out.println("sku-1 in the database: " + units(database, "sku-1") + ", sku-0: " + units(database, "sku-0"));
            out.println("few statements: " + (stock.stats().writeBehind().written() < SALES / 2));
        }
    }

    private static @Nullable Integer units(DataSource database, String sku) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT units FROM stock WHERE sku = ?")) {
            select.setString(1, sku);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getObject(1, Integer.class) : null;
            }
        }
    }
}
