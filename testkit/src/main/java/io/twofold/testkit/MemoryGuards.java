package io.twofold.testkit;

import io.twofold.spi.Change;
import io.twofold.spi.Inspection;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.TimeSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The guards of the writes that are in progress in one shard, by key and token. */
final class MemoryGuards {
    private final TimeSource time;
    private final Map<String, Map<String, Long>> deadlines = new HashMap<>();
    /** The keys of which writes, or a write and another change, have overlapped since they were last without a guard. */
    private final Set<String> overlapped = new HashSet<>();

    MemoryGuards(TimeSource time) {
        this.time = time;
    }

    /** Has those of another too. */
    void putAll(MemoryGuards others) {
        others.deadlines.forEach((name, ofKey) -> deadlines.put(name, new HashMap<>(ofKey)));
        overlapped.addAll(others.overlapped);
    }

    boolean isGuarded(RemoteKey key) {
        return !of(key).isEmpty();
    }

    /** The guards of a key that have not run out. */
    private Map<String, Long> of(RemoteKey key) {
        Map<String, Long> ofKey = deadlines.computeIfAbsent(key.name(), name -> new HashMap<>());
        ofKey.values().removeIf(deadline -> time.nanoTime() - deadline >= 0);
        if (ofKey.isEmpty()) {
            overlapped.remove(key.name());
        }
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

    /** Whether a write's guard is there, the only one, and has been since it came. */
    boolean isAlone(RemoteKey key, String token) {
        return of(key).keySet().equals(Set.of(token)) && !overlapped.contains(key.name());
    }

    /** Does what a change of the key does to its guards. */
    void change(RemoteKey key, Change change) {
        String token = token(change);
        Map<String, Long> ofKey = of(key);
        ofKey.remove(token);
        if (!ofKey.isEmpty()) {
            overlapped.add(key.name());
        }
        if (change instanceof Change.BeginWrite begin) {
            ofKey.put(token, in(begin.guardMillis()));
        }
    }

    /** Of the write that a change begins or ends; else none. */
    private static String token(Change change) {
        if (change instanceof Change.BeginWrite begin) {
            return begin.token();
        } else if (change instanceof Change.EndWrite end) {
            return end.token();
        }
        return change instanceof Change.EndWriteStoring end ? end.token() : "";
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
