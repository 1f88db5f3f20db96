package io.twofold.internal;

import java.util.List;

/**
 * How things were for many keys when a read of all of them began. Of most of them nobody asks for the {@link
 * Flight.Fence}, so it is made for those of which somebody does.
 */
final class ManyFences {
    private final long takenAt;
    private final long tagStamp;
    private final Validity[] validities;
    private final long[] stamps;

    /** @param takenAt the monotonic time, now */
    ManyFences(List<Slot> slots, Shards shards, Fences fences, long takenAt) {
        this.takenAt = takenAt;
        this.tagStamp = fences.tags().stamp();
        this.validities = new Validity[slots.size()];
        this.stamps = new long[slots.size()];
        for (int i = 0; i < stamps.length; i++) {
            Slot slot = slots.get(i);
            validities[i] = shards.of(slot).validity();
            stamps[i] = fences.stamp(slot.local());
        }
    }

    /** That of a key, by its number among the slots. */
    Flight.Fence of(int number) {
        return new Flight.Fence(stamps[number], validities[number], tagStamp, takenAt);
    }
}
