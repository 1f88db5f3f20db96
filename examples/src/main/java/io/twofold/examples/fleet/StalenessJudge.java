package io.twofold.examples.fleet;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Knows which changes were acknowledged and when, over all processes of the fleet, and so whether a read returned a
 * value that it shouldn't have: one older than a change that was acknowledged before the read began.
 *
 * <p>The nodes share a file in memory, not messages, so that every read can be judged at once, and no read is judged
 * by what arrived late. For each product the file holds the latest acknowledged version and a ring of the last
 * {@value #RING} changes, each a version and a time in one word, so that none is ever seen half written.
 * The processes run on one machine, hence by one clock. Safe for use by many threads and processes.
 */
final class StalenessJudge {
    /** What {@link #staleMicros} says of a value that is as new as it must be. */
    static final long FRESH = -1;

    private static final int RING = 63;
    private static final int LINE = RING + 1; // the first word is the latest version
    private static final int TIME_BITS = 44; // 200 days in microseconds
    private static final long TIME_MASK = (1L << TIME_BITS) - 1;
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer words;
    private final Clock clock;

    private StalenessJudge(ByteBuffer words, Clock clock) {
        this.words = words;
        this.clock = clock;
    }

    /** Makes the file for products with ids from 1 to a maximum. */
    static Path create(int products) throws IOException {
        Path file = Files.createTempFile("twofold-fleet-", ".acks");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer start = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
            start.putLong(micros(Clock.systemUTC().instant())).flip();
            channel.write(start, 0);
            channel.write(ByteBuffer.allocate(1), (long) Long.BYTES * LINE * (products + 1L) - 1);
        }
        return file;
    }

    /** Opens the file that the launcher made. */
    static StalenessJudge open(Path file) throws IOException {
        return open(file, Clock.systemUTC());
    }

    static StalenessJudge open(Path file, Clock clock) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new StalenessJudge(channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size()), clock);
        }
    }

    /** Notes that from now on nobody should read a version before this one. */
    void acknowledged(long id, long version) {
        WORD.setVolatile(words, slot(id, version), version << TIME_BITS | (now() & TIME_MASK));
        long latest = latest(id);
        while (latest < version && !WORD.compareAndSet(words, line(id), latest, version)) {
            latest = latest(id);
        }
    }

    /** The latest version that was acknowledged; 0 if none was. To be asked before a read, for {@link #staleMicros}. */
    long latest(long id) {
        return (long) WORD.getVolatile(words, line(id));
    }

    /**
     * For how long, when the read began, the value read had been out of date.
     *
     * @param latestBefore what {@link #latest} said before the read began
     * @param version of the value that was read
     * @param sinceNanos how long ago the read began
     * @return microseconds, or {@link #FRESH}
     */
    long staleMicros(long id, long latestBefore, long version, long sinceNanos) {
        if (version >= latestBefore) {
            return FRESH;
        }
        long began = now() - sinceNanos / 1_000;
        long acknowledged = began;
        for (int i = 0; i < RING; i++) {
            long word = (long) WORD.getVolatile(words, slot(id, i));
            if (word >>> TIME_BITS > version) {
                acknowledged = Math.min(acknowledged, word & TIME_MASK);
            }
        }
        return began - acknowledged;
    }

    private long now() {
        return micros(clock.instant()) - (long) WORD.getVolatile(words, 0);
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static int line(long id) {
        return Math.toIntExact(id * LINE * Long.BYTES);
    }

    private static int slot(long id, long version) {
        return line(id) + Long.BYTES * (1 + (int) (version % RING));
    }
}
