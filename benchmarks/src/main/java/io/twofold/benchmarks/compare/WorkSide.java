package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.redis.Work;

/** One who does works on Redis, in this process or another. Whatever fails is an {@link IllegalStateException}. */
interface WorkSide extends Side.Worker, AutoCloseable {
    /** Begins to open a cache that holds what the work needs, in place of one that was open; others may begin meanwhile. */
    void beginOpening(String uri, Work work, int bytes);

    /** Waits until it is opened. */
    void awaitOpened();

    /** Does the work so many times. */
    void run(int times);

    /** That it did what it was meant to. */
    void check();

    @Override
    void close();
}
