package io.twofold.testkit.simulation;

import io.twofold.testkit.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One node's network: requests and replies each take their own time, announcements come in order over a channel of
 * their own, unless there is trouble.
 */
final class Link implements Connection {
    private final EventLoop loop;
    private final Chance chance;
    private final SimulatedServer server;
    private final Process process;
    private final int[] troubles = new int[Trouble.values().length];
    private @Nullable Runnable subscribed;
    private boolean connected;
    private boolean used;
    private int connection;
    private long lastAnnouncement;

    /** What may be wrong with it. */
    enum Trouble {
        /** No request goes out, and the node knows at once. */
        REFUSED,
        /** Requests get lost. */
        REQUESTS_LOST,
        /** Requests arrive, and their replies get lost. */
        REPLIES_LOST,
        /** Requests and replies take long, some longer than the node waits. */
        SLOW,
        /** The feed is cut, as the node is told when it is there again. */
        FEED_CUT,
        /** Announcements get lost, as nobody is told. */
        FEED_LOST,
        /** Announcements take long. */
        FEED_SLOW,
        /** Announcements come twice. */
        FEED_REPEATED,
        /** Announcements overtake each other. */
        FEED_SHUFFLED
    }

    Link(EventLoop loop, Chance chance, SimulatedServer server, Process process) {
        this.loop = loop;
        this.chance = chance;
        this.server = server;
        this.process = process;
    }

    void begin(Trouble trouble) {
        troubles[trouble.ordinal()]++;
        if (trouble == Trouble.FEED_CUT) {
            connected = false;
            connection++;
        }
    }

    /** Ends a trouble, if nobody else wants it. */
    void end(Trouble trouble) {
        troubles[trouble.ordinal()]--;
        if (trouble == Trouble.FEED_CUT && !has(Trouble.FEED_CUT)) {
            connect();
        }
    }

    private boolean has(Trouble trouble) {
        return troubles[trouble.ordinal()] > 0;
    }

    private void connect() {
        Runnable tell = subscribed;
        if (tell == null) {
            return;
        }
        int mine = ++connection;
        loop.after(delay(), process, () -> {
            if (mine == connection && !has(Trouble.FEED_CUT)) {
                connected = true;
                loop.after(delay(), process, tell);
            }
        });
    }

    private long delay() {
        return chance.is(0.02) ? chance.micros(1_000, 20_000) : chance.micros(50, 1_500);
    }

    private long commandDelay() {
        return has(Trouble.SLOW) ? chance.millis(0, 250) : delay();
    }

    @Override
    public <T> CompletionStage<T> exchange(Supplier<T> operation, Duration timeout) {
        if (!used) {
            used = true; // whoever builds a cache blocks until it knows the layout
            return atOnce(operation);
        }
        CompletableFuture<T> future = new CompletableFuture<>();
        if (has(Trouble.REFUSED)) {
            loop.after(delay(), process, () -> future.completeExceptionally(new IOException("refused")));
            return future;
        }
        EventLoop.Event tooLate = loop.after(
                timeout.toNanos(),
                process,
                () -> future.completeExceptionally(new TimeoutException("no reply within " + timeout)));
        if (!has(Trouble.REQUESTS_LOST) && !process.isDead()) {
            server.receive(commandDelay(), () -> {
                T reply = operation.get();
                if (!has(Trouble.REPLIES_LOST)) {
                    loop.after(commandDelay(), process, () -> {
                        tooLate.cancel();
                        future.complete(reply);
                    });
                }
            });
        }
        return future;
    }

    private <T> CompletionStage<T> atOnce(Supplier<T> operation) {
        boolean lost = has(Trouble.REFUSED) || has(Trouble.REQUESTS_LOST) || has(Trouble.REPLIES_LOST);
        return lost || server.isPaused()
                ? CompletableFuture.failedFuture(new IOException("unreachable"))
                : CompletableFuture.completedFuture(operation.get());
    }

    @Override
    public void listens(Runnable toTell) {
        subscribed = toTell;
        if (!has(Trouble.FEED_CUT)) {
            connect();
        }
    }

    @Override
    public void announced(Runnable delivery) {
        if (!connected || has(Trouble.FEED_LOST)) {
            return;
        }
        long delay = has(Trouble.FEED_SLOW) ? chance.millis(0, 300) : delay();
        long at = loop.now() + delay;
        if (!has(Trouble.FEED_SHUFFLED)) {
            at = Math.max(at, lastAnnouncement);
            lastAnnouncement = at;
        }
        deliver(at, delivery);
        if (has(Trouble.FEED_REPEATED)) {
            deliver(at + chance.millis(0, 400), delivery);
        }
    }

    private void deliver(long at, Runnable delivery) {
        int mine = connection;
        loop.after(at - loop.now(), process, () -> {
            if (mine == connection) {
                delivery.run();
            }
        });
    }
}
