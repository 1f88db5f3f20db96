package io.twofold.benchmarks.lab.campaign;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The source, and what is known of its versions: memory that all processes of a campaign share, and that outlives
 * each of them. For each key the version that was committed last, and when each of the last {@value #RING} versions
 * was acknowledged by the cache. Lock-free, so that a process may be killed anywhere.
 */
final class Ledger {
    private static final int RING = 64;
    private static final int WORD = Long.BYTES;
    private static final int COMMITTED = 0;
    private static final int GENERATION = WORD;
    private static final int ACKNOWLEDGED = 2 * WORD;
    private static final int KEY_SIZE = ACKNOWLEDGED + 2 * WORD * RING;
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final MappedByteBuffer memory;

    private Ledger(MappedByteBuffer memory) {
        this.memory = memory;
    }

    /** Maps a file, which is made if it isn't there. */
    static Ledger open(Path file, int keys) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Ledger(channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) keys * KEY_SIZE));
        }
    }

    private long get(int index) {
        return (long) LONGS.getVolatile(memory, index);
    }

    private static int at(int key) {
        return key * KEY_SIZE;
    }

    private static int slot(int key, long version) {
        return at(key) + ACKNOWLEDGED + 2 * WORD * (int) (version % RING);
    }

    /** Changes the source, and returns the version that the key then has. */
    long commit(int key) {
        return (long) LONGS.getAndAdd(memory, at(key) + COMMITTED, 1L) + 1;
    }

    /** What a query of the source would find. */
    long version(int key) {
        return get(at(key) + COMMITTED);
    }

    /** The key is known to the cache under another name from now on. */
    void rename(int key) {
        long unused = (long) LONGS.getAndAdd(memory, at(key) + GENERATION, 1L);
    }

    /** Which of its names the key has. */
    long generation(int key) {
        return get(at(key) + GENERATION);
    }

    /** The change to this version was acknowledged, no later than at this time. */
    void acknowledged(int key, long version, long time) {
        int slot = slot(key, version);
        LONGS.setVolatile(memory, slot, 0L);
        LONGS.setVolatile(memory, slot + WORD, time);
        LONGS.setVolatile(memory, slot, version);
    }

    /** When the first change that this version misses was acknowledged; {@link Long#MAX_VALUE} if none was. */
    long missedSince(int key, long version) {
        long committed = version(key);
        long since = Long.MAX_VALUE;
        for (long later = Math.max(version + 1, committed - RING + 1); later <= committed; later++) {
            int slot = slot(key, later);
            if (get(slot) == later) {
                long time = get(slot + WORD);
                if (get(slot) == later) {
                    since = Math.min(since, time);
                }
            }
        }
        return since;
    }
}
