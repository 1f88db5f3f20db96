package io.twofold.internal;

import io.twofold.spi.Change;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The changes that this node made lately and that were acknowledged. A server that takes another's place may lack
 * them, or one that was cut off may have acknowledged them and then been given up; so when a shard begins a new epoch
 * they are made once more.
 *
 * <p>It holds so many changes for so long; of a shard for which it had to let go too early, everything is cleared
 * instead. Thread-safe.
 */
final class Journal {
    private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final int MOST = 10_000;

    private final Deque<Made> changes = new ArrayDeque<>();
    /** When the last change of a shard was let go for want of room. */
    private final Map<Integer, Long> forgotten = new HashMap<>();

    private record Made(Change change, long at) {}

    synchronized void add(Change change, long now) {
        changes.add(new Made(change, now));
        while (now - changes.getFirst().at > KEPT_NANOS) {
            changes.remove();
        }
        if (changes.size() > MOST) {
            Made oldest = changes.remove();
            forgotten.put(oldest.change.shard(), oldest.at);
        }
    }

    /** Has the outbox send what was changed in a shard once more. */
    synchronized void repeat(int shard, Outbox outbox, long now) {
        Long lost = forgotten.get(shard);
        if (lost != null && now - lost <= KEPT_NANOS) {
            outbox.keep(new Change.Clear(shard, "")); // the outbox gives it a nonce when it is sent
            return;
        }
        for (Made made : changes) {
            if (made.change.shard() == shard && now - made.at <= KEPT_NANOS) {
                outbox.keep(made.change);
            }
        }
    }
}
