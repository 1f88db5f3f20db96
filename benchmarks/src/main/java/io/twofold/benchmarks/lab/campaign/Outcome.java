package io.twofold.benchmarks.lab.campaign;

import io.twofold.benchmarks.lab.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What has happened in a campaign so far. Safe for use by many threads. */
final class Outcome implements NodeProcess.Listener {
    /**
     * One fault.
     *
     * @param ended when it was undone
     * @param recovered when all was well again
     */
    record Fault(Kind kind, long began, long ended, long recovered) {}

    /** The largest staleness that one node saw in a fraction of a second. */
    record Sample(long at, long staleness) {}

    private final List<Fault> faults = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private String current = "nothing";
    private long reads;
    private long excused;
    private long acknowledged;
    private long unacknowledged;
    private long began;
    private long ended;

    /** What the nodes did before this doesn't count, but for violations. */
    synchronized void begin() {
        began = Clock.now();
        reads = 0;
    }

    synchronized void end() {
        ended = Clock.now();
    }

    @Override
    public synchronized void report(Tally.Report report) {
        reads += report.reads();
        excused += report.excused();
        acknowledged += report.acknowledged();
        unacknowledged += report.unacknowledged();
        samples.add(new Sample(report.stalestAt(), report.staleness()));
    }

    @Override
    public synchronized void violation(String text) {
        violations.add(text + ", during or after " + current);
    }

    synchronized void beginning(Kind kind) {
        current = kind.toString();
    }

    synchronized void fault(Fault fault) {
        faults.add(fault);
    }

    synchronized List<Fault> faults() {
        return List.copyOf(faults);
    }

    synchronized List<Sample> samples() {
        return List.copyOf(samples);
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    synchronized long reads() {
        return reads;
    }

    synchronized long excused() {
        return excused;
    }

    synchronized long acknowledged() {
        return acknowledged;
    }

    synchronized long unacknowledged() {
        return unacknowledged;
    }

    synchronized long began() {
        return began;
    }

    synchronized double seconds() {
        return (double) (ended - began) / TimeUnit.SECONDS.toNanos(1);
    }

    synchronized double maxStalenessMillis() {
        return millis(samples.stream().mapToLong(Sample::staleness).max().orElse(0));
    }

    static double millis(long nanos) {
        return (double) nanos / TimeUnit.MILLISECONDS.toNanos(1);
    }
}
