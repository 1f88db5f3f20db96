package io.twofold.internal.write;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Lets few calls of a cache be under way at a time; whoever else wants to make one is called, in order, when it is his
 * turn. Few large calls cost the server and its client much less than many small ones.
 */
final class Gate {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;

    Gate(int free) {
        this.free = free;
    }

    /** Runs a task that ends with {@link #leave}, now or later. */
    void enter(Runnable task) {
        synchronized (this) {
            if (free == 0) {
                waiting.add(task);
                return;
            }
            free--;
        }
        task.run();
    }

    /** The next, if any, runs on this thread. */
    void leave() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free++;
                return;
            }
        }
        next.run();
    }
}
