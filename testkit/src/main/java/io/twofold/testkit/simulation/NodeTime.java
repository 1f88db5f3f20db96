package io.twofold.testkit.simulation;

import io.twofold.spi.TimeSource;
import java.util.concurrent.TimeUnit;

/** A node's own clocks: the monotonic one begins anywhere, the other is wrong by up to minutes. */
final class NodeTime implements TimeSource {
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(2);

    private final EventLoop loop;
    private final Process process;
    private final long origin;
    private final long epochMillis;

    NodeTime(EventLoop loop, Process process, Chance chance) {
        this.loop = loop;
        this.process = process;
        this.origin = chance.number();
        this.epochMillis = 1_767_225_600_000L + chance.below(1_000_000);
    }

    @Override
    public long nanoTime() {
        return origin + loop.now();
    }

    @Override
    public long coarseNanoTime() {
        return origin + loop.now() / TICK * TICK;
    }

    @Override
    public long coarseLagNanos() {
        return TICK;
    }

    @Override
    public long epochMillis() {
        return epochMillis + TimeUnit.NANOSECONDS.toMillis(loop.now());
    }

    @Override
    public Runnable schedule(Runnable task, long delayNanos) {
        return loop.after(delayNanos, process, task)::cancel;
    }
}
