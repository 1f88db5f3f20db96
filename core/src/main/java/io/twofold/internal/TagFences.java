package io.twofold.internal;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When tags were last invalidated, as far as this node knows: what ends the entries that have them, and the loads in
 * flight that are about to attach them.
 *
 * <p>Each invalidation gets a number, larger than the one before. A load remembers the last number when it begins,
 * and what it loads may be served for as long as none of its tags was invalidated under a larger one. So nobody has
 * to know which entries have a tag. Tags are spread over stripes; those that share one cost each other a hit, never a
 * stale value.
 */
final class TagFences {
    private static final int STRIPES = 1 << 12;

    private final AtomicLong last = new AtomicLong();
    private final AtomicLongArray invalidated = new AtomicLongArray(STRIPES);

    /** The number to remember when a load begins. */
    long stamp() {
        return last.get();
    }

    void raise(String tag) {
        invalidated.accumulateAndGet(stripe(tag), last.incrementAndGet(), Math::max);
    }

    /** The stripes of some tags, for {@link #isUnchanged}. */
    static int[] stripes(List<String> tags) {
        return tags.stream().mapToInt(TagFences::stripe).toArray();
    }

    boolean isUnchanged(int[] stripes, long stamp) {
        for (int stripe : stripes) {
            if (invalidated.get(stripe) > stamp) {
                return false;
            }
        }
        return true;
    }

    private static int stripe(String tag) {
        int hash = tag.hashCode() * 0x9E3779B9;
        return (hash ^ hash >>> 16) & STRIPES - 1;
    }
}
