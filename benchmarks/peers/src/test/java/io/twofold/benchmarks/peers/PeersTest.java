package io.twofold.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.twofold.benchmarks.peers.JetCacheLevels.Stampede;
import io.twofold.testkit.Await;
import io.twofold.testkit.EmbeddedRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.redisson.config.Config;

/** Each peer does what it is compared for. */
class PeersTest {
    private static final Product PRODUCT = Product.of("product:1", 300);
    private static final AtomicInteger NAMES = new AtomicInteger();

    private static EmbeddedRedis redis;

    @BeforeAll
    static void start() {
        redis = EmbeddedRedis.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    private static Making making() {
        String uri = redis.uri();
        return new Making(
                uri,
                () -> {
                    Config config = new Config();
                    config.useSingleServer().setAddress(uri);
                    return config;
                },
                "peers-" + NAMES.incrementAndGet(),
                100,
                Duration.ofMinutes(10));
    }

    private interface Opening extends Function<Making, ComparedCache> {}

    private static Arguments shared(String name, Object value, Opening opening) {
        return arguments(name, value, opening);
    }

    static Stream<Arguments> onRedis() {
        byte[] bytes = {1, 2, 3};
        return Stream.of(
                shared("Redisson", PRODUCT, RedissonBuckets::kryo),
                shared("Redisson bytes", bytes, RedissonBuckets::bytes),
                shared("Redisson batching", PRODUCT, RedissonBuckets::batching),
                shared("Redisson and Caffeine by hand", PRODUCT, HandWritten::new),
                shared("Lettuce", PRODUCT, LettuceStrings::kryo),
                shared("Lettuce bytes", bytes, LettuceStrings::bytes),
                shared("local cached map", PRODUCT, RedissonLocalCachedMap::new),
                shared(
                        "JetCache on Redisson",
                        PRODUCT,
                        making -> JetCacheLevels.redisson(making, Stampede.UNPROTECTED)),
                shared("JetCache on Lettuce", PRODUCT, making -> JetCacheLevels.lettuce(making, Stampede.PROTECTED)));
    }

    static Stream<Arguments> all() {
        return Stream.concat(
                onRedis(),
                Stream.of(
                        shared("Caffeine", PRODUCT, CaffeineOnly::new),
                        shared("Spring", PRODUCT, SpringCaffeine::new)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void oneNode_putReadInvalidate_holdsAndDrops(String name, Object value, Opening opening) {
        try (ComparedCache cache = opening.apply(making())) {
            assertThat(cache.get("a")).isNull();
            cache.put("a", value);
            cache.put("b", value);
            assertThat(cache.get("a")).isEqualTo(value);
            assertThat(cache.getAll(Set.of("a", "b", "c")).values())
                    .hasSize(2)
                    .allSatisfy(found -> assertThat(found).isEqualTo(value));
            cache.invalidate("a");
            assertThat(cache.get("a")).isNull();
            assertThat(cache.get("b")).isEqualTo(value);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void missWithLoader_readTwice_loadsOnce(String name, Object value, Opening opening) {
        List<String> loads = new CopyOnWriteArrayList<>();
        Making making = making().with(key -> {
            loads.add(key);
            return value;
        });
        try (ComparedCache cache = opening.apply(making)) {
            assertThat(cache.get("a")).isEqualTo(value);
            assertThat(cache.get("a")).isEqualTo(value);
            assertThat(loads).containsExactly("a");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("onRedis")
    void twoNodes_oneInvalidates_otherServesItNoMore(String name, Object value, Opening opening) {
        Making making = making();
        try (ComparedCache a = opening.apply(making);
                ComparedCache b = opening.apply(making)) {
            b.put("a", value);
            assertThat(b.get("a")).isEqualTo(value);
            assertThat(a.get("a")).isEqualTo(value);
            boolean held = b.isHeldHere("a");
            assertThat(held).isEqualTo(!(b instanceof RedissonBuckets || b instanceof LettuceStrings));
            a.invalidate("a");
            Await.until("the other node has it no more", () -> !b.isHeldHere("a"));
            Await.until("the other node drops it", () -> b.get("a") == null);
        }
    }

    static Stream<Arguments> channels() {
        return Stream.of(
                arguments("Redisson", (Function<Making, Channel>) RedissonChannel::new),
                arguments("Lettuce", (Function<Making, Channel>) LettuceChannel::new));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("channels")
    void channel_publish_isHeardByTheOther(String name, Function<Making, Channel> opening) {
        Making making = making();
        List<String> heard = new CopyOnWriteArrayList<>();
        try (Channel a = opening.apply(making);
                Channel b = opening.apply(making)) {
            b.listen(heard::add);
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                a.publish("message " + i);
                sent.add("message " + i);
            }
            Await.until("all are heard", () -> heard.size() == sent.size());
            assertThat(heard).containsExactlyInAnyOrderElementsOf(sent);
        }
    }
}
