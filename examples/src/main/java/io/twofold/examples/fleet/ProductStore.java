package io.twofold.examples.fleet;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The rows of the database, as one node reads and changes them. Safe for use by many threads. */
final class ProductStore implements AutoCloseable {
    private static final String FIND = "SELECT id, name, price_cents, stock, version FROM product WHERE id = ?";
    private static final String ALL = "SELECT id, name, price_cents, stock, version FROM product";
    private static final String CHANGE = "SELECT version FROM FINAL TABLE"
            + " (UPDATE product SET price_cents = ?, stock = ?, version = version + 1 WHERE id = ?)";

    private final BlockingQueue<Session> idle;
    private final LongAdder queries = new LongAdder();

    private record Session(Connection connection, PreparedStatement find, PreparedStatement change) {
        static Session open(String url) throws SQLException {
            Connection connection = DriverManager.getConnection(url + ";USER=" + Database.USER);
            return new Session(connection, connection.prepareStatement(FIND), connection.prepareStatement(CHANGE));
        }
    }

    @FunctionalInterface
    private interface Work<T extends @Nullable Object> {
        T on(Session session) throws SQLException;
    }

    private ProductStore(BlockingQueue<Session> idle) {
        this.idle = idle;
    }

    static ProductStore open(String url, int connections) throws SQLException {
        BlockingQueue<Session> sessions = new ArrayBlockingQueue<>(connections);
        for (int i = 0; i < connections; i++) {
            sessions.add(Session.open(url));
        }
        return new ProductStore(sessions);
    }

    /** Reads one row; counted. */
    @Nullable
    Product find(long id) throws SQLException, InterruptedException {
        queries.increment();
        return with(session -> {
            session.find.setLong(1, id);
            try (ResultSet rows = session.find.executeQuery()) {
                return rows.next() ? product(rows) : null;
            }
        });
    }

    /** Changes one row, and returns the version that it then has. */
    long change(long id, long priceCents, int stock) throws SQLException, InterruptedException {
        return with(session -> {
            session.change.setLong(1, priceCents);
            session.change.setInt(2, stock);
            session.change.setLong(3, id);
            try (ResultSet rows = session.change.executeQuery()) {
                if (!rows.next()) {
                    throw new SQLException("there is no product " + id);
                }
                return rows.getLong(1);
            }
        });
    }

    /** Every row by its id, read at once. */
    Map<Long, Product> all() throws SQLException, InterruptedException {
        return with(session -> {
            Map<Long, Product> products = new HashMap<>();
            try (PreparedStatement all = session.connection.prepareStatement(ALL);
                    ResultSet rows = all.executeQuery()) {
                while (rows.next()) {
                    products.put(rows.getLong(1), product(rows));
                }
            }
            return products;
        });
    }

    /** How many times {@link #find} was called. */
    long queries() {
        return queries.sum();
    }

    private <T extends @Nullable Object> T with(Work<T> work) throws SQLException, InterruptedException {
        Session session = idle.take();
        try {
            return work.on(session);
        } finally {
            idle.add(session);
        }
    }

    private static Product product(ResultSet rows) throws SQLException {
        return new Product(rows.getLong(1), rows.getString(2), rows.getLong(3), rows.getInt(4), rows.getLong(5));
    }

    /** Closes the connections, none of which may be in use any more. */
    @Override
    public void close() throws SQLException {
        for (Session session = idle.poll(); session != null; session = idle.poll()) {
            session.connection.close();
        }
    }
}
