package io.twofold.testkit.simulation;

import io.twofold.WriteBatch;
import io.twofold.spi.DirtyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is written behind in a run: the puts and removals in the order in which the server took them, the source's rows,
 * and the checks of both.
 *
 * <p>A read must find what the server took longer ago than the bound, and its own node's last put at once; unless its
 * node had trouble in reaching the server, for then it asks the source, which lags behind; what it finds there is for
 * whoever comes within the bound. A removal is found as
 * nothing, and nothing is found only after one. The source refuses a batch whose fencing token is smaller than one it
 * has seen, as the docs tell it to, and everything else must come to it in order. At the end it holds the last put of
 * each key, or no row if that was a removal, or that is a dead letter.
 */
final class BehindHistory {
    static final long ATTEMPTS = 4;
    private static final long NEVER = Long.MAX_VALUE;

    private final EventLoop loop;
    private final Verdicts verdicts;
    private final List<List<Put>> taken = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final Map<String, Put> byText = new HashMap<>();
    private final Map<String, List<Put>> sent = new HashMap<>();
    private final Map<Integer, Long> fences = new HashMap<>();
    private final Map<Long, Integer> failures = new HashMap<>();
    private final Map<Reader, Long> laggingUntil = new HashMap<>();
    private final Set<Integer> setAside = new HashSet<>();
    private long texts;
    private long reads;

    /** A value on its way; or a removal. */
    static final class Put {
        final int key;
        /** Null: the key is removed. */
        final @Nullable String text;

        private final Process by;
        private int number = -1;
        private long takenAt;
        private long acknowledged = NEVER;

        private Put(int key, @Nullable String text, Process by) {
            this.key = key;
            this.text = text;
            this.by = by;
        }

        private String done() {
            return by + (text == null ? " had removed it" : " had put " + text) + ", which the server took at "
                    + Trace.time(takenAt);
        }
    }

    /** Of a key. */
    private record Reader(Process by, int key) {}

    /** What the source holds of a key; null if it has no row, though it remembers which version that was. */
    private record Row(@Nullable String text, long version) {}

    BehindHistory(EventLoop loop, Verdicts verdicts, int keys) {
        this.loop = loop;
        this.verdicts = verdicts;
        for (int key = 0; key < keys; key++) {
            taken.add(new ArrayList<>());
            rows.add(new Row(Long.toString(History.FIRST_VERSION), 0));
        }
    }

    long reads() {
        return reads;
    }

    /** What the source holds; null if it has no row. */
    @Nullable
    String text(int key) {
        return rows.get(key).text;
    }

    /** A user puts something. */
    Put put(int key, Process by) {
        String text = "b" + ++texts;
        Put put = new Put(key, text, by);
        byText.put(text, put);
        return put;
    }

    /** A user removes a key. */
    Put remove(int key, Process by) {
        return new Put(key, null, by);
    }

    /** A node sends some puts as one step. */
    void sent(String nonce, List<Put> puts) {
        sent.put(nonce, puts);
    }

    /** The server took a step. */
    void executed(String nonce) {
        List<Put> puts = sent.remove(nonce);
        if (puts == null) {
            return;
        }
        for (Put put : puts) {
            List<Put> ofKey = taken.get(put.key);
            put.number = ofKey.size();
            put.takenAt = loop.now();
            ofKey.add(put);
        }
    }

    void acknowledged(Put put) {
        put.acknowledged = loop.now();
        if (put.number < 0) {
            verdicts.violated(
                    Violation.Kind.LOST_WRITE,
                    put.key,
                    (put.text == null ? "a removal" : put.text) + " was acknowledged, and the server has not taken it");
        }
    }

    /** A write of one key failed, and may be set aside for it; reads of the key then find what the source has. */
    void failedAlone(WriteBatch.Write<Long, String> write) {
        if (failures.merge(write.version(), 1, Integer::sum) >= ATTEMPTS) {
            setAside.add(Math.toIntExact(write.key()));
        }
    }

