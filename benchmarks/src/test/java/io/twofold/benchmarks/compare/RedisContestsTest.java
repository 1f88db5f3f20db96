package io.twofold.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each comparison on Redis runs, with everybody who is compared, and what it says is a ratio. All sides are in this
 * process; {@link SideProcessTest} has them in their own.
 */
class RedisContestsTest {
    private static final WarmUp COLD = new WarmUp(5, 5);
    private static final Pace FASTEST = new Pace(1, 5, 50, false, COLD, COLD, SideHere::new);

    static Stream<Named<Function<Pace, List<Row>>>> groups() {
        return Stream.of(
                Named.of("L2", RedisContests::l2),
                Named.of("getAll", RedisContests::getAll),
                Named.of("miss", RedisContests::miss),
                Named.of("put", RedisContests::put),
                Named.of("invalidate", RedisContests::invalidate),
                Named.of("server", RedisContests::server),
                Named.of("propagation", RedisContests::propagation),
                Named.of("stampede", RedisContests::stampede),
                Named.of("start-up", RedisContests::startUp));
    }

    @ParameterizedTest
    @MethodSource("groups")
    void group_fewShortTurns_givesFiniteRatios(Function<Pace, List<Row>> group) {
        List<Row> rows = group.apply(FASTEST);
        assertThat(rows).hasSizeGreaterThanOrEqualTo(2).allSatisfy(row -> {
            assertThat(row.ratio().median()).isFinite().isPositive();
            assertThat(row.ratio().low()).isLessThanOrEqualTo(row.ratio().high());
            assertThat(row.value()).isFinite().isPositive();
        });
        assertThat(rows).filteredOn(row -> row.side().equals("Twofold")).isNotEmpty();
    }
}
