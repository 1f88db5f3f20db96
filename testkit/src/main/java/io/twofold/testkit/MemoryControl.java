package io.twofold.testkit;

import io.twofold.spi.Change;
import io.twofold.spi.Inspection;
import io.twofold.spi.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a shard's history.
 *
 * @param floor entries granted before this seq are misses
 * @param tagFloors entries with the tag granted before this seq are misses
 * @param primary the server whose history it is
 */
record MemoryControl(Position position, String nonce, long floor, Map<String, Long> tagFloors, long primary) {
    MemoryControl {
        tagFloors = Map.copyOf(tagFloors);
    }

    /** Whether an entry granted at this seq is above the floor, and above those of its tags. */
    boolean isAboveFloors(long seq, List<String> tags) {
        return seq >= floor && tags.stream().allMatch(tag -> seq >= tagFloors.getOrDefault(tag, 0L));
    }

    /** How an entry stands to this history. */
    static Inspection.Standing standing(@Nullable MemoryControl now, MemoryEntry stored) {
        if (now == null || stored.filledAt().epoch() != now.position.epoch()) {
            return Inspection.Standing.OTHER_EPOCH;
        } else if (stored.filledAt().seq() < now.floor) {
            return Inspection.Standing.BELOW_FLOOR;
        }
        return now.isAboveFloors(stored.filledAt().seq(), stored.tags())
                ? Inspection.Standing.SERVABLE
                : Inspection.Standing.BELOW_TAG_FLOOR;
    }

    /** The floors of tags after a change at this seq. */
    Map<String, Long> tagFloors(Change change, long seq) {
        if (!(change instanceof Change.InvalidateTags invalidate)) {
            return tagFloors;
        }
        Map<String, Long> floors = new HashMap<>(tagFloors);
        invalidate.tags().forEach(tag -> floors.put(tag, seq));
        return floors;
    }
}
