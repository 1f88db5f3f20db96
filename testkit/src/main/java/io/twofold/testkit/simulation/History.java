package io.twofold.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The source, with every version that was committed to it, and the check of each read against it.
 *
 * <p>A version is outdated by a later one. That is acknowledged when the cache says so to whoever committed it, and
 * from then on the bound counts; if the server forgets what it acknowledged, the bound counts from then. Where nobody
 * may ever say so (a node that dies between commit and invalidation), only the time to live bounds the life of the old
 * version, unless a guard kept it from being stored.
 */
final class History {
    static final long FIRST_VERSION = 1;
    private static final long NEVER = Long.MAX_VALUE;

    private final EventLoop loop;
    private final Verdicts verdicts;
    private final List<List<Write>> writes = new ArrayList<>();
    private final Map<String, Write> puts = new HashMap<>();
    private final Map<String, Write> byText = new HashMap<>();
    private final Set<String> executed = new HashSet<>();
    private long guardsLost = -1;
    private long reads;
    private long maxStaleness;
    private long texts;

    /** One version of one key on its way from the source into the caches. */
    static final class Write {
        final int key;
        final long version;
        private final Process by;
        private final long committed;
        private long called = -1;
        private long executed = -1;
        private long acknowledged = NEVER;
        private long done = NEVER;
        private long lost = -1;
        private boolean guarded;
        private boolean byTag;
        private String text;

        private Write(int key, long version, Process by, long committed) {
            this.key = key;
            this.version = version;
            this.by = by;
            this.committed = committed;
            this.text = Long.toString(version);
        }

        /** Until when this version may have come into a cache in place of a later one: a put does so as it arrives. */
        private long arrived() {
            return Math.max(called, executed);
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

    /** A text that nobody else has put. */
    String unique() {
        return "t" + ++texts;
    }

    /** What the source's row of a version says. */
    String text(int key, long version) {
        return version == FIRST_VERSION ? Long.toString(version) : written(key, version).text;
    }

    private Write written(int key, long version) {
        return writes.get(key).get((int) (version - FIRST_VERSION - 1));
    }

    /** Checks what a read returned that began at that time. */
    void check(Process reader, int key, long began, String text) {
        if (text.startsWith("t")) {
            Write read = byText.get(text);
            if (read == null) {
                verdicts.violated(
                        Violation.Kind.STALE_READ,
                        key,
                        reader + " read " + text + " of key " + key + ", which nobody has committed");
                return;
            }
            check(reader, key, began, read.version);
            return;
        }
        check(reader, key, began, Long.parseLong(text));
    }

    /** Commits the next version, as this text. */
    Write commit(int key, Process by, String text) {
        Write write = commit(key, by);
        write.text = text;
        byText.put(text, write);
        return write;
    }

    /** The version that was committed as a text, or null if none was. */
    @Nullable
    Write byText(String text) {
        return byText.get(text);
    }

    /** Commits the next version. */
    Write commit(int key, Process by) {
        Write write = new Write(key, version(key) + 1, by, loop.now());
        writes.get(key).add(write);
        return write;
    }

    /**
     * The cache was told to hold a version.
     *
     * @param nonce the step that will come of it
     */
    void put(Write write, String nonce) {
        write.called = loop.now();
        puts.put(nonce, write);
    }

    /**
     * Nothing older than this version can be stored, since a guard was there before it was committed, and nothing older
     * is being loaded: so it needs no acknowledgement.
     *
     * @param since when the guard was asked for
     */
    void guarded(Write write, long since) {
        write.guarded = guardsLost < since;
    }

    /** A version is announced by its tag. */
    void byTag(Write write) {
        write.byTag = true;
    }

    /** The server took a step. */
    void executed(String nonce) {
        executed.add(nonce);
        Write write = puts.remove(nonce);
        if (write != null) {
            write.executed = loop.now();
        }
    }

    boolean isExecuted(String nonce) {
        return executed.contains(nonce);
    }

    /** The server lost its guards. */
    void guardsLost() {
        guardsLost = loop.now();
        writes.forEach(ofKey ->
                ofKey.stream().filter(write -> write.acknowledged == NEVER).forEach(write -> write.guarded = false));
    }

    /** The cache answered the one who wrote. */
    void done(Write write, boolean acknowledged) {
        write.done = loop.now();
        if (acknowledged) {
            write.acknowledged = loop.now();
        }
    }

    /**
     * The server went back to what it held at that time: without what was acknowledged since, and without what has made
     * good an earlier loss since.
     */
    void lost(long since) {
        guardsLost();
        for (List<Write> ofKey : writes) {
            for (Write write : ofKey) {
                boolean lostAgain = write.lost >= 0 && write.lost > since - Times.LONGEST_RECOVERY;
                if (write.acknowledged >= since || lostAgain) {
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

    private void check(Process reader, int key, long began, long version) {
        reads++;
        List<Write> ofKey = writes.get(key);
        Write read = version == FIRST_VERSION ? null : ofKey.get((int) (version - FIRST_VERSION - 1));
        long arrived = read == null ? -1 : read.arrived();
        for (int i = (int) (version - FIRST_VERSION); i < ofKey.size(); i++) {
            Write later = ofKey.get(i);
            if (later.committed > arrived) {
                Violation.Kind kind = broken(reader, began, later);
                if (kind != null) {
                    verdicts.violated(kind, key, describe(reader, began, version, later));
                    return;
                }
            }
        }
    }

    private Violation.@Nullable Kind broken(Process reader, long began, Write later) {
        // a node remembers where it changed a key, not where a tag: of that it is the bound that counts
        boolean remembered = !later.byTag || later.lost < 0;
        if (later.by == reader && later.done < began && remembered) {
            return Violation.Kind.OWN_WRITE_UNREAD;
        }
        if (later.acknowledged == NEVER && !later.guarded) {
            long limit = Math.max(later.committed, later.lost) + Times.LONGEST_LIFE;
            return began > limit ? Violation.Kind.OUTLIVED_TTL : null;
        }
        long since = Math.max(later.guarded ? later.committed : later.acknowledged, later.lost);
        if (began - since > Times.MAX_STALENESS) {
            return Violation.Kind.STALE_READ;
        }
        maxStaleness = Math.max(maxStaleness, began - since);
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
