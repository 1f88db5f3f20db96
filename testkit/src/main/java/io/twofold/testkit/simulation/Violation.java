package io.twofold.testkit.simulation;

import java.util.List;

/**
 * A guarantee that a run broke.
 *
 * @param kind which
 * @param seed the seed of the run
 * @param what what happened
 * @param trace what led to it, oldest first; empty unless the run was traced
 */
public record Violation(Kind kind, long seed, String what, List<String> trace) {
    /** A copy of the trace is kept. */
    public Violation {
        trace = List.copyOf(trace);
    }

    /** The guarantees that are checked. */
    public enum Kind {
        /** A read returned a value that an invalidation had outdated for longer than {@code maxStaleness}. */
        STALE_READ,
        /** A node read a value older than what it had written, or invalidated, itself. */
        OWN_WRITE_UNREAD,
        /** A value was served for longer than its time to live, once it was outdated. */
        OUTLIVED_TTL,
        /** Two loads of a key at a time, although the server could be reached all the time. */
        TWO_LOADS,
        /** A read or write that never ended. */
        STUCK,
        /** Of two values of a key that were written behind, the source was given the older one last. */
        REVERSED_WRITE,
        /** A value that was to be written behind is neither in the source nor a dead letter. */
        LOST_WRITE
    }

    @Override
    public String toString() {
        return kind + " at seed " + seed + ": " + what;
    }
}
