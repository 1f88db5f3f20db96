package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.spi.DirtyStore.Put;
import io.twofold.spi.DirtyStore.PutReply;
import io.twofold.spi.DirtyStore.Step;
import io.twofold.spi.Invalidation;
import io.twofold.spi.NewEntry;
import io.twofold.spi.Position;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.RemoteTier;
import io.twofold.testkit.Await;
import io.twofold.testkit.RedisForTests;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.config.NameMapper;

/** Puts of dirty values of shards that strangers, or another server, have left in a bad way. */
class DirtyPutOnRedisTest {
    private static RedisTier factory;

    private final String namespace = "dirty-" + UUID.randomUUID();
    private RemoteTier tier;

    @BeforeAll
    static void connect() {
        factory = RedisTier.connect(RedisForTests.uri());
    }

    @AfterAll
    static void disconnect() {
        factory.close();
    }

    @BeforeEach
    void open() {
        tier = factory.open(new RemoteCache(namespace, "cache", 4, "node", Duration.ofSeconds(10), 10, 0, true));
    }

    @AfterEach
    void close() {
        tier.close();
    }

    private static @Nullable Object redis(String... command) throws IOException {
        try (RawRedis redis = new RawRedis(URI.create(RedisForTests.uri()).getPort())) {
            return redis.command(command);
        }
    }

    private String key(int shard, String which) {
        return "tf:{" + namespace + ":cache:" + shard + "}:" + which;
    }

    private static Step step(int shard) {
        Put put = new Put(new RemoteKey(shard, "k:1", "k:1"), NewEntry.of(new byte[] {1}, 60_000));
        return new Step(shard, List.of(put), "nonce-" + UUID.randomUUID(), 10);
    }

    private List<CompletionStage<PutReply>> putAll(Step... steps) {
        return tier.dirtyStore().putAll(Arrays.asList(steps));
    }

    private Invalidation put(int shard) {
        return Objects.requireNonNull(Await.value(putAll(step(shard)).get(0)).step(), "a step");
    }

    @Test
    void cacheWhoseSpecSaysNothing_isOneShardOnOneServer() {
        assertThat(factory.shards()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"k:1", "#digest"})
    void put_dropsWhatIsCachedOfItsKeys_andWakesWhoWaits(String name) throws IOException {
        RemoteKey key = new RemoteKey(1, name, "k:1");
        redis("SET", key(1, "e:" + name), "an entry");
        redis("HSET", key(1, "l:" + name), "t", "token");
        Put other = new Put(new RemoteKey(1, "k:2", "k:2"), NewEntry.of(new byte[] {2}, 60_000));
        Put put = new Put(key, NewEntry.of(new byte[] {1}, 60_000));
        Step step = new Step(1, List.of(other, put), "nonce", 10);
        assertThat(Await.value(putAll(step).get(0)).versions()).hasSize(2).doesNotContain(0L);
        assertThat(redis("EXISTS", key(1, "e:" + name), key(1, "l:" + name))).isEqualTo("0");
        assertThat(redis("HLEN", key(1, "b"))).isEqualTo("2");
        assertThat(redis("HEXISTS", key(1, "b"), "k:1")).isEqualTo("1");
    }

    @Test
    void stepOfWhichSomeHadNoRoom_namesJustTheOthers() {
        Put first = new Put(new RemoteKey(1, "k:1", "k:1"), NewEntry.of(new byte[] {1}, 60_000));
        Put second = new Put(new RemoteKey(1, "k:2", "k:2"), NewEntry.of(new byte[] {2}, 60_000));
        Position before = put(1).position();
        PutReply reply = Await.value(
                putAll(new Step(1, List.of(second, first), "nonce", 1)).get(0));
        assertThat(reply.versions().get(0)).isZero();
        assertThat(Objects.requireNonNull(reply.step()).ids()).containsExactly("k:1");
        assertThat(Await.value(tier.log(1, before)).steps()).containsExactly(reply.step());
    }

