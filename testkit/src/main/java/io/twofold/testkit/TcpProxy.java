package io.twofold.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Stands between clients and one server on the loopback interface, and does to their connections what networks do.
 * Knows those that have subscribed to a channel from those that carry commands.
 *
 * <p>What it is told holds for the connections that there are and for those that come, until {@link #heal()}. Safe
 * for use by many threads; each connection takes two.
 */
public final class TcpProxy implements AutoCloseable {
    /** Which connections. */
    public enum Traffic {
        /** Every one. */
        ALL,
        /** Those that have subscribed to nothing so far. */
        COMMANDS,
        /** Those that have sent SUBSCRIBE, SSUBSCRIBE or PSUBSCRIBE. */
        SUBSCRIPTIONS;

        boolean covers(boolean subscribed) {
            return this == ALL || subscribed == (this == SUBSCRIPTIONS);
        }
    }

    /** Which way. */
    public enum Direction {
        /** Both ways. */
        BOTH,
        /** What clients send. */
        TO_SERVER,
        /** What the server sends. */
        TO_CLIENT;

        boolean covers(boolean toServer) {
            return this == BOTH || toServer == (this == TO_SERVER);
        }
    }

    private record Rule(Traffic traffic, Direction direction, long delayNanos) {
        static final long FOR_EVER = Long.MAX_VALUE;

        boolean covers(ProxiedConnection connection, boolean toServer) {
            return traffic.covers(connection.isSubscribed()) && direction.covers(toServer);
        }
    }

    private final int targetPort;
    private final int port;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Rule> rules = new ArrayList<>();
    private @Nullable ServerSocket listening;
    private boolean closed;

    private TcpProxy(int targetPort) throws IOException {
        this.targetPort = targetPort;
        ServerSocket socket = listen(0);
        this.port = socket.getLocalPort();
        accept(socket);
    }

    /** A proxy before an embedded server. */
    public static TcpProxy to(EmbeddedRedis server) {
        return to(server.port());
    }

    /** A proxy before whatever listens at a port of the loopback interface. */
    public static TcpProxy to(int targetPort) {
        try {
            return new TcpProxy(targetPort);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port that clients connect to. */
    public int port() {
        return port;
    }

    /** {@code redis://127.0.0.1:port}. */
    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** How many connections there are. */
    public int connections(Traffic traffic) {
        return (int) connections.stream()
                .filter(connection -> traffic.covers(connection.isSubscribed()))
                .count();
    }

    /**
     * Forwards nothing any more, and closes nothing: a link that is down and doesn't say so. New connections are
     * accepted, and hear nothing. What was sent meanwhile goes on its way when the proxy heals, as TCP would have it;
     * {@linkplain #cut cut} before that to have it lost.
     */
    public void hold(Traffic traffic, Direction direction) {
        rule(new Rule(traffic, direction, Rule.FOR_EVER));
    }

    /** Forwards each piece of what it reads so much later. */
    public void delay(Traffic traffic, Direction direction, Duration by) {
        rule(new Rule(traffic, direction, by.toNanos()));
    }

    private void rule(Rule rule) {
        lock.lock();
        try {
            rules.add(rule);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes the connections that there are now, in both directions.
     *
     * @return how many
     */
    public int cut(Traffic traffic) {
        List<ProxiedConnection> those = connections.stream()
                .filter(connection -> traffic.covers(connection.isSubscribed()))
                .toList();
        those.forEach(ProxiedConnection::close);
        return those.size();
    }

    /** Refuses new connections; those that there are go on. */
    public void refuse() {
        lock.lock();
        try {
            ServerSocket socket = listening;
            listening = null;
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    /** Forwards everything at once again, what was held first, and accepts new connections. */
    public void heal() {
        lock.lock();
        try {
            rules.clear();
            changed.signalAll();
            if (listening == null && !closed) {
                accept(listen(port));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
        return socket;
    }

    private void accept(ServerSocket socket) {
        listening = socket;
        thread("accept", () -> {
            while (!socket.isClosed()) {
                try {
                    connect(socket.accept());
                } catch (IOException e) {
                    if (!socket.isClosed()) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        });
    }

    private void connect(Socket client) throws IOException {
        Socket server = new Socket();
        try {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort), 5_000);
        } catch (IOException e) {
            client.close(); // the server is down: that is what the client is to see
            return;
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        ProxiedConnection connection = new ProxiedConnection(this, client, server);
        connections.add(connection);
        thread("to-server", () -> connection.pump(true));
        thread("to-client", () -> connection.pump(false));
        if (isClosed()) {
            connection.close();
        }
    }

    private void thread(String what, Runnable work) {
        Thread thread = new Thread(work, "twofold-proxy-" + port + "-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something that was read now may be forwarded, or the connection is closed. */
    void awaitPassage(ProxiedConnection connection, boolean toServer) throws InterruptedException {
        long readAt = System.nanoTime();
        lock.lockInterruptibly();
        try {
            while (!connection.isClosed()) {
                long delay = delay(connection, toServer);
                long left = delay - (System.nanoTime() - readAt);
                if (left <= 0) {
                    return;
                }
                if (delay == Rule.FOR_EVER) {
                    changed.await();
                } else {
                    var unused = changed.awaitNanos(left);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private long delay(ProxiedConnection connection, boolean toServer) {
        long delay = 0;
        for (Rule rule : rules) {
            if (rule.covers(connection, toServer)) {
                delay = Math.max(delay, rule.delayNanos);
            }
        }
        return delay;
    }

    /** A connection was closed; whoever waits on its behalf is to see it. */
    void forget(ProxiedConnection connection) {
        connections.remove(connection);
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Closes every connection and listens no more. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        refuse();
        cut(Traffic.ALL);
    }
}
