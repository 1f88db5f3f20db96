package io.twofold.benchmarks.peers;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheBuilder;
import com.alicp.jetcache.CacheResult;
import com.alicp.jetcache.CacheResultCode;
import com.alicp.jetcache.SimpleCacheManager;
import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.external.ExternalCacheBuilder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.redisson.RedissonCacheBuilder;
import com.alicp.jetcache.support.BroadcastManager;
import com.alicp.jetcache.support.Fastjson2KeyConvertor;
import com.alicp.jetcache.support.Kryo5ValueDecoder;
import com.alicp.jetcache.support.Kryo5ValueEncoder;
import com.alicp.jetcache.template.CacheBuilderTemplate;
import com.alicp.jetcache.template.NotifyMonitorInstaller;
import com.alicp.jetcache.template.QuickConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;
import org.redisson.codec.Kryo5Codec;

/**
 * JetCache with both levels, Caffeine and Redis, which tells other nodes by a broadcast what to drop ({@code
 * cacheType=BOTH, syncLocal=true}), with its Kryo 5 encoder.
 */
public final class JetCacheLevels implements ComparedCache {
    private static final String AREA = "default";
    /** As with the other clients: a machine that is busy for a while must not end a comparison. JetCache waits a second. */
    private static final long PATIENCE_MILLIS = 20_000;

    private final SimpleCacheManager manager = new SimpleCacheManager();
    private final Cache<String, Object> cache;
    private final @Nullable Function<String, Object> loader;
    private final Runnable endClient;

    /** What JetCache does about many who miss one key. */
    public enum Stampede {
        /** Nothing, its default. */
        UNPROTECTED,
        /** One of a process loads ({@code penetrationProtect}). */
        PROTECTED
    }

    private JetCacheLevels(Making making, ExternalCacheBuilder<?> remote, Stampede stampede, Runnable endClient) {
        this.loader = making.loader();
        this.endClient = endClient;
        remote.setKeyPrefix(making.name() + ":");
        remote.setBroadcastChannel(making.name());
        remote.setKeyConvertor(Fastjson2KeyConvertor.INSTANCE);
        remote.setValueEncoder(Kryo5ValueEncoder.INSTANCE);
        remote.setValueDecoder(Kryo5ValueDecoder.INSTANCE);
        CacheBuilder local = CaffeineCacheBuilder.createCaffeineCacheBuilder()
                .limit(Math.max(1, making.room()))
                .keyConvertor(Fastjson2KeyConvertor.INSTANCE);
        CacheBuilderTemplate template = template(local, remote);
        template.getCacheMonitorInstallers().add(new NotifyMonitorInstaller(area -> remote));
        manager.setCacheBuilderTemplate(template);
        BroadcastManager broadcasts = remote.createBroadcastManager(manager);
        broadcasts.startSubscribe();
        manager.putBroadcastManager(AREA, broadcasts);
        cache = manager.getOrCreateCache(QuickConfig.newBuilder(making.name())
                .cacheType(CacheType.BOTH)
                .syncLocal(true)
                .localLimit(Math.max(1, making.room()))
                .expire(making.ttl())
                .penetrationProtect(stampede == Stampede.PROTECTED)
                .build());
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of maps with type parameters
    private static CacheBuilderTemplate template(CacheBuilder local, CacheBuilder remote) {
        Map<String, CacheBuilder>[] byLevel = new Map[] {Map.of(AREA, local), Map.of(AREA, remote)};
        return new CacheBuilderTemplate(false, byLevel);
    }

    /** Over Redisson. */
    public static JetCacheLevels redisson(Making making, Stampede stampede) {
        RedissonClient client = Clients.redisson(making, new Kryo5Codec());
        return new JetCacheLevels(
                making,
                RedissonCacheBuilder.createBuilder().redissonClient(client),
                stampede,
                () -> Clients.end(client));
    }

    /** Over Lettuce. */
    public static JetCacheLevels lettuce(Making making, Stampede stampede) {
        RedisClient client = RedisClient.create(making.uri());
        return new JetCacheLevels(
                making,
                RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                        .asyncResultTimeoutInMillis(PATIENCE_MILLIS)
                        .redisClient(client)
                        .pubSubConnection(client.connectPubSub(ByteArrayCodec.INSTANCE)),
                stampede,
                () -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2)));
    }

    @Override
    public @Nullable Object get(String key) {
        return loader == null ? cache.get(key) : cache.computeIfAbsent(key, loader);
    }

    @Override
    public Map<String, Object> getAll(Set<String> keys) {
        return cache.getAll(keys);
    }

    @Override
    public void put(String key, Object value) {
        await(cache.PUT(key, value));
    }

    @Override
    public void invalidate(String key) {
        await(cache.REMOVE(key));
    }

    /** Over Lettuce, JetCache's own {@code put} and {@code remove} return before Redis has heard of them. */
    private static void await(CacheResult result) {
        if (result.getResultCode() == CacheResultCode.FAIL) {
            throw new IllegalStateException(result.getMessage());
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the keys of the local level are what the key convertor makes of them: strings
    public boolean isHeldHere(String key) {
        return cache.unwrap(com.github.benmanes.caffeine.cache.Cache.class)
                .asMap()
                .containsKey(key);
    }

    @Override
    public void close() {
        manager.close();
        endClient.run();
    }
}
