package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerClockTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /** A time of day, as servers tell it. */
    private static final long SERVER_MILLIS = 1_700_000_000_000L;

    private final ServerClock clock = new ServerClock(2);

    @Test
    void isKnown_beforeTheServerHasToldItsTime_isFalse() {
        assertThat(clock.isKnown(0)).isFalse();
        assertThat(clock.isKnown(1)).isFalse();
    }

    @Test
    void told_oneShard_saysNothingOfTheOther() {
        clock.told(1, SERVER_MILLIS, 5 * SECOND);
        assertThat(clock.isKnown(1)).isTrue();
        assertThat(clock.isKnown(0)).isFalse();

        clock.told(0, 2 * SERVER_MILLIS, 5 * SECOND);
        assertThat(clock.millis(0, 5 * SECOND)).isEqualTo(2 * SERVER_MILLIS + 1);
        assertThat(clock.millis(1, 5 * SECOND)).isEqualTo(SERVER_MILLIS + 1);
    }

    @Test
    void millis_later_goesOnByWhatHasPassedHere() {
        clock.told(0, SERVER_MILLIS, 5 * SECOND);
        assertThat(clock.millis(0, 7 * SECOND)).isEqualTo(SERVER_MILLIS + 1 + 2_000);
    }

    @Test
    void told_again_replacesWhatWasTold() {
        clock.told(0, SERVER_MILLIS, 5 * SECOND);
        clock.told(0, SERVER_MILLIS - 60_000, 6 * SECOND); // another server, or one that was set back
        assertThat(clock.millis(0, 6 * SECOND)).isEqualTo(SERVER_MILLIS - 60_000 + 1);
    }

    @Test
    void isKnown_ofAServerWhoseClockIsAtItsStart_isTrue() {
        clock.told(0, 0, 5 * SECOND);
        assertThat(clock.isKnown(0)).isTrue();
        assertThat(clock.millis(0, 5 * SECOND)).isEqualTo(1);
    }

    /** Where the JVM's monotonic clock begins is its own affair: it may be negative, and pass zero. */
    @ParameterizedTest
    @ValueSource(longs = {0, 3_000_000_000L, -3_000_000_000L, -1_000_000_000_000_000L, 1_000_000_000_000_000L})
    void millis_whateverTheMoment_isNeverBehindTheServerAndAheadByTheRoundTripAtMost(long start) {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            long sentAt = start + (long) (random.nextDouble() * 4 * SECOND);
            long there = (long) (random.nextDouble() * 20 * MILLI);
            long aheadNanos = SERVER_MILLIS * MILLI + random.nextInt((int) SECOND); // no whole milliseconds
            clock.told(0, serverMillis(sentAt + there, aheadNanos), sentAt);

            long then = sentAt + (long) (random.nextDouble() * 4 * SECOND);
            assertThat(clock.millis(0, then) - serverMillis(then, aheadNanos))
                    .as("asked at %s, answered %s later, looked at %s", sentAt, there, then)
                    .isBetween(0L, TimeUnit.NANOSECONDS.toMillis(there) + 3);
        }
    }

    /** As the server tells it at a moment of ours: cut off. */
    private static long serverMillis(long nanoTime, long aheadNanos) {
        return Math.floorDiv(nanoTime + aheadNanos, MILLI);
    }
}
