package io.twofold.internal;

import io.twofold.spi.Position;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest positions at which the keys changed last are known to have been changed. Each key has a place, which it
 * shares with others; a change gives way to that of a later one in the same place.
 *
 * <p>Places are made by the segment when they are first needed: most caches of a process that has many change little.
 */
final class Guards {
    private static final int SEGMENT_BITS = 6;
    private static final int SEGMENTS = 1 << SEGMENT_BITS;
    private static final int PLACES = 1 << 8;

    private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Guard>> segments =
            new AtomicReferenceArray<>(SEGMENTS);

    private record Guard(Object key, Position position) {}

    /**
     * A key was changed at this position.
     *
     * @param hash the key's, spread over all bits
     */
    void remember(Object key, int hash, Position position) {
        segment(hash).accumulateAndGet(place(hash), new Guard(key, position), Guards::later);
    }

    /** The newest position that is known, or {@link Position#NONE}. */
    Position of(Object key, int hash) {
        AtomicReferenceArray<@Nullable Guard> segment = segments.get(hash & SEGMENTS - 1);
        Guard guard = segment == null ? null : segment.get(place(hash));
        return guard != null && guard.key.equals(key) ? guard.position : Position.NONE;
    }

    private AtomicReferenceArray<@Nullable Guard> segment(int hash) {
        int number = hash & SEGMENTS - 1;
        AtomicReferenceArray<@Nullable Guard> segment = segments.get(number);
        if (segment != null) {
            return segment;
        }
        AtomicReferenceArray<@Nullable Guard> made = new AtomicReferenceArray<>(PLACES);
        AtomicReferenceArray<@Nullable Guard> first = segments.compareAndExchange(number, null, made);
        return first == null ? made : first;
    }

    private static int place(int hash) {
        return hash >>> SEGMENT_BITS & PLACES - 1;
    }

    private static Guard later(@Nullable Guard present, Guard next) {
        if (present != null && present.key.equals(next.key) && next.position.isBefore(present.position)) {
            return present;
        }
        return next;
    }
}
