package io.twofold.examples.fleet;

import java.io.PrintStream;
import java.util.Locale;

/** Shows how the run goes. */
interface Display {
    /**
     * Where the run is.
     *
     * @param last what happened since the time before, in {@code lastSeconds}
     * @param total what happened in this phase
     */
    record Progress(Phase phase, double seconds, int ofSeconds, NodeStats last, double lastSeconds, NodeStats total) {

        double requestsPerSecond() {
            return lastSeconds == 0 ? 0 : last.count(Counter.REQUESTS) / lastSeconds;
        }

        boolean isLast() {
            return seconds >= ofSeconds;
        }
    }

    /** Says something once. */
    void say(String message);

    void show(Progress progress);

    /** A table redrawn in place on a terminal, else plain lines. */
    @SuppressWarnings("SystemConsoleNull") // which is what the property below sees to
    static Display of(PrintStream out) {
        // From JDK 22 to 24 the default console claims to be there even if it isn't a terminal.
        System.setProperty("jdk.console", "java.base");
        String terminal = System.getenv("TERM");
        boolean redraws =
                System.console() != null && terminal != null && !terminal.isEmpty() && !terminal.equals("dumb");
        return redraws ? new TableDisplay(out) : new LineDisplay(out);
    }

    /** A number with its thousands set apart. */
    static String number(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    /** A part of 1 in percent. */
    static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * part);
    }

    /** Microseconds with a unit that suits them. */
    static String time(double micros) {
        return micros < 10_000
                ? String.format(Locale.ROOT, micros < 100 ? "%.1f us" : "%.0f us", micros)
                : String.format(Locale.ROOT, "%,.1f ms", micros / 1_000);
    }
}
