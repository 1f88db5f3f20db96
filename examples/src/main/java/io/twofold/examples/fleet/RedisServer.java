package io.twofold.examples.fleet;

import io.twofold.redis.RedisTier;
import io.twofold.testkit.EmbeddedRedis;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;

/** The one Redis of the fleet: one that is started for the run, or one that the user has. */
final class RedisServer implements AutoCloseable {
    private final String uri;
    private final String namespace;
    private final @Nullable EmbeddedRedis embedded;

    private RedisServer(String uri, String namespace, @Nullable EmbeddedRedis embedded) {
        this.uri = uri;
        this.namespace = namespace;
        this.embedded = embedded;
    }

    /** Starts one, unless one is given. */
    static RedisServer of(@Nullable String given) {
        String namespace = "fleet-" + ProcessHandle.current().pid() + "-" + System.currentTimeMillis();
        if (given != null) {
            return new RedisServer(given, namespace, null);
        }
        EmbeddedRedis embedded = EmbeddedRedis.start();
        return new RedisServer(embedded.uri(), namespace, embedded);
    }

    String uri() {
        return uri;
    }

    /** Of this run only, so that nothing of another run on the same server is ever seen. */
    String namespace() {
        return namespace;
    }

    /** The process that was started, or 0 if none was. */
    long pid() {
        return embedded == null ? 0 : embedded.pid();
    }

    /** Ends the server that was started; from one that was given, removes what the run left there. */
    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
            return;
        }
        try {
            RedissonClient client = Redisson.create(RedisTier.recommendedConfig(uri));
            try {
                client.getKeys().deleteByPattern("tf:{" + namespace + ":*");
            } finally {
                client.shutdown(0, 2, TimeUnit.SECONDS);
            }
        } catch (RedisException e) {
            System.err.println(
                    "fleet: the keys of the run, tf:{" + namespace + ":*, are left in Redis: " + e.getMessage());
        }
    }
}