    @Test
    void nameMapper_thatChangesMoreThanWhatStandsBefore_isRefused() {
        KeyLayout layout =
                new KeyLayout(new RemoteCache(namespace, "cache", 4, "node", Duration.ofSeconds(10), 10, 0, true));
        layout.checkThatNamesKeepTheirEnds(NameMapper.direct());
        layout.checkThatNamesKeepTheirEnds(mapper(name -> "app:" + name));
        assertThatThrownBy(() -> layout.checkThatNamesKeepTheirEnds(mapper(name -> name + ":v2")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("write=behind", "name mapper", "e:name:v2");
    }

    private static NameMapper mapper(UnaryOperator<String> mapping) {
        return new NameMapper() {
            @Override
            public String map(String name) {
                return mapping.apply(name);
            }

            @Override
            public String unmap(String name) {
                throw new AssertionError("nobody asks");
            }
        };
    }

    @Test
    void shardWithDirtyValuesOfAnotherType_failsAlone() throws IOException {
        redis("SET", key(1, "b"), "a stranger's");
        List<CompletionStage<PutReply>> replies = putAll(step(0), step(1), step(2));
        assertThat(Await.value(replies.get(0)).step()).isNotNull();
        assertThatThrownBy(() -> Await.value(replies.get(1))).hasStackTraceContaining("WRONGTYPE");
        assertThat(Await.value(replies.get(2)).step()).isNotNull();
        assertThat(redis("EXISTS", key(1, "x"), key(1, "v"))).isEqualTo("0");
    }

    @Test
    void allShardsWithDirtyValuesOfAnotherType_fail() throws IOException {
        redis("SET", key(1, "b"), "a stranger's");
        redis("SET", key(2, "b"), "a stranger's");
        for (CompletionStage<PutReply> reply : putAll(step(1), step(2))) {
            assertThatThrownBy(() -> Await.value(reply)).hasStackTraceContaining("WRONGTYPE");
        }
        assertThatThrownBy(() -> put(1)).hasStackTraceContaining("WRONGTYPE");
    }

    @Test
    void controlOfAnotherServer_beginsANewEpoch() throws IOException {
        Position before = put(1).position();
        String control = (String) Objects.requireNonNull(redis("GET", key(1, "c")));
        String[] words = control.split(" ", -1);
        words[5] = "another-server";
        redis("SET", key(1, "c"), String.join(" ", words));
        Invalidation step = put(1);
        assertThat(step.position().epoch()).isGreaterThan(before.epoch());
        assertThat(step.position().seq()).isOne();
        assertThat(step.previousNonce()).isEmpty();
        Invalidation next = put(1);
        assertThat(next.position()).isEqualTo(new Position(step.position().epoch(), 2));
        assertThat(next.previousNonce()).isEqualTo(step.nonce());
    }

    @Test
    void controlOfAnotherType_isReplaced() throws IOException {
        put(1);
        redis("DEL", key(1, "c"));
        redis("HSET", key(1, "c"), "a", "b");
        assertThat(put(1).position().seq()).isOne();
        assertThat(put(1).position().seq()).isEqualTo(2);
    }

    @Test
    void logAheadOfTheControl_beginsALaterEpoch() throws IOException {
        Position before = put(1).position();
        long ahead = before.epoch() + Duration.ofDays(1).toSeconds() * 1_000_000;
        redis("XADD", key(1, "x"), ahead + "-7", "n", "lost");
        Invalidation step = put(1);
        assertThat(step.position()).isEqualTo(new Position(ahead + 1, 1));
        assertThat(step.previousNonce()).isEmpty();
        assertThat(Await.value(tier.heads(List.of(1))).known().get(0).position())
                .isEqualTo(step.position());
        assertThat(put(1).position()).isEqualTo(new Position(ahead + 1, 2));
    }
}
