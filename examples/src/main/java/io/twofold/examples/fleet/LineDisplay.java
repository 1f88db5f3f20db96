package io.twofold.examples.fleet;

import java.io.PrintStream;
import java.util.Locale;

/** Plain lines, one every few seconds, for logs and pipes. */
final class LineDisplay implements Display {
    private static final double EVERY_SECONDS = 3;

    private final PrintStream out;
    private double next = EVERY_SECONDS;

    LineDisplay(PrintStream out) {
        this.out = out;
    }

    @Override
    public void say(String message) {
        out.println(message);
    }

    @Override
    public void show(Progress progress) {
        if (progress.seconds() < EVERY_SECONDS) {
            next = EVERY_SECONDS;
        }
        if (progress.seconds() < next - 0.5 && !progress.isLast()) {
            return;
        }
        next += EVERY_SECONDS;
        NodeStats total = progress.total();
        String line = String.format(
                Locale.ROOT,
                "%-8s %3.0f/%d s: %s requests, %s/s, p50 %s, p99 %s, %s database queries",
                progress.phase().word(),
                progress.seconds(),
                progress.ofSeconds(),
                Display.number(total.count(Counter.REQUESTS)),
                Display.number(progress.requestsPerSecond()),
                Display.time(total.micros(50)),
                Display.time(total.micros(99)),
                Display.number(total.count(Counter.QUERIES)));
        out.println(progress.phase() == Phase.CACHED ? line + cached(total) : line);
    }

    private static String cached(NodeStats total) {
        return ", L1 " + Display.percent(total.l1HitRate())
                + ", L2 " + Display.percent(total.l2HitRate())
                + ", " + Display.number(total.count(Counter.LOADS)) + " loads, invalidations "
                + Display.number(total.count(Counter.SENT)) + " sent "
                + Display.number(total.count(Counter.APPLIED)) + " applied, "
                + Display.number(total.count(Counter.STALE_READS)) + " stale reads";
    }
}
