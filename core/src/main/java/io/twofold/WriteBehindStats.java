package io.twofold;

import java.time.Duration;

/**
 * How it stands with what the source doesn't have yet. The first four are about the whole cache, as this node last
 * heard from the remote tier; the others count what this node did.
 *
 * @param backlog keys that wait for the source
 * @param lag how long the oldest of them has waited
 * @param retrying those of them that were tried alone, and failed
 * @param deadLetters values that were set aside
 * @param written values that this node wrote
 * @param batches batches that this node wrote
 * @param failures calls of the batch writer on this node that threw
 */
public record WriteBehindStats(
        long backlog, Duration lag, long retrying, long deadLetters, long written, long batches, long failures) {
    /** Of a cache that doesn't write behind. */
    public static final WriteBehindStats NONE = new WriteBehindStats(0, Duration.ZERO, 0, 0, 0, 0, 0);
}
