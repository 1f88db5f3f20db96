package io.twofold.testkit.simulation;

import io.twofold.spi.RemoteTierFactory;
import io.twofold.spi.TimeSource;
import io.twofold.testkit.Connection;
import io.twofold.testkit.InMemoryServer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** The server that the nodes share, and what may become of it. */
final class SimulatedServer implements TimeSource {
    private static final long FIRST_EPOCH_MILLIS = 1_767_225_600_000L; // 2026-01-01T00:00Z
    private static final int KEPT = 400;
    private static final long KEEPS_EVERY = TimeUnit.MILLISECONDS.toNanos(10);

    private final EventLoop loop;
    private final Process process = new Process("server");
    private final InMemoryServer memory = new InMemoryServer(this);
    private final Deque<Kept> kept = new ArrayDeque<>();

    private record Kept(long time, InMemoryServer.Snapshot snapshot) {}

    SimulatedServer(EventLoop loop) {
        this.loop = loop;
    }

    /** Keeps what it holds, again and again, so that it can be put back. */
    void keepSnapshots() {
        kept.add(new Kept(loop.now(), memory.snapshot()));
        if (kept.size() > KEPT) {
            kept.remove();
        }
        loop.after(KEEPS_EVERY, process, this::keepSnapshots);
    }

    RemoteTierFactory connect(Connection connection) {
        return memory.connect(connection);
    }

    /** A request is on its way. */
    void receive(long delayNanos, Runnable request) {
        loop.after(delayNanos, process, request);
    }

    long pausedUntil() {
        return process.pausedUntil();
    }

    boolean isPaused() {
        return process.pausedUntil() > loop.now();
    }

    void pause(long nanos) {
        process.pauseUntil(loop.now() + nanos);
    }

    void flush() {
        memory.flush();
    }

    void loseControl(int shard) {
        memory.loseControl(shard);
    }

    void trimLogs() {
        memory.trimLogs();
    }

    /**
     * Goes back to what it held some time ago, or at the earliest time that is known.
     *
     * @return the time that it went back to
     */
    long goBack(long nanos) {
        Kept latest = kept.getFirst();
        for (Kept one : kept) {
            if (one.time <= loop.now() - nanos) {
                latest = one;
            }
        }
        long time = latest.time;
        kept.removeIf(one -> one.time > time); // what is restored goes on from there, never to what was given up
        memory.restore(latest.snapshot);
        return time;
    }

    @Override
    public long nanoTime() {
        return loop.now();
    }

    @Override
    public long coarseNanoTime() {
        return loop.now();
    }

    @Override
    public long coarseLagNanos() {
        return 0;
    }

    @Override
    public long epochMillis() {
        return FIRST_EPOCH_MILLIS + TimeUnit.NANOSECONDS.toMillis(loop.now());
    }

    @Override
    public Runnable schedule(Runnable task, long delayNanos) {
        return loop.after(delayNanos, process, task)::cancel;
    }
}
