package io.twofold.testkit;

import io.twofold.spi.FeedListener;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is on its way to one node's listener: handed over in order and one at a time, unless it is lost or held. */
final class Inbox implements Subscriber {
    /** One message: what it makes of a listener. */
    @FunctionalInterface
    interface Message extends Consumer<FeedListener> {}

    private final String nodeId;
    private final FeedListener listener;
    private final Queue<Message> messages = new ArrayDeque<>();
    private boolean connected;
    private boolean dropping;
    private boolean held;
    private boolean delivering;

    Inbox(String nodeId, FeedListener listener) {
        this.nodeId = nodeId;
        this.listener = listener;
    }

    @Override
    public String nodeId() {
        return nodeId;
    }

    /** Puts a message at the end, if the node is connected. */
    @Override
    public synchronized void offer(Message message) {
        if (connected && !dropping) {
            messages.add(message);
        }
    }

    /** Hands over what is there, unless another call is just doing that: then it goes on until nothing is left. */
    @Override
    public void deliver() {
        for (Message message = begin(); message != null; message = begin()) {
            try {
                message.accept(listener);
            } catch (RuntimeException e) {
                listener.onUnreadable(e);
            } finally {
                delivered();
            }
        }
    }

    private synchronized @Nullable Message begin() {
        if (held || delivering || messages.isEmpty()) {
            return null;
        }
        delivering = true;
        return messages.poll();
    }

    private synchronized void delivered() {
        delivering = false;
    }

    @Override
    public void start() {
        deliver();
    }

    @Override
    public void end() {
        setConnected(false);
    }

    synchronized void setDropping(boolean on) {
        dropping = on;
    }

    synchronized void setHeld(boolean on) {
        held = on;
    }

    /** Connects or disconnects; what was on its way is lost, and the listener is told of a new connection. */
    synchronized void setConnected(boolean on) {
        if (on == connected) {
            return;
        }
        connected = on;
        messages.clear();
        if (on) {
            messages.add(FeedListener::onSubscribed);
        }
    }
}
