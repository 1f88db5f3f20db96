package io.twofold.testkit;

import io.twofold.spi.Compressor;
import io.twofold.spi.FeedListener;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteTier;
import io.twofold.spi.RemoteTierFactory;
import io.twofold.spi.ValueCodec;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * One node's connection to an {@link InMemoryServer}, with everything that may go wrong with a connection at the
 * test's command. Passes {@link RemoteTierConformance}. Safe for use by many threads.
 *
 * <pre>{@code
 * FakeTime time = new FakeTime();
 * InMemoryServer server = new InMemoryServer(time);
 * InMemoryRemote remote = new InMemoryRemote(server);
 * Twofold node = Twofold.builder().remote(remote).time(time).build();
 * }</pre>
 *
 * <p>Values are strings unless the cache's builder is given a {@code valueCodec(...)}.
 */
public final class InMemoryRemote implements RemoteTierFactory {
    private final InMemoryServer server;
    private final Faults faults;
    private final List<InMemoryTier> tiers = new CopyOnWriteArrayList<>();
    private final List<Inbox> inboxes = new CopyOnWriteArrayList<>();
    private boolean feedConnected = true;

    /** Of a node of its own. */
    public InMemoryRemote(InMemoryServer server) {
        this.server = server;
        this.faults = new Faults(server.time());
    }

    /**
     * Cuts the node off, or connects it again. While it is cut off every operation fails without having happened,
     * and announcements are lost; afterwards the feed is subscribed anew.
     */
    public synchronized void setReachable(boolean reachable) {
        faults.setReachable(reachable);
        connectFeeds();
    }

    /** Has that many operations fail without having happened. */
    public void failNext(int operations) {
        faults.failNext(operations);
    }

    /** Has announcements get lost on their way to this node, which doesn't notice; or no more. */
    public void dropMessages(boolean on) {
        inboxes(inbox -> inbox.setDropping(on));
    }

    /** Has announcements to this node wait for {@link #releaseMessages()}. */
    public void holdMessages() {
        inboxes(inbox -> inbox.setHeld(true));
    }

    /** Hands over the announcements that were held, in their order, on this thread. */
    public void releaseMessages() {
        inboxes(inbox -> {
            inbox.setHeld(false);
            inbox.deliver();
        });
    }

    /**
     * Has the replies to this node wait for {@link #releaseReplies()}. What is asked happens. An operation fails
     * when its time is over.
     */
    public void holdReplies() {
        faults.holdReplies();
    }

    /** Hands over the replies that were held, in their order, on this thread. */
    public void releaseReplies() {
        faults.releaseReplies();
    }

    /** Cuts the feed, while operations go on. Announcements are lost. */
    public synchronized void disconnectFeed() {
        feedConnected = false;
        connectFeeds();
    }

    /** Subscribes the feed anew, as the listeners are told. */
    public synchronized void reconnectFeed() {
        feedConnected = true;
        connectFeeds();
    }

    /** How many operations this node has asked for so far, whatever became of them. */
    public long roundTrips() {
        return faults.roundTrips();
    }

    private void connectFeeds() {
        boolean connected = feedConnected && faults.isReachable();
        inboxes(inbox -> {
            inbox.setConnected(connected);
            inbox.deliver();
        });
    }

    private void inboxes(Consumer<Inbox> each) {
        inboxes.forEach(each);
    }

    private synchronized Inbox subscribe(String nodeId, FeedListener listener) {
        Inbox inbox = new Inbox(nodeId, listener);
        inbox.setConnected(feedConnected && faults.isReachable());
        inboxes.add(inbox);
        return inbox;
    }

    @Override
    public RemoteTier open(RemoteCache cache) {
        InMemoryTier tier =
                new InMemoryTier(server.store(cache), cache, faults, listener -> subscribe(cache.nodeId(), listener));
        tiers.add(tier);
        return tier;
    }

    @Override
    @SuppressWarnings("unchecked") // V is String
    public <V> ValueCodec<V> valueCodec(Class<V> type, List<Class<?>> registered) {
        if (type != String.class) {
            throw new IllegalArgumentException("the in-memory remote tier encodes strings only, not " + type.getName()
                    + ": give the cache's builder a valueCodec(...)");
        }
        return (ValueCodec<V>) new TextValueCodec();
    }

    /** The JDK's, called {@code deflate}; no other. */
    @Override
    public Compressor compressor(String name) {
        if (!name.equals("deflate")) {
            throw new IllegalArgumentException("the in-memory remote tier has no compressor '" + name
                    + "', only deflate: set l2.compression=none in this test");
        }
        return new DeflateCompressor();
    }

    @Override
    public void close() {
        tiers.forEach(InMemoryTier::close);
    }
}
