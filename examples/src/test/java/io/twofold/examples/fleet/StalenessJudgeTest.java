package io.twofold.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two judges on one file, as in two processes. */
class StalenessJudgeTest {
    private final TestClock clock = new TestClock();
    private Path file = Path.of("");

    @BeforeEach
    void createFile() throws IOException {
        file = StalenessJudge.create(10);
        clock.now = Instant.now().plusSeconds(1);
    }

    @AfterEach
    void deleteFile() throws IOException {
        Files.delete(file);
    }

    private StalenessJudge judge() throws IOException {
        return StalenessJudge.open(file, clock);
    }

    /** What the judge says of a read that began just now. */
    private static long judged(StalenessJudge judge, long id, long version) {
        return judge.staleMicros(id, judge.latest(id), version, 0);
    }

    @Test
    void read_ofAnOldVersion_isStaleSinceTheFirstNewerOneWasAcknowledged() throws IOException {
        StalenessJudge writer = judge();
        StalenessJudge reader = judge();
        writer.acknowledged(10, 2);
        clock.pass(Duration.ofMillis(30));
        writer.acknowledged(10, 3);
        clock.pass(Duration.ofMillis(5));

        assertThat(judged(reader, 10, 1)).isEqualTo(35_000);
        assertThat(judged(reader, 10, 2)).isEqualTo(5_000);
    }

    @Test
    void read_thatTookLong_isJudgedByWhenItBegan() throws IOException {
        StalenessJudge judge = judge();
        judge.acknowledged(1, 2);
        long latest = judge.latest(1);
        clock.pass(Duration.ofMillis(30));
        assertThat(judge.staleMicros(1, latest, 1, Duration.ofMillis(20).toNanos()))
                .isEqualTo(10_000);
    }

    @Test
    void read_ofTheAcknowledgedVersionOrALaterOne_isFresh() throws IOException {
        StalenessJudge judge = judge();
        judge.acknowledged(5, 2);
        assertThat(judged(judge, 5, 2)).isEqualTo(StalenessJudge.FRESH);
        assertThat(judged(judge, 5, 3)).isEqualTo(StalenessJudge.FRESH);
        assertThat(judged(judge, 4, 1)).isEqualTo(StalenessJudge.FRESH);
        assertThat(judged(judge, 6, 1)).isEqualTo(StalenessJudge.FRESH);
    }

    @Test
    void read_thatBeganBeforeTheAcknowledgement_isFresh() throws IOException {
        StalenessJudge judge = judge();
        long before = judge.latest(5);
        judge.acknowledged(5, 2);
        assertThat(judge.staleMicros(5, before, 1, 0)).isEqualTo(StalenessJudge.FRESH);
    }

    @Test
    void acknowledged_outOfOrder_keepsTheLatest() throws IOException {
        StalenessJudge judge = judge();
        judge.acknowledged(5, 3);
        judge.acknowledged(5, 2);
        assertThat(judge.latest(5)).isEqualTo(3);
    }

    @Test
    void read_afterMoreChangesThanAreKept_isStillStale() throws IOException {
        StalenessJudge judge = judge();
        for (int version = 2; version < 200; version++) {
            clock.pass(Duration.ofMillis(1));
            judge.acknowledged(5, version);
        }
        assertThat(judged(judge, 5, 1)).isEqualTo(62_000);
    }

    @Test
    void meter_countsAsAViolation_onlyWhatIsOlderThanAllowed() {
        Meter meter = new Meter();
        meter.staleRead(ProductService.MAX_STALENESS.toMillis() * 1_000);
        meter.staleRead(ProductService.MAX_STALENESS.toMillis() * 1_000 + 1);
        NodeStats stats = meter.interval(SummaryTest.NOTHING_CACHED, 0);
        assertThat(stats.count(Counter.STALE_READS)).isEqualTo(2);
        assertThat(stats.count(Counter.VIOLATIONS)).isEqualTo(1);
    }

    private static final class TestClock extends Clock {
        private Instant now = Instant.EPOCH;

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
