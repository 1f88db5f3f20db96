package io.twofold.benchmarks.redis;

import io.twofold.benchmarks.peers.ComparedCache;
import io.twofold.benchmarks.peers.Making;
import io.twofold.benchmarks.peers.Product;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Every thread of every node asks for one key that no tier holds, at the same moment. All nodes are in one process. */
public final class Stampede implements AutoCloseable {
    /** How many nodes there are. */
    public static final int NODES = 4;
    /** How many threads each has. */
    public static final int THREADS = 64;
    /** How long a load takes. */
    public static final long LOAD_MILLIS = 50;

    /** Who is asked. */
    public static final List<Contestant> CONTESTANTS = List.of(
            Contestant.TWOFOLD,
            Contestant.CAFFEINE,
            Contestant.SPRING,
            Contestant.HAND_WRITTEN,
            Contestant.LOCAL_CACHED_MAP,
            Contestant.JETCACHE,
            Contestant.JETCACHE_PROTECTED);

    private static final Product VALUE = Product.of("product:1", 300);

    private final List<ComparedCache> nodes = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(NODES * THREADS);
    private final AtomicInteger loads = new AtomicInteger();
    private int round;

    /**
     * What a round came to.
     *
     * @param nanos from the start until the last answer
     */
    public record Outcome(int loads, long nanos) {}

    /** The nodes of one of those that are compared. */
    public Stampede(Contestant contestant, String uri) {
        Making making = Workbench.plain(uri, "stampede").with(key -> load());
        try {
            for (int i = 0; i < NODES; i++) {
                nodes.add(contestant.open(making));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Object load() {
        loads.incrementAndGet();
        query();
        return VALUE;
    }

    /** One load and nothing else: the base. */
    public static Outcome alone() {
        long from = System.nanoTime();
        query();
        return new Outcome(1, System.nanoTime() - from);
    }

    private static void query() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOAD_MILLIS);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** One key, never seen before, and all threads. */
    public Outcome run() throws InterruptedException {
        String key = "cold:" + round++;
        int before = loads.get();
        CountDownLatch ready = new CountDownLatch(NODES * THREADS);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Long>> answers = new ArrayList<>();
        for (ComparedCache node : nodes) {
            for (int i = 0; i < THREADS; i++) {
                answers.add(threads.submit(() -> {
                    ready.countDown();
                    start.await();
                    if (node.get(key) == null) {
                        throw new IllegalStateException("there is no answer");
                    }
                    return System.nanoTime();
                }));
            }
        }
        ready.await();
        long from = System.nanoTime();
        start.countDown();
        long last = 0;
        for (Future<Long> answer : answers) {
            last = Math.max(last, result(answer) - from);
        }
        return new Outcome(loads.get() - before, last);
    }

    private static long result(Future<Long> answer) throws InterruptedException {
        try {
            return answer.get(1, TimeUnit.MINUTES);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a read failed", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        nodes.forEach(ComparedCache::close);
    }
}
