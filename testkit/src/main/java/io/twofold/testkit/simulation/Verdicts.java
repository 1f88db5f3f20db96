package io.twofold.testkit.simulation;

import java.util.ArrayList;
import java.util.List;

/** What a run broke. */
final class Verdicts {
    private static final int MOST = 5;

    private final long seed;
    private final Trace trace;
    private final List<Violation> violations = new ArrayList<>();

    Verdicts(long seed, Trace trace) {
        this.seed = seed;
        this.trace = trace;
    }

    void violated(Violation.Kind kind, int key, String what) {
        if (violations.size() < MOST) {
            if (trace.isOn()) {
                trace.add(key, "=== " + kind + ": " + what);
            }
            violations.add(new Violation(kind, seed, what, trace.of(key)));
        }
    }

    List<Violation> violations() {
        return violations;
    }
}
