package io.twofold.examples.fleet;

import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The load on one node: users who read products one after the other, with a pause now and then, and someone who changes
 * some. Popular products are read, and changed, more often than others.
 */
final class Traffic {
    private static final System.Logger LOGGER = System.getLogger(Traffic.class.getName());
    private static final int READERS = 4;
    private static final int READS_BETWEEN_PAUSES = 10;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long BETWEEN_CHANGES_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final int node;
    private final ProductService service;
    private final StalenessJudge judge;
    private final Meter meter;
    private final Zipf zipf = new Zipf(Catalog.SIZE, Catalog.SKEW);
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicBoolean complained = new AtomicBoolean();
    private volatile boolean running;

    Traffic(int node, ProductService service, StalenessJudge judge, Meter meter) {
        this.node = node;
        this.service = service;
        this.judge = judge;
        this.meter = meter;
    }

    /** One piece of work that is done again and again. */
    @FunctionalInterface
    private interface Turn {
        void take(long id, SplittableRandom random) throws SQLException, InterruptedException;
    }

    void start(Phase phase) {
        running = true;
        boolean cached = phase == Phase.CACHED;
        for (int reader = 1; reader <= READERS; reader++) {
            start(
                    "reader-" + reader,
                    100L * node + reader,
                    random -> readers(cached ? this::read : this::readUncached, random));
        }
        start("writer", 100L * node, random -> writer(cached ? this::change : this::changeUncached, random));
    }

    private void start(String name, long seed, Consumer<SplittableRandom> body) {
        Thread thread = new Thread(() -> body.accept(new SplittableRandom(seed)), name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** Ends the load; returns when the last request was answered. */
    void stop() throws InterruptedException {
        running = false;
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
    }

    private void readers(Turn turn, SplittableRandom random) {
        while (running) {
            for (int i = 0; i < READS_BETWEEN_PAUSES; i++) {
                attempt(turn, random);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void writer(Turn turn, SplittableRandom random) {
        long next = System.nanoTime();
        while (running) {
            attempt(turn, random);
            next += BETWEEN_CHANGES_NANOS;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void attempt(Turn turn, SplittableRandom random) {
        try {
            turn.take(Catalog.idOfRank(zipf.next(random)), random);
        } catch (InterruptedException e) {
            running = false;
            Thread.currentThread().interrupt();
        } catch (SQLException | RuntimeException e) {
            failed(e);
        }
    }

    private void failed(Exception reason) {
        meter.failure();
        if (complained.compareAndSet(false, true)) {
            LOGGER.log(Level.WARNING, "node " + node + ": a request failed; further ones are only counted", reason);
        }
    }

    private void read(long id, SplittableRandom random) {
        long latest = judge.latest(id);
        long start = System.nanoTime();
        Product product = service.find(id);
        long nanos = System.nanoTime() - start;
        meter.request(nanos);
        long stale = judge.staleMicros(id, latest, found(product, id).version(), System.nanoTime() - start);
        if (stale != StalenessJudge.FRESH) {
            meter.staleRead(stale);
        }
    }

    private void readUncached(long id, SplittableRandom random) throws SQLException, InterruptedException {
        long start = System.nanoTime();
        Product product = service.findInDatabase(id);
        meter.request(System.nanoTime() - start);
        found(product, id);
    }

    private static Product found(@Nullable Product product, long id) {
        if (product == null) {
            throw new IllegalStateException("product " + id + " was not found, but there is one");
        }
        return product;
    }

    private void change(long id, SplittableRandom random) throws SQLException, InterruptedException {
        service.change(id, price(random), random.nextInt(500));
        meter.change();
    }

    private void changeUncached(long id, SplittableRandom random) throws SQLException, InterruptedException {
        service.changeInDatabase(id, price(random), random.nextInt(500));
        meter.change();
    }

    private static long price(SplittableRandom random) {
        return 100 * random.nextLong(5, 400) + 90;
    }
}
