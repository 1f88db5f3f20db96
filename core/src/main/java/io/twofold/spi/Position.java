package io.twofold.spi;

/**
 * A place in the history of a shard: which history ({@code epoch}) and how many invalidations into
 * it ({@code seq}).
 *
 * <p>Positions are ordered by epoch, then by sequence. A new epoch starts whenever the remote tier
 * lost, or may have lost, part of a shard's history, and is always larger than the one before.
 *
 * @param epoch the history that the sequence counts in; microseconds of the server's clock when that
 *     history began, 0 for "none known"
 * @param seq the number of invalidations of the shard since the epoch began
 */
public record Position(long epoch, long seq) implements Comparable<Position> {
    /** Before everything: no history is known. */
    public static final Position NONE = new Position(0, 0);

    @Override
    public int compareTo(Position other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(seq, other.seq);
    }

    /** Whether this position lies before the other one. */
    public boolean isBefore(Position other) {
        return compareTo(other) < 0;
    }

    @Override
    public String toString() {
        return epoch + "-" + seq;
    }
}
