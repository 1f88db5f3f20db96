package io.twofold.benchmarks.lab.writes;

import io.twofold.testkit.EmbeddedRedis;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A process that puts and two that write to the database, killed at random moments; then the database is checked. */
final class Kills {
    private static final int KEYS = 200;
    private static final long VALUES_OF_A_LIFE = 1_000_000_000L;
    private static final long PROGRESS_EVERY = TimeUnit.SECONDS.toNanos(10);

    private final EmbeddedRedis redis;
    private final Database database;
    private final PrintWriter out;
    private final Random random;
    private final Map<Long, Long> acknowledged = new ConcurrentHashMap<>();
    private final AtomicLong acks = new AtomicLong();
    private final List<Child> flushers = new ArrayList<>();
    private Child writer;
    private long lives;

    /** What is killed. */
    private enum Victim {
        WRITER,
        FLUSHER,
        BOTH,
        REDIS
    }

    Kills(EmbeddedRedis redis, Database database, long seed, PrintWriter out) {
        this.redis = redis;
        this.database = database;
        this.random = new Random(seed);
        this.out = out;
        this.writer = newWriter();
        flushers.add(newFlusher());
        flushers.add(newFlusher());
    }

    private Child newWriter() {
        lives++;
        return new Child(
                "writer " + KEYS + " " + lives * VALUES_OF_A_LIFE + " " + redis.uri(),
                acknowledged,
                acks::incrementAndGet);
    }

    private Child newFlusher() {
        return new Child("flusher " + redis.uri() + " " + database.url(), acknowledged, acks::incrementAndGet);
    }

    private static void awaitReady(Child child) throws InterruptedException {
        if (child.await("ready", 60) == null) {
            throw new IllegalStateException("a process doesn't start");
        }
    }

    /** Whether everything that was acknowledged is in the database, in order. */
    boolean run(int kills, int restarts) throws InterruptedException, SQLException {
        awaitReady(writer);
        for (Child each : flushers) {
            awaitReady(each);
        }
        long last = System.nanoTime();
        List<Victim> victims = victims(kills, restarts);
        for (int i = 0; i < victims.size(); i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(400)));
            strike(victims.get(i));
            if (System.nanoTime() - last > PROGRESS_EVERY) {
                last = System.nanoTime();
                out.println((i + 1) + " of " + victims.size() + " kills, " + acks + " puts acknowledged");
                out.flush();
            }
        }
        return verdict(kills, restarts);
    }

    private List<Victim> victims(int kills, int restarts) {
        List<Victim> victims = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            victims.add(Victim.values()[i % 3]);
        }
        victims.addAll(Collections.nCopies(restarts, Victim.REDIS));
        Collections.shuffle(victims, random);
        return victims;
    }

    private void strike(Victim victim) throws InterruptedException {
        if (victim == Victim.REDIS) {
            redis.kill();
            redis.restart();
            long before = acks.get();
            for (int i = 0; i < 2_000 && acks.get() == before; i++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5)); // until it is written to again
            }
            return;
        }
        if (victim != Victim.FLUSHER) {
            writer.kill();
        }
        int which = random.nextInt(flushers.size());
        if (victim != Victim.WRITER) {
            flushers.get(which).kill();
            flushers.set(which, newFlusher());
        }
        if (victim != Victim.FLUSHER) {
            writer = newWriter();
            awaitReady(writer);
        }
        if (victim != Victim.WRITER) {
            awaitReady(flushers.get(which));
        }
    }

    private boolean verdict(int kills, int restarts) throws InterruptedException, SQLException {
        writer.send("stop");
        boolean stopped = writer.await("stopped", 60) != null;
        flushers.get(0).send("flush");
        String left = flushers.get(0).await("left", 90);
        Map<Long, Long> values = database.values();
        long lost = acknowledged.entrySet().stream()
                .filter(each -> values.getOrDefault(each.getKey(), -1L) < each.getValue())
                .count();
        Database.Order order = database.order();
        out.printf(
                Locale.ROOT,
                "kills=%d restarts=%d acknowledged=%d keys=%d statements=%d duplicates=%d reversed=%d lost=%d %s%n",
                kills,
                restarts,
                acks.get(),
                acknowledged.size(),
                order.writes(),
                order.duplicates(),
                order.reversed(),
                lost,
                left == null ? "left=unknown" : left.replace(' ', '='));
        out.flush();
        return stopped && "left 0".equals(left) && lost == 0 && order.reversed() == 0 && acks.get() > 0;
    }

    void end() throws InterruptedException {
        writer.kill();
        for (Child each : flushers) {
            each.kill();
        }
    }
}
