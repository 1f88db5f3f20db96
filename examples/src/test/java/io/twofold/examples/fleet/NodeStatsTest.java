package io.twofold.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class NodeStatsTest {
    private static NodeStats stats(long requests, long l1Hits, long l2Hits, long pending, long... nanos) {
        Histogram latencies = new Histogram(NodeStats.LONGEST_NANOS, NodeStats.DIGITS);
        for (long each : nanos) {
            latencies.recordValue(each);
        }
        Map<Counter, Long> counts =
                Map.of(Counter.REQUESTS, requests, Counter.L1_HITS, l1Hits, Counter.L2_HITS, l2Hits);
        return new NodeStats(counts, pending, 10 * requests, latencies);
    }

    @Test
    void line_parsed_isTheSame() {
        NodeStats stats = stats(7, 4, 2, 3, 1_000, 50_000, 2_000_000);
        NodeStats parsed = NodeStats.parse(stats.toLine());
        for (Counter counter : Counter.values()) {
            assertThat(parsed.count(counter)).as(counter.name()).isEqualTo(stats.count(counter));
        }
        assertThat(parsed.pending()).isEqualTo(3);
        assertThat(parsed.oldestStaleMicros()).isEqualTo(70);
        assertThat(parsed.latencies()).isEqualTo(stats.latencies());
    }

    @Test
    void parse_somethingElse_isRefused() {
        String line = stats(7, 4, 2, 3, 1_000).toLine();
        assertThatIllegalArgumentException().isThrownBy(() -> NodeStats.parse("hello"));
        assertThatIllegalArgumentException().isThrownBy(() -> NodeStats.parse(line.replace("LOADS", "LODES")));
        assertThatIllegalArgumentException().isThrownBy(() -> NodeStats.parse(line.substring(0, line.length() - 9)));
    }

    @Test
    void plus_addsCountsAndLatencies_andKeepsTheWorst() {
        NodeStats both = stats(7, 4, 2, 3, 1_000).plus(stats(5, 1, 1, 2, 9_000_000));
        assertThat(both.count(Counter.REQUESTS)).isEqualTo(12);
        assertThat(both.pending()).isEqualTo(3);
        assertThat(both.oldestStaleMicros()).isEqualTo(70);
        assertThat(both.latencies().getTotalCount()).isEqualTo(2);
        assertThat(both.micros(50)).isBetween(1.0, 1.1);
        assertThat(both.micros(99)).isBetween(9_000.0, 9_010.0);
        assertThat(both.l1HitRate()).isEqualTo(5.0 / 8);
    }

    @Test
    void plus_leavesItsPartsAsTheyWere() {
        NodeStats first = stats(7, 4, 2, 3, 1_000);
        first.plus(stats(5, 1, 1, 2, 9_000_000));
        assertThat(first.latencies().getTotalCount()).isEqualTo(1);
        assertThat(NodeStats.NONE.latencies().getTotalCount()).isZero();
    }

    @Test
    void isQuiet_onlyIfNothingHappenedAndNothingIsPending() {
        assertThat(NodeStats.NONE.isQuiet()).isTrue();
        assertThat(NodeStats.NONE.plus(NodeStats.NONE).isQuiet()).isTrue();
        assertThat(stats(0, 0, 0, 1).isQuiet()).isFalse();
        assertThat(stats(0, 0, 1, 0).isQuiet()).isFalse();
    }

    @Test
    void connection_parsed_isTheSame() {
        Connection connection =
                new Connection(2, "redis://u:p@host:1", 77, "fleet-1", "jdbc:h2:tcp://x;PASSWORD=y", "/a folder/f");
        assertThat(Connection.parse(connection.toLine())).isEqualTo(connection);
    }
}
