package io.twofold.examples.fleet;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the whole fleet did over time, in both phases. */
final class Timeline {
    /** What happened up to a time, since the one before. */
    record Tick(Phase phase, double atSeconds, NodeStats stats) {}

    private final List<Tick> ticks = new ArrayList<>();
    private final Map<Phase, NodeStats> totals = new EnumMap<>(Phase.class);
    private final Map<Phase, Double> seconds = new EnumMap<>(Phase.class);

    /** Adds what happened since the last call; a part too short for a picture may count only to the total. */
    void add(Tick tick, boolean draw) {
        totals.merge(tick.phase, tick.stats, NodeStats::plus);
        if (draw) {
            ticks.add(tick);
        }
    }

    void ended(Phase phase, double after) {
        seconds.put(phase, after);
    }

    List<Tick> ticks() {
        return List.copyOf(ticks);
    }

    NodeStats total(Phase phase) {
        return totals.getOrDefault(phase, NodeStats.NONE);
    }

    double seconds(Phase phase) {
        return seconds.getOrDefault(phase, 0.0);
    }

    double requestsPerSecond(Phase phase) {
        return seconds(phase) == 0 ? 0 : total(phase).count(Counter.REQUESTS) / seconds(phase);
    }
}
