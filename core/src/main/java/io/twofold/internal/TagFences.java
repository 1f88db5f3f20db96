package io.twofold.internal;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

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
    /** None until the first tag is invalidated, which in most caches is never. */
    private final AtomicReference<@Nullable AtomicLongArray> invalidated = new AtomicReference<>();

    /** The number to remember when a load begins. */
    long stamp() {
        return last.get();
    }

    void raise(String tag) {
        stripes().accumulateAndGet(stripe(tag), last.incrementAndGet(), Math::max);
    }

    private AtomicLongArray stripes() {
        AtomicLongArray present = invalidated.get();
        if (present != null) {
            return present;
        }
        AtomicLongArray made = new AtomicLongArray(STRIPES);
        AtomicLongArray first = invalidated.compareAndExchange(null, made);
        return first == null ? made : first;
    }

    /** The stripes of some tags, for {@link #isUnchanged}. */
    static int[] stripes(List<String> tags) {
        return tags.stream().mapToInt(TagFences::stripe).toArray();
    }

    boolean isUnchanged(int[] stripes, long stamp) {
        AtomicLongArray numbers = invalidated.get();
        for (int i = 0; numbers != null && i < stripes.length; i++) {
            if (numbers.get(stripes[i]) > stamp) {
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
