package io.twofold.redis.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.Delivery;
import io.twofold.TieredCache;
import io.twofold.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads on every node and changes keys on one, while a test does harm, and notes each read that began more than
 * {@code maxStaleness} after a change was acknowledged and yet returned what was before it.
 */
final class StalenessWatch implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private final TestFleet fleet;
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    /** For each key, the versions by the time since which no read may return less. */
    private final Map<Integer, NavigableMap<Long, Long>> floors = new ConcurrentHashMap<>();

    private volatile boolean ended;

    /** Begins; the first node writes. */
    StalenessWatch(TestFleet fleet) {
        this.fleet = fleet;
        start("writer", this::write);
        for (int node = 0; node < fleet.nodes().size(); node++) {
            int each = node;
            start("reader-" + node, () -> read(each));
        }
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | Error e) {
                        failures.add(e);
                    }
                },
                "watch-" + name);
        thread.start();
        threads.add(thread);
    }

    private void write() {
        Random random = new Random(7);
        TieredCache<Integer, Long> writer = fleet.node(0);
        while (!ended) {
            int key = random.nextInt(TestFleet.KEYS);
            long version = fleet.change(key);
            if (writer.invalidate(key) == Delivery.ACKNOWLEDGED) {
                long from = System.nanoTime() + TestFleet.MAX_STALENESS.toNanos();
                floors.computeIfAbsent(key, any -> new ConcurrentSkipListMap<>())
                        .put(from, version);
                acknowledged.incrementAndGet();
            }
            LockSupport.parkNanos(4 * PAUSE_NANOS);
        }
    }

    private void read(int node) {
        Random random = new Random(node);
        TieredCache<Integer, Long> reader = fleet.node(node);
        while (!ended) {
            int key = random.nextInt(TestFleet.KEYS);
            long begin = System.nanoTime();
            Map.Entry<Long, Long> floor = floors.computeIfAbsent(key, any -> new ConcurrentSkipListMap<>())
                    .floorEntry(begin);
            Long value = reader.get(key);
            if (value == null || (floor != null && value < floor.getValue())) {
                long late = floor == null ? 0 : TimeUnit.NANOSECONDS.toMillis(begin - floor.getKey());
                violations.add("node " + node + " read version " + value + " of key " + key + ", which was to be "
                        + (floor == null ? 0 : floor.getValue()) + " for " + late + " ms already");
            }
            reads.incrementAndGet();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Waits until so many further changes were acknowledged. */
    void awaitChanges(int count) {
        long enough = acknowledged.get() + count;
        Await.until("changes are acknowledged", () -> !failures.isEmpty() || acknowledged.get() >= enough);
    }

    /** Ends the watch; nothing may have been amiss. */
    void assertNothingStale() {
        close();
        assertThat(failures).isEmpty();
        assertThat(violations).isEmpty();
        assertThat(reads).hasPositiveValue();
        assertThat(acknowledged).hasPositiveValue();
    }

    @Override
    public void close() {
        ended = true;
        for (Thread thread : threads) {
            try {
                thread.join(20_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
