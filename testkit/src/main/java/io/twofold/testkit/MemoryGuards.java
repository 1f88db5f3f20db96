package io.twofold.testkit;

import io.twofold.spi.Change;
import io.twofold.spi.Inspection;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.TimeSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The guards of the writes that are in progress in one shard, by key and token. */
final class MemoryGuards {
    private final TimeSource time;
    private final Map<String, Map<String, Long>> deadlines = new HashMap<>();

    MemoryGuards(TimeSource time) {
        this.time = time;
    }

    /** Has those of another too. */
    void putAll(MemoryGuards others) {
        others.deadlines.forEach((name, ofKey) -> deadlines.put(name, new HashMap<>(ofKey)));
    }

    boolean isGuarded(RemoteKey key) {
        return !of(key).isEmpty();
    }

    /** The guards of a key that have not run out. */
    private Map<String, Long> of(RemoteKey key) {
        Map<String, Long> ofKey = deadlines.computeIfAbsent(key.name(), name -> new HashMap<>());
        ofKey.values().removeIf(deadline -> time.nanoTime() - deadline >= 0);
        return ofKey;
    }

    /** Those of a key, by token. */
    List<Inspection.WriteGuard> inspect(RemoteKey key) {
        return of(key).entrySet().stream()
                .map(guard -> new Inspection.WriteGuard(
                        guard.getKey(), TimeUnit.NANOSECONDS.toMillis(guard.getValue() - time.nanoTime())))
                .sorted(Comparator.comparing(Inspection.WriteGuard::token))
                .toList();
    }

    /** Does what a change of the key does to its guards. */
    void change(RemoteKey key, Change change) {
        if (change instanceof Change.BeginWrite begin) {
            of(key).put(begin.token(), in(begin.guardMillis()));
        } else if (change instanceof Change.EndWrite end) {
            of(key).remove(end.token());
        }
    }

    boolean renew(List<RemoteKey> keys, String token, long guardMillis) {
        boolean allThere = true;
        for (RemoteKey key : keys) {
            boolean there = of(key).containsKey(token);
            if (there) {
                of(key).put(token, in(guardMillis));
            }
            allThere &= there;
        }
        return allThere;
    }

    private long in(long millis) {
        return time.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
