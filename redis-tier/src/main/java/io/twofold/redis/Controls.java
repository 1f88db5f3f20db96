package io.twofold.redis;

import io.twofold.spi.Head;
import io.twofold.spi.Position;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Reads the controls of shards. Between two changes of a shard its control is the same for every look, so what it said is
 * kept. Thread-safe.
 */
final class Controls {
    private static final int WORDS = 7;

    private final AtomicReferenceArray<@Nullable Control> last;

    /** What a control says that matters to a look. */
    @SuppressWarnings("ArrayRecordComponent") // nobody changes it
    record Control(byte[] stored, Head head, long floor) {}

    Controls(int shards) {
        this.last = new AtomicReferenceArray<>(shards);
    }

    /** What the control of a shard says; null if it is missing, or anybody's. */
    @Nullable
    Control read(int shard, @Nullable Object stored) {
        if (!(stored instanceof byte[] bytes)) {
            return null;
        }
        Control known = last.getAcquire(shard);
        if (known != null && Arrays.equals(known.stored, bytes)) {
            return known;
        }
        Control control = parsed(shard, bytes);
        last.setRelease(shard, control);
        return control;
    }

    private static @Nullable Control parsed(int shard, byte[] stored) {
        String[] words = new String(stored, StandardCharsets.UTF_8).split(" ", WORDS);
        try {
            Position position = new Position(Long.parseLong(words[0]), Long.parseLong(words[1]));
            return new Control(stored, new Head(shard, position, words[WORDS - 1]), Long.parseLong(words[2]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return null;
        }
    }
}
