package io.twofold.benchmarks.lab.writes;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.h2.tools.Server;

/**
 * The source: an H2 in this process, in memory, that everybody reaches by TCP. Beside the rows it keeps every write that
 * reached it, in the order of their commits.
 */
final class Database implements AutoCloseable {
    private static final String USER = "lab";

    private final Server server;
    private final Connection keepsItAlive;
    private final String url;

    private Database(Server server, Connection keepsItAlive, String url) {
        this.server = server;
        this.keepsItAlive = keepsItAlive;
        this.url = url;
    }

    static Database start() throws SQLException {
        System.setProperty("h2.bindAddress", "127.0.0.1"); // before H2's classes are loaded: it reads it once
        String name = "lab" + UUID.randomUUID();
        String password = UUID.randomUUID().toString();
        Connection connection =
                DriverManager.getConnection("jdbc:h2:mem:" + name + ";DB_CLOSE_ON_EXIT=FALSE", USER, password);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE item (k BIGINT PRIMARY KEY, v BIGINT NOT NULL, version BIGINT NOT NULL)");
            statement.execute("CREATE TABLE history (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                    + " k BIGINT NOT NULL, v BIGINT NOT NULL, version BIGINT NOT NULL, fence BIGINT NOT NULL)");
        }
        Server server = Server.createTcpServer("-tcpPort", "0").start();
        String url = "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:" + name + ";IFEXISTS=TRUE;USER=" + USER
                + ";PASSWORD=" + password;
        return new Database(server, connection, url);
    }

    /** Where others find it; holds user and password. */
    String url() {
        return url;
    }

    Map<Long, Long> values() throws SQLException {
        Map<Long, Long> values = new HashMap<>();
        try (Statement statement = keepsItAlive.createStatement();
                ResultSet rows = statement.executeQuery("SELECT k, v FROM item")) {
            while (rows.next()) {
                values.put(rows.getLong(1), rows.getLong(2));
            }
        }
        return values;
    }

    /**
     * What the history says.
     *
     * @param writes how many writes reached the database
     * @param duplicates those of them that it had already
     * @param reversed those that came after a newer version, or whose value is older though the version is newer
     */
    record Order(long writes, long duplicates, long reversed) {}

    Order order() throws SQLException {
        Map<Long, Long> versions = new HashMap<>();
        Map<Long, Long> values = new HashMap<>();
        long writes = 0;
        long duplicates = 0;
        long reversed = 0;
        try (Statement statement = keepsItAlive.createStatement();
                ResultSet rows = statement.executeQuery("SELECT k, v, version FROM history ORDER BY id")) {
            while (rows.next()) {
                writes++;
                long key = rows.getLong(1);
                long value = rows.getLong(2);
                long version = rows.getLong(3);
                Long before = versions.put(key, version);
                Long valueBefore = values.put(key, value);
                if (before != null && valueBefore != null) {
                    duplicates += before == version ? 1 : 0;
                    reversed += version < before || value < valueBefore ? 1 : 0;
                }
            }
        }
        return new Order(writes, duplicates, reversed);
    }

    void insert(long key, long value) throws SQLException {
        try (PreparedStatement insert = keepsItAlive.prepareStatement("INSERT INTO item VALUES (?, ?, 0)")) {
            insert.setLong(1, key);
            insert.setLong(2, value);
            insert.executeUpdate();
        }
    }

    @Override
    public void close() throws SQLException {
        server.stop();
        keepsItAlive.close();
    }
}
