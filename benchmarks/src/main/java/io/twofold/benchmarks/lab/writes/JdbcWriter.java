package io.twofold.benchmarks.lab.writes;

import io.twofold.BatchWriter;
import io.twofold.WriteBatch;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Writes batches as JDBC batches, each in a transaction; a row takes a version only if it is newer than its own. */
final class JdbcWriter implements BatchWriter<Long, Long> {
    private static final String UPSERT = """
            MERGE INTO item USING (VALUES (CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT))) s (k, v, version)
            ON item.k = s.k
            WHEN MATCHED AND item.version < s.version THEN UPDATE SET v = s.v, version = s.version
            WHEN NOT MATCHED THEN INSERT (k, v, version) VALUES (s.k, s.v, s.version)
            """;

    private final String url;
    private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();

    JdbcWriter(String url) {
        this.url = url;
    }

    @Override
    public void write(WriteBatch<Long, Long> batch) throws SQLException {
        Connection pooled = idle.poll();
        Connection connection = pooled != null ? pooled : connect();
        try {
            write(connection, batch);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        idle.add(connection);
    }

    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        connection.setAutoCommit(false);
        return connection;
    }

    private static void write(Connection connection, WriteBatch<Long, Long> batch) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT);
                PreparedStatement log =
                        connection.prepareStatement("INSERT INTO history (k, v, version, fence) VALUES (?, ?, ?, ?)")) {
            for (WriteBatch.Write<Long, Long> write : batch.writes()) {
                @Nullable Long value = write.value();
                if (value == null) {
                    throw new SQLException("nobody deletes here");
                }
                bind(upsert, write.key(), value, write.version());
                upsert.addBatch();
                bind(log, write.key(), value, write.version());
                log.setLong(4, batch.fencingToken());
                log.addBatch();
            }
            upsert.executeBatch();
            log.executeBatch();
        }
        connection.commit();
    }

    private static void bind(PreparedStatement statement, long key, long value, long version) throws SQLException {
        statement.setLong(1, key);
        statement.setLong(2, value);
        statement.setLong(3, version);
    }
}
