package io.twofold.testkit;

import io.twofold.spi.Compressor;
import io.twofold.spi.FeedListener;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteTier;
import io.twofold.spi.RemoteTierFactory;
import io.twofold.spi.ValueCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** One node's way to the server through a connection of somebody else's making. */
final class ConnectedRemote implements RemoteTierFactory, Exchange {
    private final InMemoryServer server;
    private final Connection connection;
    private final InMemoryRemote codecs;
    private final List<InMemoryTier> tiers = new CopyOnWriteArrayList<>();

    ConnectedRemote(InMemoryServer server, Connection connection) {
        this.server = server;
        this.connection = connection;
        this.codecs = new InMemoryRemote(server);
    }

    @Override
    public <T> CompletionStage<T> exchange(Supplier<T> operation, Duration timeout) {
        return connection.exchange(operation, timeout);
    }

    @Override
    public RemoteTier open(RemoteCache cache) {
        InMemoryTier tier =
                new InMemoryTier(server.store(cache), cache, this, listener -> subscribe(cache.nodeId(), listener));
        tiers.add(tier);
        return tier;
    }

    private Subscriber subscribe(String nodeId, FeedListener listener) {
        return new Subscriber() {
            @Override
            public String nodeId() {
                return nodeId;
            }

            @Override
            public void start() {
                connection.listens(listener::onSubscribed);
            }

            @Override
            public void offer(Inbox.Message message) {
                connection.announced(() -> message.accept(listener));
            }

            @Override
            public void deliver() {
                // the connection does, in its time
            }

            @Override
            public void end() {
                // the server offers nothing to those who have left
            }
        };
    }

    @Override
    public <V> ValueCodec<V> valueCodec(Class<V> type, List<Class<?>> registered) {
        return codecs.valueCodec(type, registered);
    }

    @Override
    public Compressor compressor(String name) {
        return codecs.compressor(name);
    }

    @Override
    public void close() {
        tiers.forEach(InMemoryTier::close);
    }
}
