package io.twofold.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The loads that failed just now: whoever asks for the same key gets the same failure, rather than a source in trouble
 * yet another question. One that began before an invalidation of the key holds nobody up. Bounded; thread-safe.
 */
final class RecentFailures {
    private static final int MOST = 10_000;

    private final Map<Object, Failed> failed = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Failed> eldest) {
            return size() > MOST;
        }
    };
    private final Fences fences;
    private final long keptNanos;

    private record Failed(Throwable failure, long stamp, long at) {}

    /** @param keptNanos for how long a failure is remembered; 0 for not at all */
    RecentFailures(Fences fences, long keptNanos) {
        this.fences = fences;
        this.keptNanos = keptNanos;
    }

    /** @param stamp that of the key's fence when the load began */
    void add(Object key, long stamp, Throwable failure, long now) {
        if (keptNanos > 0) {
            synchronized (failed) {
                failed.remove(key); // so that it becomes the youngest
                failed.put(key, new Failed(failure, stamp, now));
            }
        }
    }

    /** Why the key's load has failed lately, if it has. */
    @Nullable
    Throwable recent(Object key, long now) {
        if (keptNanos == 0) {
            return null;
        }
        synchronized (failed) {
            Failed last = failed.get(key);
            if (last != null && now - last.at < keptNanos && fences.isUnchanged(key, last.stamp)) {
                return last.failure;
            }
            failed.remove(key);
            return null;
        }
    }
}
