package io.twofold.internal;

import io.twofold.spi.TimeSource;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Those on this node who wait for a load on another node to end.
 *
 * <p>A wake-up may arrive before the reply that says there is something to wait for; so a reader takes a
 * ticket before it asks, and finds it called when it comes to wait. A timer backs it up, since messages can
 * be lost.
 */
final class Wakeups {
    private final ConcurrentHashMap<String, Collection<Ticket>> byName = new ConcurrentHashMap<>();
    private final TimeSource time;

    Wakeups(TimeSource time) {
        this.time = time;
    }

    /** Takes a ticket for the end of the lease of this name; to be closed or waited with. */
    Ticket expect(String name) {
        Ticket ticket = new Ticket(name);
        byName.compute(name, (n, tickets) -> {
            Collection<Ticket> all = tickets == null ? new ConcurrentLinkedQueue<>() : tickets;
            all.add(ticket);
            return all;
        });
        return ticket;
    }

    /** The lease of this name has ended. */
    void wake(String name) {
        Collection<Ticket> tickets = byName.remove(name);
        if (tickets != null) {
            tickets.forEach(Ticket::call);
        }
    }

    /** One reader's place in the queue. */
    final class Ticket implements AutoCloseable {
        private final String name;
        private boolean called;
        private @Nullable Runnable waiter;
        private Runnable cancelTimer = () -> {};

        private Ticket(String name) {
            this.name = name;
        }

        /** Runs the task once: at the wake-up, which may have been already, or when the time is over. */
        void await(Runnable task, long atMostNanos) {
            boolean waits;
            synchronized (this) {
                waits = !called;
                if (waits) {
                    waiter = task;
                    cancelTimer = time.schedule(this::call, atMostNanos);
                }
            }
            if (!waits) {
                task.run();
            }
        }

        private void call() {
            Runnable task;
            synchronized (this) {
                called = true;
                task = waiter;
                waiter = null;
                cancelTimer.run();
            }
            close();
            if (task != null) {
                task.run();
            }
        }

        /** Gives the ticket back. */
        @Override
        public void close() {
            byName.computeIfPresent(name, (n, tickets) -> {
                tickets.remove(this);
                return tickets.isEmpty() ? null : tickets;
            });
        }
    }
}
