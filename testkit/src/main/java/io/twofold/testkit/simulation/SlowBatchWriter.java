package io.twofold.testkit.simulation;

import io.twofold.BatchWriter;
import io.twofold.WriteBatch;

/**
 * The source, as a node's batch writer sees it. A batch is committed at some instant of the call, or not at all: it is
 * refused if its fencing token is an old one.
 */
record SlowBatchWriter(World world, Process process) implements BatchWriter<Long, String> {
    private static final double FAILING = 0.03;
    private static final double OFTEN_FAILING = 0.5;

    @Override
    public void write(WriteBatch<Long, String> batch) throws Node.SourceFailure {
        try {
            world.loop().await(time(), process);
            failPerhaps();
            boolean committed = world.behind().commit(batch, process);
            trace(batch, committed ? "writes" : "is refused to write");
            if (!committed) {
                throw new Node.SourceFailure();
            }
            world.loop().await(time(), process);
            failPerhaps();
        } catch (Node.SourceFailure e) {
            if (batch.writes().size() == 1) {
                world.behind().failedAlone(batch.writes().get(0));
            }
            throw e;
        }
    }

    private void failPerhaps() throws Node.SourceFailure {
        if (world.chance().is(world.profile().failingLoads() > 0 ? OFTEN_FAILING : FAILING)) {
            throw new Node.SourceFailure();
        }
    }

    private long time() {
        return world.chance().is(0.1)
                ? world.chance().millis(20, 900)
                : world.chance().micros(100, 5_000);
    }

    private void trace(WriteBatch<Long, String> batch, String what) {
        if (world.trace().isOn()) {
            batch.writes()
                    .forEach(write -> world.trace()
                            .add(
                                    Math.toIntExact(write.key()),
                                    process + " " + what + " " + write.value() + ", version " + write.version()
                                            + ", fencing token " + batch.fencingToken()));
        }
    }
}
