package io.twofold.benchmarks.peers;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.function.Consumer;

/** Lettuce's PUBLISH and SUBSCRIBE, a connection for each. */
public final class LettuceChannel implements Channel {
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> tells;
    private final StatefulRedisPubSubConnection<String, String> hears;
    private final String name;

    /** One with a client of its own. */
    public LettuceChannel(Making making) {
        client = RedisClient.create(making.uri());
        tells = client.connect();
        hears = client.connectPubSub();
        name = making.name();
    }

    @Override
    public void publish(String message) {
        tells.sync().publish(name, message);
    }

    @Override
    public void listen(Consumer<String> listener) {
        hears.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                listener.accept(message);
            }
        });
        hears.sync().subscribe(name);
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
