package io.twofold.redis;

import io.twofold.RemoteTierException;
import io.twofold.spi.FeedListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.redisson.api.RFuture;
import org.redisson.api.RTopic;
import org.redisson.api.listener.StatusListener;

/**
 * Hears a cache's two channels: announcements, and this node's wake-ups. Redisson calls the listeners of a channel
 * one message at a time; one that throws would starve the messages behind it, so none does.
 *
 * <p>Redisson confirms each subscription, the first and every one after a lost connection. What was published in
 * between is lost, which is why the listener is told.
 */
final class RedissonFeed {
    private static final Logger LOGGER = System.getLogger(RedissonFeed.class.getName());
    private static final Executor IN_A_SECOND = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

    private final FeedListener listener;
    private final String nodeId;
    private final Channel announcements;
    private final Channel wakeups;
    private volatile boolean closed;

    RedissonFeed(RTopic announcements, RTopic wakeups, String nodeId, FeedListener listener) {
        this.listener = listener;
        this.nodeId = nodeId;
        this.announcements = new Channel(announcements, this::announced);
        this.wakeups = new Channel(wakeups, this::woken);
    }

    /** Subscribes, without waiting for it. */
    void open() {
        announcements.open();
        wakeups.open();
    }

    private void announced(byte[] message) {
        Messages.deliver(message, nodeId, listener);
    }

    private void woken(byte[] name) {
        listener.onWake(new String(name, StandardCharsets.UTF_8));
    }

    void close() {
        closed = true;
        announcements.close();
        wakeups.close();
    }

    /** One channel, subscribed to again every second until the server has confirmed it once. */
    private final class Channel implements StatusListener {
        private final RTopic topic;
        private final Consumer<byte[]> handler;
        private volatile CompletableFuture<Integer> messages = new CompletableFuture<>();
        private volatile CompletableFuture<Integer> status = new CompletableFuture<>();

        Channel(RTopic topic, Consumer<byte[]> handler) {
            this.topic = topic;
            this.handler = handler;
        }

        /** The listener of messages first, so that nothing is confirmed before it listens. */
        void open() {
            if (closed) {
                return;
            }
            messages = guarded(() -> topic.addListenerAsync(byte[].class, (name, message) -> handle(message)));
            var unused = messages.thenCompose(id -> status = guarded(() -> topic.addListenerAsync(this)))
                    .whenComplete((id, failure) -> {
                        if (failure == null) {
                            listener.onSubscribed();
                        } else {
                            warn(failure);
                            close();
                            IN_A_SECOND.execute(this::open);
                        }
                    });
        }

        private void warn(Throwable failure) {
            Throwable explained = Failures.explained(failure).getCause();
            boolean isRight = explained instanceof RemoteTierException;
            LOGGER.log(isRight ? Level.WARNING : Level.DEBUG, "can't listen to Redis yet", explained);
        }

        private void handle(byte[] message) {
            try {
                handler.accept(message);
            } catch (RuntimeException e) {
                listener.onUnreadable(e);
            }
        }

        @Override
        public void onSubscribe(String name) {
            listener.onSubscribed();
        }

        @Override
        public void onUnsubscribe(String name) {
            // isn't called for a lost connection, so nothing can be made of it
        }

        /** Whatever has been added, or is being added, is removed. */
        void close() {
            remove(messages);
            remove(status);
        }

        private void remove(CompletableFuture<Integer> added) {
            var unused = added.thenCompose(id -> guarded(() -> topic.removeListenerAsync(id)))
                    .exceptionally(failure -> {
                        LOGGER.log(Level.DEBUG, "can't unsubscribe; the connection is lost", failure);
                        return null;
                    });
        }
    }

    private static <T> CompletableFuture<T> guarded(Supplier<RFuture<T>> call) {
        try {
            return call.get().toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
