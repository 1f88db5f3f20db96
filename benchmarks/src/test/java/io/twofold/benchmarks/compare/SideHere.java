package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.compare.Contest.Plan;
import io.twofold.benchmarks.redis.Contestant;
import io.twofold.benchmarks.redis.Work;
import io.twofold.benchmarks.redis.Workbench;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Does in this process what a {@link SideProcess} does in its own. */
final class SideHere implements WorkSide {
    private final Contestant contestant;
    private @Nullable Workbench bench;

    SideHere(Contestant contestant) {
        this.contestant = contestant;
    }

    @Override
    public void beginOpening(String uri, Work work, int bytes) {
        close();
        bench = new Workbench(uri, work, bytes, contestant);
    }

    @Override
    public void awaitOpened() {
        opened();
    }

    private Workbench opened() {
        return Objects.requireNonNull(bench);
    }

    @Override
    public Turn turn(Plan plan) {
        return new LoopWorker(opened()::run).turn(plan);
    }

    @Override
    public void run(int times) {
        int unused = opened().run(0, times);
    }

    @Override
    public void check() {
        opened().check();
    }

    @Override
    public void close() {
        if (bench != null) {
            bench.close();
            bench = null;
        }
    }
}
