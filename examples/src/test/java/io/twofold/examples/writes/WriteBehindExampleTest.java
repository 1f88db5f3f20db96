package io.twofold.examples.writes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WriteBehindExampleTest {
    @Test
    void example_endsWithTheDatabaseHoldingWhatWasPut() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WriteBehindExample.run(new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .contains(
                        "sku-1 in the cache: 19, sku-0: null",
                        "flushed: true",
                        "sku-1 in the database: 19, sku-0: null");
    }
}
