package io.twofold.redis;

import io.twofold.RemoteTierException;
import io.twofold.spi.Compressor;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteTier;
import io.twofold.spi.RemoteTierFactory;
import io.twofold.spi.ValueCodec;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisAuthRequiredException;
import org.redisson.client.RedisException;
import org.redisson.client.WriteRedisConnectionException;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;

/**
 * Redis as the remote tier of a {@link io.twofold.Twofold}, through Redisson.
 *
 * <p>Give it a client of your own, which is used as it is and never closed, or let it make one. Safe for use by
 * many threads.
 */
public final class RedisTier implements RemoteTierFactory {
    /** Enough to keep a few pipelined connections busy; see {@link Turnstile} for why there is a limit. */
    private static final int MOST_UNDER_WAY = 64;

    private final RedissonClient client;
    private final boolean ownsClient;
    private final Turnstile turnstile = new Turnstile(MOST_UNDER_WAY);

    private RedisTier(RedissonClient client, boolean ownsClient) {
        this.client = client;
        this.ownsClient = ownsClient;
    }

    /**
     * Of a client of the user's. Its codec, timeouts and retries don't matter: the tier's operations have their own.
     * It is never closed here.
     */
    public static RedisTier of(RedissonClient client) {
        return new RedisTier(Objects.requireNonNull(client, "client"), false);
    }

    /**
     * Connects to one server, with the settings of {@link #recommendedConfig}, and waits until it is connected.
     *
     * @param uri {@code redis://[user:password@]host[:port][/database]}, or {@code rediss://} for TLS
     * @throws RemoteTierException if the server can't be reached or refuses the password; the message says what to
     *     do
     * @throws IllegalArgumentException if that isn't such a URI
     */
    public static RedisTier connect(String uri) {
        Config config = recommendedConfig(uri);
        try {
            return new RedisTier(Redisson.create(config), true);
        } catch (RedisException e) {
            throw unreachable(config.useSingleServer().getAddress(), e);
        }
    }

    /**
     * The settings that a client for this tier should have: it notices within about two seconds that a server is
     * stopped or a link is down, and is back a fraction of a second after the server is. For one server; for a
     * cluster or Sentinel, set the same on their configurations, and {@code ReadMode.MASTER} and {@code
     * SubscriptionMode.MASTER}.
     *
     * @param uri as for {@link #connect}
     * @throws IllegalArgumentException if that isn't such a URI
     */
    public static Config recommendedConfig(String uri) {
        RedisUri parsed = RedisUri.parse(uri);
        Config config = new Config().setThreads(16).setNettyThreads(4);
        parsed.credentials(config);
        config.useSingleServer()
                .setAddress(parsed.address())
                .setDatabase(parsed.database())
                .setTimeout(2_000)
                .setConnectTimeout(1_000)
                .setRetryAttempts(1)
                .setRetryDelay(new ConstantDelay(Duration.ofMillis(100)))
                .setReconnectionDelay(new ConstantDelay(Duration.ofMillis(200)))
                .setPingConnectionInterval(1_000)
                .setConnectionMinimumIdleSize(4)
                // fewer than ten lets Redisson pipeline commands on a connection
                .setConnectionPoolSize(8)
                .setSubscriptionConnectionMinimumIdleSize(1);
        return config;
    }

    private static RemoteTierException unreachable(String address, RedisException e) {
        String all = messages(e);
        boolean refused = e instanceof RedisAuthRequiredException
                || all.contains("NOAUTH")
                || all.contains("WRONGPASS")
                || all.contains("AUTH");
        if (refused) {
            return new RemoteTierException(
                    "Redis at " + address + " refuses the password, or wants one: check user and"
                            + " password in the URI (percent-encoded), and the server's requirepass or ACL",
                    e);
        }
        String tls = address.startsWith("rediss") || e instanceof WriteRedisConnectionException
                ? ", whether it speaks TLS as the URI says"
                : "";
        return new RemoteTierException(
                "Redis at " + address + " can't be reached: check that it runs, that host and" + " port are right" + tls
                        + ", and that no firewall is in between",
                e);
    }

    private static String messages(Throwable thrown) {
        StringBuilder all = new StringBuilder();
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            all.append(t.getMessage()).append('\n');
        }
        return all.toString();
    }

    @Override
    public RemoteTier open(RemoteCache cache) {
        return new RedissonTier(client, cache, turnstile);
    }

    @Override
    public <V> ValueCodec<V> valueCodec(Class<V> type, List<Class<?>> registered) {
        return new KryoValueCodec<>(type, registered);
    }

    @Override
    public Compressor compressor(String name) {
        return Compressors.named(name);
    }

    @Override
    public void close() {
        if (ownsClient) {
            client.shutdown(0, 2, TimeUnit.SECONDS);
        }
    }
}
