package io.twofold.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.testkit.EmbeddedRedis;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class QuickStartTest {
    @Test
    void quickStart_asksTheDatabaseOnceForEachVersion() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            QuickStart.run(redis.uri(), new PrintStream(printed, true, StandardCharsets.UTF_8));
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "  (the database is asked for product 42)",
                        "first read:  Product[id=42, name=Walnut Desk Lamp, priceCents=4990]",
                        "second read: Product[id=42, name=Walnut Desk Lamp, priceCents=4990]",
                        "  (the database is asked for product 42)",
                        "after the price changed: Product[id=42, name=Walnut Desk Lamp, priceCents=4490]",
                        "answered by this process: 1, loaded: 2");
    }

    @Test
    void localOnly_loadsOnceUntilInvalidated() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        LocalOnly.run(new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "  (counting the letters of twofold)",
                        "first read:  7",
                        "second read: 7",
                        "  (counting the letters of twofold)",
                        "after it was invalidated: 7");
    }
}
