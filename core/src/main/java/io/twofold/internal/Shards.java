package io.twofold.internal;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The trackers of a cache's shards. */
final class Shards {
    private final List<ShardTracker> trackers;

    Shards(int count, IntFunction<ShardTracker> newTracker) {
        this.trackers = IntStream.range(0, count).mapToObj(newTracker).toList();
    }

    ShardTracker of(int shard) {
        return trackers.get(shard);
    }

    ShardTracker of(Slot slot) {
        return trackers.get(slot.remote().shard());
    }

    int count() {
        return trackers.size();
    }
}
