package io.twofold.testkit.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** Runs what it is given when a test says so. */
final class ManualExecutor implements Executor {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    int waiting() {
        return tasks.size();
    }

    /** Runs the oldest. */
    void runOne() {
        tasks.remove().run();
    }

    /** Hands the oldest to another. */
    void moveOneTo(ManualExecutor other) {
        other.tasks.add(tasks.remove());
    }

    /** Hands all to another. */
    void moveAllTo(ManualExecutor other) {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            other.tasks.add(task);
        }
    }

    /** Runs all, and what they add. */
    void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
