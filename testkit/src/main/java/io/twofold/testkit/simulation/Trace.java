package io.twofold.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happened, for people; costs nothing unless it is on. */
final class Trace {
    static final int EVERY_KEY = -1;
    private static final int SHOWN = 80;

    private final EventLoop loop;
    private final boolean on;
    private final List<Line> lines = new ArrayList<>();

    private record Line(long time, int key, String text) {}

    Trace(EventLoop loop, boolean on) {
        this.loop = loop;
        this.on = on;
    }

    boolean isOn() {
        return on;
    }

    /** Notes something; call it only if the trace is on, so that nothing else makes texts. */
    void add(int key, String text) {
        lines.add(new Line(loop.now(), key, text));
    }

    /** The last that happened to a key, or to all. */
    List<String> of(int key) {
        List<String> found = new ArrayList<>();
        for (int i = lines.size() - 1; i >= 0 && found.size() < SHOWN; i--) {
            Line line = lines.get(i);
            if (line.key == key || line.key == EVERY_KEY) {
                found.add(0, time(line.time) + "  " + line.text);
            }
        }
        return found;
    }

    /** A time as people read it. */
    static String time(long nanos) {
        return String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
    }
}
