package io.twofold.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.CacheStats;
import io.twofold.WriteBehindStats;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class SummaryTest {
    static final CacheStats NOTHING_CACHED = new CacheStats(
            0, 0, 0, 0, 0, 0, Duration.ZERO, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, WriteBehindStats.NONE);

    private final Timeline timeline = new Timeline();

    private void happened(Phase phase, Map<Counter, Long> counts) {
        Histogram latencies = new Histogram(NodeStats.LONGEST_NANOS, NodeStats.DIGITS);
        latencies.recordValue(phase == Phase.CACHED ? 1_500 : 250_000);
        timeline.add(new Timeline.Tick(phase, 1, new NodeStats(counts, 0, 0, latencies)), true);
        timeline.ended(phase, 2);
    }

    @Test
    void figures_scaleTheUncachedQueriesToTheCachedRequests() {
        happened(Phase.UNCACHED, Map.of(Counter.REQUESTS, 1_000L, Counter.QUERIES, 1_000L));
        happened(
                Phase.CACHED,
                Map.of(Counter.REQUESTS, 5_000L, Counter.QUERIES, 50L, Counter.L1_HITS, 4_500L, Counter.L2_HITS, 500L));
        assertThat(new Summary(4, 7, timeline, 100, 0).figures())
                .isEqualTo("nodes=4 seconds=7 requests=5000 l1HitRate=0.9000 l2HitRate=1.0000 loads=0"
                        + " databaseQueries=50 databaseQueriesUncached=5000 p50Micros=1.5 p99Micros=1.5"
                        + " invalidationsSent=0 invalidationsApplied=0 staleReads=0 staleWhenQuiet=0");
    }

    @Test
    void faults_whenAllWentWell_areNone() {
        happened(Phase.CACHED, Map.of(Counter.REQUESTS, 5L, Counter.STALE_READS, 3L));
        assertThat(new Summary(4, 7, timeline, 100, 0).faults()).isEmpty();
    }

    @Test
    void faults_nameWhateverWentWrong() {
        happened(Phase.CACHED, Map.of(Counter.REQUESTS, 5L, Counter.VIOLATIONS, 1L, Counter.FAILURES, 2L));
        assertThat(new Summary(4, 7, timeline, 100, 3).faults())
                .hasSize(3)
                .anyMatch(fault -> fault.startsWith("3 entries were stale"))
                .anyMatch(fault -> fault.startsWith("1 reads were out of date"))
                .anyMatch(fault -> fault.startsWith("2 requests or changes failed"));
        assertThat(new Summary(4, 7, new Timeline(), 0, 0).faults())
                .containsExactly("there was no entry to compare with the database");
    }

    @Test
    void lineDisplay_showsWhatCounts_inOneLine() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        NodeStats stats = new NodeStats(
                Map.of(
                        Counter.REQUESTS,
                        12_000L,
                        Counter.L1_HITS,
                        9_000L,
                        Counter.L2_HITS,
                        3_000L,
                        Counter.STALE_READS,
                        2L),
                0,
                0,
                new Histogram(NodeStats.LONGEST_NANOS, NodeStats.DIGITS));
        new LineDisplay(new PrintStream(printed, true, StandardCharsets.UTF_8))
                .show(new Display.Progress(Phase.CACHED, 3, 7, stats, 2, stats));
        assertThat(printed.toString(StandardCharsets.UTF_8).strip())
                .hasLineCount(1)
                .contains("3/7 s", "12,000 requests", "6,000/s", "L1 75.0 %", "L2 100.0 %", "2 stale reads");
    }

    @Test
    void tableDisplay_secondTime_drawsOverTheFirst() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        TableDisplay display = new TableDisplay(new PrintStream(printed, true, StandardCharsets.UTF_8));
        Display.Progress progress = new Display.Progress(Phase.CACHED, 3.5, 7, NodeStats.NONE, 1, NodeStats.NONE);
        display.show(progress);
        String first = printed.toString(StandardCharsets.UTF_8);
        long lines = first.lines().count();
        printed.reset();
        display.show(progress);
        assertThat(first)
                .contains("[###############...............]  50 %", "stale reads")
                .doesNotContain("\033[" + lines + "A");
        assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("\033[" + lines + "A");
    }
}
