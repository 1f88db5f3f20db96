package io.twofold.benchmarks.lab.campaign;

import io.twofold.Delivery;
import io.twofold.OngoingWrite;
import io.twofold.RemoteTierException;
import io.twofold.TieredCache;
import io.twofold.benchmarks.lab.Clock;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * What a node reads and writes. Each key is written in one way: by {@code invalidate} after the commit or by a write
 * around it, both by any node at any time, or by {@code put}, by one node at a time, since of two puts the last one in
 * the order of Redis wins, not in that of the source.
 */
final class Traffic {
    static final long BOUND = TimeUnit.MILLISECONDS.toNanos(1_000);
    static final long SLACK = TimeUnit.MILLISECONDS.toNanos(10);
    static final int WAYS = 3;

    private static final int NAMES = 1_000_000;
    private static final int READERS = 8;
    private static final int BATCH = 4;
    private static final long READS_EACH_SECOND = 8_000;
    private static final long READ_PAUSE = TimeUnit.SECONDS.toNanos(1) * READERS * BATCH / READS_EACH_SECOND;
    private static final long MAX_ARREARS = TimeUnit.SECONDS.toNanos(1);
    private static final long WRITE_PAUSE = TimeUnit.MILLISECONDS.toNanos(30);

    private final NodeSettings settings;
    private final Ledger ledger;
    private final TieredCache<Long, Long> cache;
    private final Tally tally;
    private final Consumer<String> tell;
    private final PauseWatch pauses = new PauseWatch();

    Traffic(NodeSettings settings, Ledger ledger, TieredCache<Long, Long> cache, Tally tally, Consumer<String> tell) {
        this.settings = settings;
        this.ledger = ledger;
        this.cache = cache;
        this.tally = tally;
        this.tell = tell;
    }

    /** What the cache knows a key as. */
    static long name(Ledger ledger, int key) {
        return ledger.generation(key) * NAMES + key;
    }

    static int keyOf(long name) {
        return (int) (name % NAMES);
    }

    /** Whether a key is written by {@code put}, by this node. */
    static boolean isPutBy(int slot, int nodes, int key) {
        return key % WAYS == 0 && key / WAYS % nodes == slot;
    }

    void start() {
        pauses.start();
        SplittableRandom random = new SplittableRandom(settings.seed());
        for (int i = 0; i < READERS; i++) {
            SplittableRandom own = random.split();
            thread("reader", () -> read(own));
        }
        SplittableRandom putting = random.split();
        SplittableRandom others = random.split();
        thread("putter", () -> write(putting, true));
        thread("writer", () -> write(others, false));
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** The last key is the launcher's. */
    private int anyKey(SplittableRandom random) {
        return random.nextInt(settings.keys() - 1);
    }

    @SuppressWarnings("InfiniteLoop") // it ends with the process
    private void read(SplittableRandom random) {
        long due = Clock.now();
        while (true) {
            for (int i = 0; i < BATCH; i++) {
                check(anyKey(random));
            }
            due = Math.max(due + READ_PAUSE, Clock.now() - MAX_ARREARS);
            LockSupport.parkNanos(due - Clock.now());
        }
    }

    private void check(int key) {
        long began = Clock.now();
        Long got;
        try {
            got = cache.get(name(ledger, key));
        } catch (RuntimeException e) {
            tell.accept("violation key " + key + ": a reader got " + e);
            return;
        }
        tally.reads.increment();
        if (got == null) {
            tell.accept("violation key " + key + ": a reader got null");
            return;
        }
        long since = ledger.missedSince(key, got);
        if (since < began) {
            stale(key, got, began, began - since);
        }
    }

    private void stale(int key, long got, long began, long staleness) {
        if (staleness > BOUND + SLACK && pauses.excuses(began)) {
            tally.excuse();
            return;
        }
        tally.stale(staleness, began);
        if (staleness > BOUND + SLACK) {
            tell.accept("violation key " + key + ", " + way(key) + ": node " + settings.slot() + " got version " + got
                    + " of " + ledger.version(key) + ", outdated for " + TimeUnit.NANOSECONDS.toMicros(staleness)
                    + " us when the read began, at " + began);
        }
    }

    private static String way(int key) {
        return switch (key % WAYS) {
            case 0 -> "put";
            case 1 -> "invalidated";
            default -> "written";
        };
    }

    @SuppressWarnings("InfiniteLoop") // it ends with the process
    private void write(SplittableRandom random, boolean putting) {
        while (true) {
            int key = anyKey(random);
            if (putting ? isPutBy(settings.slot(), settings.nodes(), key) : key % WAYS != 0) {
                boolean acknowledged = change(key);
                (acknowledged ? tally.acknowledged : tally.unacknowledged).increment();
                LockSupport.parkNanos(random.nextLong(2 * WRITE_PAUSE));
            }
        }
    }

    private boolean change(int key) {
        long name = name(ledger, key);
        try {
            if (key % WAYS == 2) {
                return written(key, name);
            }
            long version = ledger.commit(key);
            Delivery delivery = key % WAYS == 0 ? cache.put(name, version) : cache.invalidate(name);
            return acknowledged(key, version, delivery);
        } catch (RemoteTierException e) {
            return acknowledged(key, 0, Delivery.PENDING);
        }
    }

    private boolean written(int key, long name) {
        long version;
        Delivery delivery;
        OngoingWrite write = cache.beginWrite(List.of(name));
        version = ledger.commit(key);
        delivery = write.end();
        return acknowledged(key, version, delivery);
    }

    private boolean acknowledged(int key, long version, Delivery delivery) {
        if (delivery == Delivery.ACKNOWLEDGED) {
            ledger.acknowledged(key, version, Clock.now());
            return true;
        }
        if (key % WAYS == 0) {
            ledger.rename(key); // it may arrive yet, after a put that comes later
        }
        return false;
    }
}
