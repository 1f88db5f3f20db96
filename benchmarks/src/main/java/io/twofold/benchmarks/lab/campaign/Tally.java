package io.twofold.benchmarks.lab.campaign;

import io.twofold.benchmarks.lab.Clock;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** What a node has counted since it last reported. */
final class Tally {
    final LongAdder reads = new LongAdder();
    final LongAdder acknowledged = new LongAdder();
    final LongAdder unacknowledged = new LongAdder();
    private long staleness;
    private long stalestAt;
    private long excused;

    /**
     * What a node reports.
     *
     * @param staleness the largest of the reads that count, in nanoseconds
     * @param stalestAt when that read began
     * @param excused how many reads just after a pause were older than the bound
     */
    record Report(long reads, long staleness, long stalestAt, long excused, long acknowledged, long unacknowledged) {
        static Report parse(String text) {
            String[] words = text.split(" ", -1);
            return new Report(
                    Long.parseLong(words[0]),
                    Long.parseLong(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]),
                    Long.parseLong(words[5]));
        }
    }

    synchronized void stale(long nanos, long began) {
        if (nanos > staleness) {
            staleness = nanos;
            stalestAt = began;
        }
    }

    synchronized void excuse() {
        excused++;
    }

    synchronized String take() {
        String line = String.format(
                Locale.ROOT,
                "%d %d %d %d %d %d",
                reads.sumThenReset(),
                staleness,
                stalestAt,
                excused,
                acknowledged.sumThenReset(),
                unacknowledged.sumThenReset());
        staleness = 0;
        stalestAt = Clock.now();
        excused = 0;
        return line;
    }
}
