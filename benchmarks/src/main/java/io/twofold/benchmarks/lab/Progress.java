package io.twofold.benchmarks.lab;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/** How far it is: one line that is written over on a terminal, a line now and then elsewhere. */
final class Progress {
    private static final boolean TERMINAL = isTerminal();
    private static final long PAUSE = TERMINAL ? TimeUnit.MILLISECONDS.toNanos(200) : TimeUnit.SECONDS.toNanos(10);

    private final PrintWriter out;
    private final long all;
    private final long began = System.nanoTime();
    private long last = began;
    private boolean open;

    @SuppressWarnings("SystemConsoleNull") // which is what the property sees to
    private static boolean isTerminal() {
        // From JDK 22 to 24 the default console claims to be there even if it isn't a terminal.
        System.setProperty("jdk.console", "java.base");
        return System.console() != null && System.getenv("TERM") != null;
    }

    Progress(PrintWriter out, long all) {
        this.out = out;
        this.all = all;
    }

    /** So many are done. */
    void done(long count, long violations) {
        long now = System.nanoTime();
        if (now - last < PAUSE) {
            return;
        }
        last = now;
        long seconds = TimeUnit.NANOSECONDS.toSeconds(now - began);
        String line = count + " of " + all + " seeds, " + violations + " violations, " + seconds + " s";
        out.print(TERMINAL ? "\r" + line + "   " : line + System.lineSeparator());
        out.flush();
        open = TERMINAL;
    }

    /** Something else is to be printed. */
    void interrupt() {
        if (open) {
            out.println();
            open = false;
        }
    }
}
