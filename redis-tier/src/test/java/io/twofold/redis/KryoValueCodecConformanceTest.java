package io.twofold.redis;

import io.twofold.spi.ValueCodec;
import io.twofold.testkit.ValueCodecConformance;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

class KryoValueCodecConformanceTest extends ValueCodecConformance<KryoValueCodecConformanceTest.Order> {
    enum State {
        OPEN,
        SHIPPED
    }

    record Line(String article, int count, BigDecimal price) {}

    record Order(UUID id, State state, Instant at, List<Line> lines, Map<String, Long> marks, Optional<String> note) {}

    @Override
    protected ValueCodec<Order> codec() {
        return new KryoValueCodec<>(Order.class, List.of(State.class, Line.class));
    }

    @Override
    protected List<Order> values() {
        Instant at = Instant.parse("2026-01-01T00:00:00Z");
        List<Line> lines = List.of(
                new Line("lamp", 1, new BigDecimal("12.50")),
                new Line("\u65e5\u672c \ud83d\ude00", -7, BigDecimal.ONE));
        return List.of(
                new Order(new UUID(1, 2), State.OPEN, at, List.of(), Map.of(), Optional.empty()),
                new Order(new UUID(1, 2), State.SHIPPED, at, List.of(), Map.of(), Optional.empty()),
                new Order(new UUID(1, 2), State.OPEN, at, lines, Map.of("a", 1L, "b", -1L), Optional.of("note")),
                new Order(new UUID(1, 2), State.OPEN, at, lines, Map.of("a", 1L), Optional.of("x".repeat(10_000))));
    }
}
