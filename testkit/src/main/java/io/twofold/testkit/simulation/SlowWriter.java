package io.twofold.testkit.simulation;

import io.twofold.CacheWriter;

/** The source, as a node's writer sees it. What it is given is committed at some instant of the call, or not at all. */
record SlowWriter(World world, Process process) implements CacheWriter<Long, String> {
    private static final double FAILING = 0.05;

    @Override
    public void write(Long key, String value) throws Node.SourceFailure {
        int number = Math.toIntExact(key);
        world.loop().await(time(), process);
        failPerhaps();
        History.Write write = world.history().commit(number, process, value);
        if (world.trace().isOn()) {
            world.trace().add(number, process + " commits " + write.version + " through the cache");
        }
        world.loop().await(time(), process);
        failPerhaps();
    }

    private void failPerhaps() throws Node.SourceFailure {
        if (world.chance().is(FAILING)) {
            throw new Node.SourceFailure();
        }
    }

    private long time() {
        return world.chance().is(0.1)
                ? world.chance().millis(20, 900)
                : world.chance().micros(100, 5_000);
    }

    @Override
    public void delete(Long key) {
        throw new UnsupportedOperationException("no user of a simulation deletes");
    }
}
