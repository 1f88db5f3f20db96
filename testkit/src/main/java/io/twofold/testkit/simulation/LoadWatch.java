package io.twofold.testkit.simulation;

import io.twofold.spi.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches that a key is loaded by one at a time. Two loads at a time are right only if an invalidation came between
 * (it ends the first one's lease), or if one of them couldn't ask the server: so a fault excuses what happens until
 * everything has recovered from it.
 */
final class LoadWatch {
    private final EventLoop loop;
    private final Verdicts verdicts;
    private final List<List<Load>> underWay = new ArrayList<>();
    private final List<Position> lastChanged = new ArrayList<>();
    private long disturbedUntil = Times.RECOVERY;

    /** @param grantedAt where the shard was when the lease was granted, or null if the load has none */
    private record Load(Process by, @Nullable Position grantedAt, long began) {}

    LoadWatch(EventLoop loop, Verdicts verdicts, int keys) {
        this.loop = loop;
        this.verdicts = verdicts;
        for (int key = 0; key < keys; key++) {
            underWay.add(new ArrayList<>());
            lastChanged.add(Position.NONE);
        }
    }

    /** Something goes wrong until then. */
    void disturbed(long until) {
        disturbedUntil = Math.max(disturbedUntil, until + Times.RECOVERY);
    }

    /** Whether anybody is loading a key now. */
    boolean isLoading(int key) {
        return !underWay.get(key).isEmpty();
    }

    /** The server changed a key. */
    void changed(int key, Position position) {
        lastChanged.set(key, position);
    }

    /**
     * A load begins.
     *
     * @return to be run when it ends
     */
    Runnable begins(Process by, int key, @Nullable Position grantedAt) {
        Load mine = new Load(by, grantedAt, loop.now());
        List<Load> ofKey = underWay.get(key);
        for (Load other : ofKey) {
            if (!other.by.isDead() && other.began > disturbedUntil && !changedSince(key, earlier(mine, other))) {
                verdicts.violated(
                        Violation.Kind.TWO_LOADS,
                        key,
                        by + " began to load key " + key + " (lease of " + grantedAt + ") at " + Trace.time(loop.now())
                                + " while a load by " + other.by + " (lease of " + other.grantedAt
                                + ") was under way since " + Trace.time(other.began));
            }
        }
        ofKey.add(mine);
        return () -> ofKey.remove(mine);
    }

    private static @Nullable Position earlier(Load a, Load b) {
        if (a.grantedAt == null || b.grantedAt == null) {
            return null;
        }
        return a.grantedAt.isBefore(b.grantedAt) ? a.grantedAt : b.grantedAt;
    }

    private boolean changedSince(int key, @Nullable Position position) {
        return position != null && position.isBefore(lastChanged.get(key));
    }
}
