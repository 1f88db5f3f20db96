package io.twofold.examples.fleet;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.UUID;
import org.h2.tools.Server;

/** The one database of the fleet: an H2 in this process, in memory, which the nodes reach by TCP. */
final class Database implements AutoCloseable {
    static final String USER = "fleet";

    private static final int BATCH = 1_000;

    private final Server server;
    private final Connection keepsItAlive;
    private final String url;

    private Database(Server server, Connection keepsItAlive, String url) {
        this.server = server;
        this.keepsItAlive = keepsItAlive;
        this.url = url;
    }

    static Database start() {
        System.setProperty("h2.bindAddress", "127.0.0.1"); // before H2's classes are loaded: it reads it once
        String password = UUID.randomUUID().toString();
        try {
            Connection connection =
                    DriverManager.getConnection("jdbc:h2:mem:shop;DB_CLOSE_ON_EXIT=FALSE", USER, password);
            fill(connection);
            Server server = Server.createTcpServer("-tcpPort", "0").start();
            String url = "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:shop;IFEXISTS=TRUE;PASSWORD=" + password;
            return new Database(server, connection, url);
        } catch (SQLException e) {
            throw new FleetException("the database doesn't start: " + e.getMessage(), e);
        }
    }

    private static void fill(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE TABLE product (
                        id BIGINT PRIMARY KEY,
                        name VARCHAR(100) NOT NULL,
                        price_cents BIGINT NOT NULL,
                        stock INT NOT NULL,
                        version BIGINT NOT NULL)
                    """);
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO product VALUES (?, ?, ?, ?, ?)")) {
            Iterator<Product> products = Catalog.products().iterator();
            for (int row = 1; products.hasNext(); row++) {
                Product product = products.next();
                insert.setLong(1, product.id());
                insert.setString(2, product.name());
                insert.setLong(3, product.priceCents());
                insert.setInt(4, product.stock());
                insert.setLong(5, product.version());
                insert.addBatch();
                if (row % BATCH == 0 || !products.hasNext()) {
                    insert.executeBatch();
                }
            }
        }
    }

    /** Where the nodes find it; holds the password. */
    String url() {
        return url;
    }

    @Override
    public void close() {
        server.stop();
        try {
            keepsItAlive.close();
        } catch (SQLException e) {
            throw new FleetException("the database doesn't stop: " + e.getMessage(), e);
        }
    }
}
