package io.twofold.examples.fleet;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A table with a progress bar, redrawn in place. */
final class TableDisplay implements Display {
    private static final int BAR = 30;
    private static final String ERASE_LINE = "\033[2K";

    private final PrintStream out;
    private int drawn;
    private @Nullable Phase phase;

    TableDisplay(PrintStream out) {
        this.out = out;
    }

    @Override
    public void say(String message) {
        drawn = 0;
        out.println(message);
    }

    @Override
    public void show(Progress progress) {
        if (phase != progress.phase()) {
            phase = progress.phase();
            drawn = 0;
        }
        List<String> lines = lines(progress);
        StringBuilder text = new StringBuilder();
        if (drawn > 0) {
            text.append("\033[").append(drawn).append('A');
        }
        lines.forEach(line -> text.append(ERASE_LINE).append(line).append(System.lineSeparator()));
        out.print(text);
        out.flush();
        drawn = lines.size();
    }

    private static List<String> lines(Progress progress) {
        List<String> lines = new ArrayList<>();
        lines.add(bar(progress));
        lines.add(String.format("  %-26s %14s %14s", "", "last second", "so far"));
        double soFar = progress.seconds() == 0 ? 0 : progress.total().count(Counter.REQUESTS) / progress.seconds();
        lines.add(row("requests/s", Display.number(progress.requestsPerSecond()), Display.number(soFar)));
        lines.add(count("requests", Counter.REQUESTS, progress));
        lines.add(both("p50", progress, stats -> Display.time(stats.micros(50))));
        lines.add(both("p99", progress, stats -> Display.time(stats.micros(99))));
        lines.add(count("database queries", Counter.QUERIES, progress));
        if (progress.phase() == Phase.CACHED) {
            lines.add(both("L1 hit rate", progress, stats -> Display.percent(stats.l1HitRate())));
            lines.add(both("L2 hit rate", progress, stats -> Display.percent(stats.l2HitRate())));
            lines.add(count("loads", Counter.LOADS, progress));
            lines.add(count("invalidations sent", Counter.SENT, progress));
            lines.add(count("invalidations applied", Counter.APPLIED, progress));
            lines.add(count("stale reads", Counter.STALE_READS, progress));
        }
        return lines;
    }

    private static String bar(Progress progress) {
        double part = Math.min(1, progress.seconds() / progress.ofSeconds());
        int full = (int) Math.round(part * BAR);
        return String.format(
                Locale.ROOT,
                "%-8s [%s%s] %3.0f %%  %2.0f of %d s",
                progress.phase().word(),
                "#".repeat(full),
                ".".repeat(BAR - full),
                100 * part,
                progress.seconds(),
                progress.ofSeconds());
    }

    private static String count(String label, Counter counter, Progress progress) {
        return both(label, progress, stats -> Display.number(stats.count(counter)));
    }

    private static String both(String label, Progress progress, Function<NodeStats, String> cell) {
        return row(label, cell.apply(progress.last()), cell.apply(progress.total()));
    }

    private static String row(String label, String last, String soFar) {
        return String.format("  %-26s %14s %14s", label, last, soFar);
    }
}
