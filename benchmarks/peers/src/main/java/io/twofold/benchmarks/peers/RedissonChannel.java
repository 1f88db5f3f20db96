package io.twofold.benchmarks.peers;

import java.util.function.Consumer;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/** Redisson's topic. */
public final class RedissonChannel implements Channel {
    private final RedissonClient client;
    private final RTopic topic;

    /** One with a client of its own. */
    public RedissonChannel(Making making) {
        client = Clients.redisson(making, StringCodec.INSTANCE);
        topic = client.getTopic(making.name(), StringCodec.INSTANCE);
    }

    @Override
    public void publish(String message) {
        topic.publish(message);
    }

    @Override
    public void listen(Consumer<String> listener) {
        topic.addListener(String.class, (channel, message) -> listener.accept(message));
    }

    @Override
    public void close() {
        Clients.end(client);
    }
}
