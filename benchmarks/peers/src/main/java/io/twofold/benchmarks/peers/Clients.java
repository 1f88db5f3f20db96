package io.twofold.benchmarks.peers;

import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.Codec;
import org.redisson.config.Config;

/** Clients as the comparison makes and ends them. */
final class Clients {
    private Clients() {}

    static RedissonClient redisson(Making making, Codec codec) {
        Config config = making.redisson().get();
        config.setCodec(codec);
        return Redisson.create(config);
    }

    static void end(RedissonClient client) {
        client.shutdown(0, 2, TimeUnit.SECONDS);
    }
}
