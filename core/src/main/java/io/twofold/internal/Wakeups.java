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
            tickets.forEach(ticket -> ticket.call(true));
        }
    }

    /** Goes on once there is no more reason to wait. */
    @FunctionalInterface
    interface Waiter {
        /**
         * Goes on.
         *
         * @param woken whether the lease has ended; if not, the time is over, and it may have or not
         */
        void goOn(boolean woken);
    }

    /** One reader's place in the queue. */
    final class Ticket implements AutoCloseable {
        private final String name;
        private boolean called;
        private @Nullable Waiter waiter;
        private Runnable cancelTimer = () -> {};

        private Ticket(String name) {
            this.name = name;
        }

        /** Calls the waiter once: at the wake-up, which may have been already, or when the time is over. */
        void await(Waiter whoWaits, long atMostNanos) {
            boolean waits;
            synchronized (this) {
                waits = !called;
                if (waits) {
                    waiter = whoWaits;
                    cancelTimer = time.schedule(() -> call(false), atMostNanos);
                }
            }
            if (!waits) {
                whoWaits.goOn(true);
            }
        }

        private void call(boolean woken) {
            Waiter whoWaits;
            synchronized (this) {
                called = true;
                whoWaits = waiter;
                waiter = null;
                cancelTimer.run();
            }
            close();
            if (whoWaits != null) {
                whoWaits.goOn(woken);
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
