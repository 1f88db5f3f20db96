package io.twofold.benchmarks.peers;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Bare Lettuce, without anything in the process: GET, MGET, SET, DEL and PUBLISH over one connection, as it is made by
 * default. A miss is GET, load and SET; an invalidation DEL and PUBLISH, one after the other.
 */
public final class LettuceStrings implements ComparedCache {
    private final RedisClient client;
    private final StatefulRedisConnection<String, Object> connection;
    private final StatefulRedisPubSubConnection<String, String> hears;
    private final StatefulRedisConnection<String, String> tells;
    private final RedisCommands<String, Object> commands;
    private final Making making;
    private final String channel;

    private LettuceStrings(Making making, RedisCodec<String, Object> codec) {
        this.making = making;
        this.channel = making.name() + ":dropped";
        this.client = RedisClient.create(making.uri());
        this.connection = client.connect(codec);
        this.commands = connection.sync();
        this.tells = client.connect();
        this.hears = client.connectPubSub();
        hears.sync().subscribe(channel); // as a node that holds nothing would hear it
    }

    /** With objects as values, encoded as Redisson's Kryo5Codec does. */
    public static LettuceStrings kryo(Making making) {
        return new LettuceStrings(making, new KryoBytes());
    }

    /** With bytes as values, which nothing decodes. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // the values are bytes, as the caller says
    public static LettuceStrings bytes(Making making) {
        RedisCodec<String, Object> codec = (RedisCodec) RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
        return new LettuceStrings(making, codec);
    }

    @Override
    public @Nullable Object get(String key) {
        Object found = commands.get(named(key));
        Function<String, Object> loader = making.loader();
        if (found == null && loader != null) {
            found = loader.apply(key);
            put(key, found);
        }
        return found;
    }

    private String named(String key) {
        return making.name() + ":" + key;
    }

    @Override
    public Map<String, Object> getAll(Set<String> keys) {
        String[] names = new String[keys.size()];
        int next = 0;
        for (String key : keys) {
            names[next++] = named(key);
        }
        Map<String, Object> found = new LinkedHashMap<>(2 * names.length);
        for (KeyValue<String, Object> each : commands.mget(names)) {
            if (each.hasValue()) {
                found.put(each.getKey(), each.getValue());
            }
        }
        return found;
    }

    @Override
    public void put(String key, Object value) {
        commands.set(named(key), value, SetArgs.Builder.px(making.ttl().toMillis()));
    }

    @Override
    public void invalidate(String key) {
        commands.del(named(key));
        tells.sync().publish(channel, key);
    }

    @Override
    public boolean isHeldHere(String key) {
        return false;
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