    /** A load begins while its node has trouble in reaching the server, and so without asking it. */
    void loadsUnasked(Process by, int key) {
        laggingUntil.put(new Reader(by, key), loop.now() + Times.MAX_STALENESS);
    }

    /** Commits a batch; false if the source refuses it. */
    boolean commit(WriteBatch<Long, String> batch, Process by) {
        if (batch.fencingToken() < fences.getOrDefault(batch.shard(), 0L)) {
            return false;
        }
        fences.put(batch.shard(), batch.fencingToken());
        for (WriteBatch.Write<Long, String> write : batch.writes()) {
            int key = Math.toIntExact(write.key());
            Row row = rows.get(key);
            if (write.version() < row.version) {
                verdicts.violated(
                        Violation.Kind.REVERSED_WRITE,
                        key,
                        by + " wrote " + write.value() + " of key " + key + " (version " + write.version()
                                + ", fencing token " + batch.fencingToken() + ") over " + row.text + " (version "
                                + row.version + ")");
            }
            if (write.isDelete() && lastRemoval(key) == null) {
                verdicts.violated(
                        Violation.Kind.LOST_WRITE, key, by + " deleted key " + key + ", which nobody has removed");
            }
            rows.set(key, new Row(write.value(), write.version()));
        }
        return true;
    }

    /** Of several, the last explains most reads that find nothing. */
    private @Nullable Put lastRemoval(int key) {
        Put last = null;
        for (Put put : taken.get(key)) {
            last = put.text == null ? put : last;
        }
        return last;
    }

    private boolean wasTaken(int key, @Nullable String text, @Nullable Put read) {
        return read == null ? Long.toString(History.FIRST_VERSION).equals(text) : read.number >= 0 && read.key == key;
    }

    /**
     * Checks what a read returned that began at that time.
     *
     * @param text null if it found that there is nothing
     */
    void check(Process reader, int key, long began, @Nullable String text) {
        reads++;
        Put read = text == null ? lastRemoval(key) : byText.get(text);
        if (!wasTaken(key, text, read)) {
            verdicts.violated(
                    Violation.Kind.STALE_READ,
                    key,
                    reader + " read " + text + " of key " + key + ", which the server never took for it");
            return;
        }
        boolean lags = began <= laggingUntil.getOrDefault(new Reader(reader, key), 0L);
        if (lags || setAside.contains(key) || began - reader.troubledUntil() <= Times.RECOVERY) {
            return;
        }
        List<Put> ofKey = taken.get(key);
        for (Put later : ofKey.subList(read == null ? 0 : read.number + 1, ofKey.size())) {
            Violation.Kind kind = later.by == reader && later.acknowledged < began
                    ? Violation.Kind.OWN_WRITE_UNREAD
                    : began - later.takenAt > Times.MAX_STALENESS ? Violation.Kind.STALE_READ : null;
            if (kind != null) {
                verdicts.violated(
                        kind,
                        key,
                        reader + " read " + text + " of key " + key + " in a read that began at " + Trace.time(began)
                                + ", but " + later.done());
                return;
            }
        }
    }

    /** Checks the source once everything that can be written has been written. */
    void check(List<Integer> keys, List<DirtyStore.Dead> dead, long dirty) {
        Set<Integer> refused = new HashSet<>();
        dead.stream()
                .filter(letter -> !letter.superseded())
                .forEach(letter -> refused.add(Witness.key(letter.item().id())));
        for (int key : keys) {
            List<Put> ofKey = taken.get(key);
            @Nullable Put last = ofKey.isEmpty() ? null : ofKey.get(ofKey.size() - 1);
            if (last != null && !Objects.equals(rows.get(key).text, last.text) && !refused.contains(key)) {
                verdicts.violated(
                        Violation.Kind.LOST_WRITE,
                        key,
                        "the source holds " + rows.get(key).text + " of key " + key + " at the end, but " + last.done()
                                + " and which is not a dead letter; " + dirty + " are dirty still");
            }
        }
    }
}
