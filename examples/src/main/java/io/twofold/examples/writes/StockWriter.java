package io.twofold.examples.writes;

import io.twofold.BatchWriter;
import io.twofold.WriteBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import javax.sql.DataSource;

/**
 * Writes stock levels. A row takes a version only if it is newer than its own, so that a batch may come twice, or late.
 * A deleted row stays, without a value, so that it still knows its version.
 */
final class StockWriter implements BatchWriter<String, Integer> {
    private static final String UPSERT = """
            MERGE INTO stock USING (VALUES (CAST(? AS VARCHAR(100)), CAST(? AS INT), CAST(? AS BIGINT)))
                given (sku, units, version)
            ON stock.sku = given.sku
            WHEN MATCHED AND stock.version < given.version
                THEN UPDATE SET units = given.units, version = given.version
            WHEN NOT MATCHED
                THEN INSERT (sku, units, version) VALUES (given.sku, given.units, given.version)
            """;

    private final DataSource database;

    StockWriter(DataSource database) {
        this.database = database;
    }

    @Override
    public void write(WriteBatch<String, Integer> batch) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            connection.setAutoCommit(false);
            for (WriteBatch.Write<String, Integer> write : batch.writes()) {
                upsert.setString(1, write.key());
                upsert.setObject(2, write.value(), Types.INTEGER);
                upsert.setLong(3, write.version());
                upsert.addBatch();
            }
            upsert.executeBatch();
            connection.commit();
        }
    }
}
