package io.twofold.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The source, with every version that was committed to it, and the check of each read against it.
 *
 * <p>A version is outdated by a later one. That is acknowledged when the cache says so to whoever committed it, and
 * from then on the bound counts. Where nobody may ever say so (a node that dies between commit and invalidation), or
 * where the server forgets what it acknowledged, only the time to live bounds the life of the old version.
 */
final class History {
    static final long FIRST_VERSION = 1;
    private static final long NEVER = Long.MAX_VALUE;

    private final EventLoop loop;
    private final Verdicts verdicts;
    private final List<List<Write>> writes = new ArrayList<>();
    private long reads;
    private long maxStaleness;

    /** One version of one key on its way from the source into the caches. */
    static final class Write {
        final int key;
        final long version;
        private final Process by;
        private final boolean put;
        private final long committed;
        private long acknowledged = NEVER;
        private long done = NEVER;
        private long lost = -1;

        private Write(int key, long version, Process by, boolean put, long committed) {
            this.key = key;
            this.version = version;
            this.by = by;
            this.put = put;
            this.committed = committed;
        }

        /** Until when the server may yet take this version, having taken a later one before. */
        private long mayArriveUntil() {
            if (!put) {
                return -1;
            }
            return acknowledged != NEVER
                    ? acknowledged
                    : Math.min(done, committed + 4 * Times.LATEST_REQUEST) + Times.LATEST_REQUEST;
        }
    }

    History(EventLoop loop, Verdicts verdicts, int keys) {
        this.loop = loop;
        this.verdicts = verdicts;
        for (int key = 0; key < keys; key++) {
            writes.add(new ArrayList<>());
        }
    }

    int keys() {
        return writes.size();
    }

    long reads() {
        return reads;
    }

    long maxStaleness() {
        return maxStaleness;
    }

    /** The version that the source holds. */
    long version(int key) {
        return FIRST_VERSION + writes.get(key).size();
    }

    /** Commits the next version. */
    Write commit(int key, Process by, boolean put) {
        Write write = new Write(key, version(key) + 1, by, put, loop.now());
        writes.get(key).add(write);
        return write;
    }

    /** The cache answered the one who wrote. */
    void done(Write write, boolean acknowledged) {
        write.done = loop.now();
        if (acknowledged) {
            write.acknowledged = loop.now();
        }
    }

    /** The server went back to what it held at that time. */
    void lost(long since) {
        for (List<Write> ofKey : writes) {
            for (Write write : ofKey) {
                if (write.acknowledged >= since) {
                    write.lost = loop.now();
                }
            }
        }
    }

    /** Nothing is in the way any more: whoever is alive sends what is pending. */
    void settle(long allSentBy) {
        for (List<Write> ofKey : writes) {
            for (Write write : ofKey) {
                if (write.done != NEVER && write.acknowledged == NEVER && !write.by.isDead() && write.lost < 0) {
                    write.acknowledged = allSentBy;
                }
            }
        }
    }

    /** Checks what a read returned that began at that time. */
    void check(Process reader, int key, long began, long version) {
        reads++;
        List<Write> ofKey = writes.get(key);
        Write read = version == FIRST_VERSION ? null : ofKey.get((int) (version - FIRST_VERSION - 1));
        long mayArriveUntil = read == null ? -1 : read.mayArriveUntil();
        for (int i = (int) (version - FIRST_VERSION); i < ofKey.size(); i++) {
            Write later = ofKey.get(i);
            if (later.committed > mayArriveUntil) {
                Violation.Kind kind = broken(reader, began, later);
                if (kind != null) {
                    verdicts.violated(kind, key, describe(reader, began, version, later));
                    return;
                }
            }
        }
    }

    private Violation.@Nullable Kind broken(Process reader, long began, Write later) {
        if (later.by == reader && later.done < began) {
            return Violation.Kind.OWN_WRITE_UNREAD;
        }
        if (later.acknowledged == NEVER || later.lost >= 0) {
            long limit = Math.max(later.committed, later.lost) + Times.LONGEST_LIFE;
            return began > limit ? Violation.Kind.OUTLIVED_TTL : null;
        }
        if (began - later.acknowledged > Times.MAX_STALENESS) {
            return Violation.Kind.STALE_READ;
        }
        maxStaleness = Math.max(maxStaleness, began - later.acknowledged);
        return null;
    }

    private String describe(Process reader, long began, long version, Write later) {
        return reader + " read version " + version + " of key " + later.key + " in a read that began at "
                + Trace.time(began) + ", but " + later.by + " had committed version " + later.version + " at "
                + Trace.time(later.committed)
                + (later.done == NEVER ? "" : ", done at " + Trace.time(later.done))
                + (later.acknowledged == NEVER ? "" : ", acknowledged at " + Trace.time(later.acknowledged))
                + (later.lost < 0 ? "" : ", forgotten by the server at " + Trace.time(later.lost));
    }
}
