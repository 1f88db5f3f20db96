package io.twofold;

/**
 * How far a flush has come.
 *
 * @param left keys that waited for the source when the flush began and, about, still do; they are safe in the remote
 *     tier, and whichever node takes its turn goes on with them
 * @param deadLetters values that are set aside, now
 */
public record FlushReport(long left, long deadLetters) {
    /** Whether all that waited is written or was set aside. */
    public boolean isComplete() {
        return left == 0;
    }
}
