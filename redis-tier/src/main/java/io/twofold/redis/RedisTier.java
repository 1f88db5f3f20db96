package io.twofold.redis;

import io.twofold.RemoteTierException;
import io.twofold.spi.Compressor;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteTier;
import io.twofold.spi.RemoteTierFactory;
import io.twofold.spi.ValueCodec;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.config.Config;

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

    /** Enough to lie evenly on a few servers. */
    private static final int SHARDS_OF_A_CLUSTER = 16;

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
        return connect(recommendedConfig(uri));
    }

    /**
     * Connects with a client of these settings, such as {@link #recommendedClusterConfig} makes, and waits until it
     * is connected. The client is closed with the tier.
     *
     * @throws RemoteTierException if the servers can't be reached or refuse the password; the message says what to do
     */
    public static RedisTier connect(Config config) {
        try {
            return new RedisTier(Redisson.create(config), true);
        } catch (RedisException e) {
            throw Failures.unreachable(addresses(config), e);
        }
    }

    private static String addresses(Config config) {
        if (config.isClusterConfig()) {
            return String.join(", ", config.useClusterServers().getNodeAddresses());
        }
        if (config.isSentinelConfig()) {
            return "Sentinels " + String.join(", ", config.useSentinelServers().getSentinelAddresses());
        }
        return config.isSingleConfig() ? config.useSingleServer().getAddress() : "the configured addresses";
    }

    /**
     * The settings that a client for this tier should have: it notices within about two seconds that a server is
     * stopped or a link is down, and is back a fraction of a second after the server is. For one server.
     *
     * @param uri as for {@link #connect(String)}
     * @throws IllegalArgumentException if that isn't such a URI
     */
    public static Config recommendedConfig(String uri) {
        return Recommended.single(uri);
    }

    /**
     * As {@link #recommendedConfig}, for a Redis Cluster: reads and subscriptions at primaries only, and failovers
     * noticed within a second.
     *
     * @param uris of some of its servers, {@code redis://[user:password@]host[:port]}, or {@code rediss://} for TLS;
     *     the client finds the others
     * @throws IllegalArgumentException if there is none, or they differ in more than host and port
     */
    public static Config recommendedClusterConfig(List<String> uris) {
        return Recommended.cluster(uris);
    }

    /**
     * As {@link #recommendedConfig}, for a primary with replicas that Sentinels watch over: reads and subscriptions at
     * the primary only, and failovers noticed within a second.
     *
     * @param masterName what the Sentinels call the primary
     * @param uris of the Sentinels, {@code redis://[user:password@]host[:port][/database]}, or {@code rediss://} for
     *     TLS; port 26379 unless given. User, password and database are those of the servers; if the Sentinels have a
     *     password of their own, set it with {@code useSentinelServers().setSentinelPassword(...)}
     * @throws IllegalArgumentException if there is none, or they differ in more than host and port
     */
    public static Config recommendedSentinelConfig(String masterName, List<String> uris) {
        return Recommended.sentinel(masterName, uris);
    }

    @Override
    public RemoteTier open(RemoteCache cache) {
        return new RedissonTier(client, cache, turnstile);
    }

    /** 1, since one primary holds everything; 16 in a Redis Cluster. */
    @Override
    public int shards() {
        return client.getConfig().isClusterConfig() ? SHARDS_OF_A_CLUSTER : 1;
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
