package io.twofold.benchmarks.redis;

import io.twofold.benchmarks.peers.Channel;
import io.twofold.benchmarks.peers.ComparedCache;
import io.twofold.benchmarks.peers.Making;
import io.twofold.benchmarks.peers.Product;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long an invalidation takes to reach another node. Two nodes, each with a client of its own, in one process. The
 * other node holds a value in its memory; a thread looks at that memory again and again, giving way in between, and
 * notes the time when the value is no longer there. Measured is from just before the write is begun until then. For a
 * bare channel the value is a flag that its listener takes down. The looking is the same for all: a look at memory,
 * no read of the cache, which would go on to Redis.
 *
 * <p>Not safe for use by many threads.
 */
@SuppressWarnings("ThreadPriorityCheck") // looking on without giving way would take a core from what is measured
public final class Propagation implements AutoCloseable {
    private static final String KEY = "product:1";
    private static final Product VALUE = Product.of(KEY, 300);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final Pair pair;
    private final Thread watcher = new Thread(this::watch, "propagation-watcher");
    private final Semaphore begin = new Semaphore(0);
    private final Semaphore ended = new Semaphore(0);
    private volatile boolean watching;
    private volatile boolean closed;
    private volatile long gone;
    private volatile @Nullable Throwable failure;

    /** Two nodes: A writes, B holds. */
    interface Pair extends AutoCloseable {
        /** Has B hold the value. */
        void prepare();

        /** A's write. */
        void write();

        /** Whether B holds the value. */
        boolean isHeld();

        @Override
        void close();
    }

    /** Two nodes of a cache. */
    record Caches(ComparedCache a, ComparedCache b) implements Pair {
        static Caches open(Contestant contestant, Making making) {
            return new Caches(contestant.open(making), contestant.open(making));
        }

        @Override
        public void prepare() {
            b.put(KEY, VALUE);
        }

        @Override
        public void write() {
            a.invalidate(KEY);
        }

        @Override
        public boolean isHeld() {
            return b.isHeldHere(KEY);
        }

        @Override
        public void close() {
            a.close();
            b.close();
        }
    }

    /** Two ends of a channel. */
    static final class Ends implements Pair {
        private final Channel a;
        private final Channel b;
        private volatile boolean held;

        Ends(Channel a, Channel b) {
            this.a = a;
            this.b = b;
            b.listen(message -> held = false);
        }

        @Override
        public void prepare() {
            held = true;
        }

        @Override
        public void write() {
            a.publish(KEY);
        }

        @Override
        public boolean isHeld() {
            return held;
        }

        @Override
        public void close() {
            a.close();
            b.close();
        }
    }

    Propagation(Pair pair) {
        this.pair = pair;
        watcher.setDaemon(true);
        watcher.start();
    }

    /** Has the other node hold the value. Before each {@link #measure}. */
    public void prepare() {
        pair.prepare();
        if (!pair.isHeld()) {
            throw new IllegalStateException("the other node doesn't hold the value, so that nothing can be measured");
        }
    }

    /** Writes, and waits until the other node has dropped the value; returns how long that took, in nanoseconds. */
    public long measure() throws InterruptedException {
        watching = false;
        begin.release();
        while (!watching) {
            Thread.yield();
        }
        long from = System.nanoTime();
        pair.write();
        ended.acquire();
        Throwable failed = failure;
        if (failed != null) {
            throw new IllegalStateException("the other node can't be watched", failed);
        }
        return gone - from;
    }

    private void watch() {
        try {
            for (begin.acquire(); !closed; begin.acquire()) {
                watching = true;
                long until = System.nanoTime() + PATIENCE;
                while (pair.isHeld()) {
                    if (System.nanoTime() - until > 0) {
                        throw new IllegalStateException("the other node still holds the value");
                    }
                    Thread.yield(); // on few cores, those that bring the message need this one
                }
                gone = System.nanoTime();
                ended.release();
            }
        } catch (InterruptedException | RuntimeException e) {
            failure = e;
            watching = true;
            ended.release(Integer.MAX_VALUE / 2);
        }
    }

    @Override
    public void close() {
        closed = true;
        begin.release();
        pair.close();
    }
}
