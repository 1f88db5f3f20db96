package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.Delivery;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.testkit.Await;
import io.twofold.testkit.EmbeddedRedis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.redisson.config.NameMapper;

/** What operators, crashes and strangers do to a real server that is the tests' own. */
class RedisSpecificsTest {
    /** Patient, and without heartbeats in between: what gets through does so by itself. */
    private static final String QUIET = "ttl=10m, l2.timeout=10s, maxStaleness=1h, l2.shards=1";

    /** Notices quickly. */
    private static final String QUICK = "ttl=10m, l2.timeout=1s, maxStaleness=500ms, l2.shards=1";

    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private static EmbeddedRedis server;

    private final Map<String, String> source = new ConcurrentHashMap<>();
    private final AtomicInteger loads = new AtomicInteger();
    private final List<AutoCloseable> closing = new ArrayList<>();
    private String namespace = "";

    @BeforeAll
    static void start() {
        server = EmbeddedRedis.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void ownNamespace() {
        namespace = "ns" + NAMESPACES.incrementAndGet();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = closing.size() - 1; i >= 0; i--) {
            closing.get(i).close();
        }
    }

    private Twofold manager(RedisTier tier) {
        Twofold twofold = Twofold.builder().namespace(namespace).remote(tier).build();
        closing.add(twofold);
        return twofold;
    }

    private TieredCache<String, String> cache(Twofold manager, String spec) {
        return manager.cache("strings", String.class, String.class)
                .spec(spec)
                .loader(key -> {
                    loads.incrementAndGet();
                    return source.get(key);
                })
                .build();
    }

    /** A node of the fleet, subscribed. */
    private TieredCache<String, String> node(String spec) throws IOException {
        long before = subscribers();
        TieredCache<String, String> cache = cache(manager(RedisTier.connect(server.uri())), spec);
        Await.until("the node has subscribed", () -> subscribers() > before);
        return cache;
    }

    private long subscribers() throws IOException {
        List<?> reply =
                (List<?>) Objects.requireNonNull(redis("PUBSUB", "NUMSUB", "tf:{" + namespace + ":strings}:ch"));
        return Long.parseLong((String) reply.get(1));
    }

    private static @Nullable Object redis(String... command) throws IOException {
        try (RawRedis redis = new RawRedis(server.port())) {
            return redis.command(command);
        }
    }

    private String inShard(String rest) {
        return "tf:{" + namespace + ":strings:0}:" + rest;
    }

    @Test
    void get_hitInL2_isOneCommand() throws IOException {
        source.put("k", "v");
        TieredCache<String, String> first = node(QUIET);
        TieredCache<String, String> second = node(QUIET);
        assertThat(first.get("k")).isEqualTo("v");

        assertThat(commandsDuring(() -> assertThat(second.get("k")).isEqualTo("v")))
                .singleElement()
                .asString()
                .contains("\"MGET\"", inShard("c"), inShard("e:k:k"));
        assertThat(second.stats().l2Hits()).isEqualTo(1);
        assertThat(commandsDuring(() -> assertThat(second.get("k")).isEqualTo("v")))
                .as("a hit in L1")
                .isEmpty();
        assertThat(loads).hasValue(1);
    }

    /** What clients send meanwhile, but for what keeps connections and subscriptions alive. */
    private static List<String> commandsDuring(Runnable action) throws IOException {
        List<String> commands = new ArrayList<>();
        try (RawRedis monitor = new RawRedis(server.port())) {
            monitor.command("MONITOR");
            action.run();
            redis("ECHO", "the-end");
            for (String line = monitored(monitor); !line.contains("the-end"); line = monitored(monitor)) {
                boolean inScript = line.contains(" lua] ");
                boolean upkeep =
                        line.contains("\"PING\"") || line.contains("SUBSCRIBE\"") || line.contains(Scripts.HEADS.sha());
                if (!inScript && !upkeep) {
                    commands.add(line);
                }
            }
        }
        return commands;
    }

    private static String monitored(RawRedis monitor) throws IOException {
        return (String) Objects.requireNonNull(monitor.reply());
    }

    @Test
    void get_coldKey_isALookAReadAndAFill() throws IOException {
        source.put("warm", "v");
        source.put("k", "v");
        TieredCache<String, String> node = node(QUIET);
        node.get("warm"); // the scripts are there

        assertThat(commandsDuring(() -> node.get("k")))
                .hasSize(3)
                .anyMatch(line -> line.contains("\"MGET\""))
                .anyMatch(line -> line.contains(Scripts.READ.sha()))
                .anyMatch(line -> line.contains(Scripts.FILL.sha()));
    }

    @Test
    void scriptFlush_inBetween_isNotNoticed() throws IOException {
        TieredCache<String, String> first = node(QUIET);
        TieredCache<String, String> second = node(QUIET);
        for (String key : List.of("a", "b", "c", "d")) {
            source.put(key, key + 1);
        }
        assertThat(first.get("a")).isEqualTo("a1");

        redis("SCRIPT", "FLUSH");
        assertThat(second.get("a")).isEqualTo("a1");
        redis("SCRIPT", "FLUSH");
        assertThat(first.getAll(List.of("b", "c"))).containsEntry("b", "b1").containsEntry("c", "c1");
        redis("SCRIPT", "FLUSH");
        assertThat(second.getAll(List.of("b", "c"))).containsEntry("b", "b1").containsEntry("c", "c1");
        redis("SCRIPT", "FLUSH");
        assertThat(first.put("d", "d2")).isEqualTo(Delivery.ACKNOWLEDGED);
        redis("SCRIPT", "FLUSH");
        source.put("a", "a2");
        assertThat(first.invalidate("a")).isEqualTo(Delivery.ACKNOWLEDGED);

        Await.until("the invalidation has come", () -> "a2".equals(second.get("a")));
        assertThat(second.get("d")).isEqualTo("d2");
        assertThat(first.stats().remoteFailures() + second.stats().remoteFailures())
                .isZero();
    }

    @Test
    void controlKey_lost_beginsANewEpochInWhichOldEntriesAreMisses() throws IOException {
        TieredCache<String, String> first = node(QUICK);
        source.put("k", "old");
        assertThat(first.get("k")).isEqualTo("old");
        long epoch = epoch();

        assertThat(redis("DEL", inShard("c"))).isEqualTo("1");
        source.put("k", "new");
        TieredCache<String, String> second = node(QUICK);

        assertThat(second.get("k")).isEqualTo("new");
        assertThat(epoch()).isGreaterThan(epoch);
        Await.until("the first node trusts nothing of the old epoch", () -> "new".equals(first.get("k")));
        assertThat(first.stats().shardDrops()).isPositive();
    }

    private long epoch() throws IOException {
        return Long.parseLong(control()[0]);
    }

    /** The words of the control: epoch, seq, floor, life, tags, server, nonce. */
    private String[] control() throws IOException {
        return ((String) Objects.requireNonNull(redis("GET", inShard("c")))).split(" ", 7);
    }

    private void setControl(int word, String value) throws IOException {
        String[] words = control();
        words[word] = value;
        redis("SET", inShard("c"), String.join(" ", words));
    }

    @Test
    void anotherPrimary_beginsANewEpoch() throws IOException {
        TieredCache<String, String> cache = node(QUICK);
        source.put("k", "old");
        assertThat(cache.get("k")).isEqualTo("old");
        source.put("k", "new");
        setControl(5, "another");
        Await.until("the new epoch is noticed", () -> "new".equals(cache.get("k")));
        assertThat(cache.stats().shardDrops()).isOne();
    }

    @Test
    void control_ofAnotherType_isReplaced() throws IOException {
        TieredCache<String, String> first = node(QUIET);
        source.put("k", "v");
        assertThat(first.get("k")).isEqualTo("v");
        String atOnce =
                "redis.call('DEL', KEYS[1]) return redis.call('RPUSH', KEYS[1], 'a', 'list')"; // before a heartbeat
        redis("EVAL", atOnce, "1", inShard("c"));
        assertThat(first.invalidate("k")).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(node(QUIET).get("k")).isEqualTo("v");
        assertThat(control()).hasSize(7);
    }

    @Test
    void tagFloors_lost_makeEveryOlderEntryWithATagAMiss() throws IOException {
        TieredCache<String, String> first = node(QUIET);
        assertThat(first.put("a", "1", List.of("red"))).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(first.put("b", "1", List.of("blue"))).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(first.invalidateTag("red")).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(first.put("c", "1", List.of("blue"))).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(redis("DEL", inShard("t"))).isEqualTo("1");

        TieredCache<String, String> second = node(QUIET);
        assertThat(second.getIfPresent("a")).as("its tag was invalidated").isNull();
        assertThat(second.getIfPresent("b"))
                .as("nobody knows whether its tag was")
                .isNull();
        assertThat(second.getIfPresent("c")).as("is newer than every floor").isEqualTo("1");

        assertThat(first.put("d", "1", List.of("red"))).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(first.invalidateTag("red")).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(node(QUIET).getIfPresent("d")).as("floors are kept again").isNull();
        assertThat(node(QUIET).getIfPresent("c")).isEqualTo("1");
    }

    @Test
    void change_onAnotherPrimary_isTheFirstStepOfANewEpoch() throws IOException {
        TieredCache<String, String> cache = node(QUIET);
        source.put("k", "old");
        assertThat(cache.get("k")).isEqualTo("old");
        long epoch = epoch();
        setControl(5, "another");
        assertThat(cache.invalidate("other")).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(epoch()).isGreaterThan(epoch);
        assertThat(control()[1])
                .as("the change, which the node may have repeated already")
                .isIn("1", "2");
        long begun = epoch();
        assertThat(cache.invalidate("other")).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(epoch()).isEqualTo(begun);
    }

    @Test
    void layout_ofAnotherFormat_failsTheBuild() throws IOException {
        try (RawRedis redis = new RawRedis(server.port())) {
            redis.command("HSET", "tf:{" + namespace + ":strings}:d", "version", "2", "shards", "1");
        }
        assertThatThrownBy(() -> cache(manager(RedisTier.connect(server.uri())), QUIET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("cache 'strings'", "format 2", "format 1", "namespace");
    }

    @Test
    void controlAndLog_damaged_areReplaced() throws IOException {
        TieredCache<String, String> first = node(QUICK);
        TieredCache<String, String> second = node(QUICK);
        source.put("k", "1");
        first.invalidate("k");
        first.invalidate("k");
        assertThat(second.get("k")).isEqualTo("1");
        long epoch = epoch();

        setControl(1, "0"); // the log is ahead of the control: a part of history is lost
        source.put("k", "2");
        assertThat(first.invalidate("k")).isEqualTo(Delivery.ACKNOWLEDGED);

        Await.until("the second node has followed", () -> "2".equals(second.get("k")));
        assertThat(first.get("k")).isEqualTo("2");
        assertThat(epoch()).isGreaterThan(epoch);
    }

    @Test
    void flushAll_losesValuesAndNothingElse() throws IOException {
        TieredCache<String, String> first = node(QUICK);
        TieredCache<String, String> second = node(QUICK);
        source.put("k", "1");
        assertThat(first.get("k")).isEqualTo("1");
        assertThat(second.get("k")).isEqualTo("1");

        redis("FLUSHALL");
        source.put("k", "2");
        assertThat(first.invalidate("k")).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(first.get("k")).isEqualTo("2");
        Await.until("the other node has followed", () -> "2".equals(second.get("k")));

        source.put("k", "3");
        assertThat(second.invalidate("k")).isEqualTo(Delivery.ACKNOWLEDGED);
        Await.until("and back", () -> "3".equals(first.get("k")));
        assertThat(first.stats().remoteFailures()).isZero();
    }

    @Test
    void subscriptions_killed_areMadeAgainAndWhatWasMissedIsCaughtUp() throws IOException {
        TieredCache<String, String> first = node(QUIET);
        TieredCache<String, String> second = node(QUIET);
        source.put("k", "value 0");
        for (int round = 1; round <= 3; round++) {
            String value = "value " + round;
            Await.until("both listen", () -> subscribers() == 2);
            assertThat(second.get("k")).isEqualTo("value " + (round - 1));
            assertThat(Integer.parseInt((String) Objects.requireNonNull(redis("CLIENT", "KILL", "TYPE", "pubsub"))))
                    .isPositive();
            source.put("k", value);
            assertThat(first.invalidate("k")).isEqualTo(Delivery.ACKNOWLEDGED);

            Await.until("the other node has heard of " + value, () -> value.equals(second.get("k")));
        }
        Await.until("both listen again", () -> subscribers() == 2);
        source.put("k", "last");
        first.invalidate("k");
        Await.until("announcements come again", () -> "last".equals(second.get("k")));
    }

    @Test
    void server_killedAndRestartedEmpty_isUsedAgain() throws IOException {
        TieredCache<String, String> first = node(QUICK);
        TieredCache<String, String> second = node(QUICK);
        source.put("k", "1");
        assertThat(first.get("k")).isEqualTo("1");
        assertThat(second.get("k")).isEqualTo("1");

        server.kill();
        source.put("k", "2");
        Delivery delivery = first.invalidate("k");
        assertThat(delivery).isEqualTo(Delivery.PENDING);
        assertThat(first.get("k")).as("reads go on without it").isEqualTo("2");
        Await.until("the bound of staleness", () -> "2".equals(second.get("k")));
        server.restart();

        Await.until("the invalidation is sent", () -> first.stats().pendingInvalidations() == 0);
        AtomicInteger keys = new AtomicInteger();
        Await.until("values are shared again", () -> {
            String key = "key-" + keys.incrementAndGet();
            source.put(key, "v");
            long hits = second.stats().l2Hits();
            return "v".equals(first.get(key))
                    && "v".equals(second.get(key))
                    && second.stats().l2Hits() > hits;
        });
        source.put("k", "3");
        Await.until("changes are acknowledged again", () -> first.invalidate("k") == Delivery.ACKNOWLEDGED);
        Await.until("and heard", () -> "3".equals(second.get("k")));
    }

    @Test
    void clientOfTheUser_withANameMapper_isUsedAsItIsAndNotClosed() throws IOException {
        String prefix = namespace + "-app:";
        Config config = RedisTier.recommendedConfig(server.uri());
        mapNames(config, prefix);
        RedissonClient client = Redisson.create(config);
        closing.add(client::shutdown);
        Twofold one = manager(RedisTier.of(client));
        Twofold other = manager(RedisTier.of(client));
        TieredCache<String, String> first = cache(one, QUIET);
        TieredCache<String, String> second = cache(other, QUIET);
        String channel = prefix + "tf:{" + namespace + ":strings}:ch";
        Await.until("both have subscribed", () -> "1".equals(subscriptions(channel)));
        source.put("k", "1");

        assertThat(first.get("k")).isEqualTo("1");
        assertThat(second.get("k")).isEqualTo("1");
        assertThat(loads).hasValue(1);
        source.put("k", "2");
        first.invalidate("k");
        Await.until("the other has heard", () -> "2".equals(second.get("k")));
        List<?> keys = (List<?>) Objects.requireNonNull(redis("KEYS", "*" + namespace + ":strings*"));
        assertThat(keys).isNotEmpty().allSatisfy(key -> assertThat((String) key).startsWith(prefix));

        one.close();
        other.close();
        assertThat(client.isShutdown()).isFalse();
        client.getBucket("still").set("open");
        assertThat(client.getBucket("still").get()).isEqualTo("open");
        Await.until("nothing listens any more", () -> "0".equals(subscriptions(channel)));
    }

    private static String subscriptions(String channel) throws IOException {
        return (String) ((List<?>) Objects.requireNonNull(redis("PUBSUB", "NUMSUB", channel))).get(1);
    }

    private static void mapNames(Config config, String prefix) {
        config.setNameMapper(new NameMapper() {
            @Override
            public String map(String name) {
                return prefix + name;
            }

            @Override
            public String unmap(String name) {
                return name.substring(prefix.length());
            }
        });
    }

    @Test
    void server_unreachableWhenTheCacheIsBuilt_isJoinedLater() throws IOException {
        TieredCache<String, String> healthy = node(QUICK);
        RedissonClient client = Redisson.create(RedisTier.recommendedConfig(server.uri()));
        closing.add(client::shutdown);
        source.put("k", "1");
        TieredCache<String, String> late;
        server.pause();
        try {
            late = cache(manager(RedisTier.of(client)), QUICK);
            assertThat(late.get("k")).isEqualTo("1");
            assertThat(late.put("mine", "m")).isEqualTo(Delivery.PENDING);
        } finally {
            server.resume();
        }

        Await.until("what waited is sent", () -> late.stats().pendingInvalidations() == 0);
        source.put("shared", "s");
        Await.until("it has joined", () -> late.put("shared", "s") == Delivery.ACKNOWLEDGED);
        assertThat(healthy.get("shared")).isEqualTo("s");
        Await.until("it is told", () -> {
            source.put("k", "2");
            healthy.invalidate("k");
            return "2".equals(late.get("k"));
        });
    }

    /** What somebody else may do to an entry. */
    enum Damage {
        FLIPPED,
        TRUNCATED,
        GARBAGE,
        HUGE,
        EMPTY_ENVELOPE;

        String of(String stored) {
            String header = stored.substring(0, StoredPrefix.SHORTEST - 1);
            return switch (this) {
                case FLIPPED -> stored.substring(0, 58) + (char) (stored.charAt(58) ^ 4) + stored.substring(59);
                case TRUNCATED -> stored.substring(0, stored.length() - 3);
                case GARBAGE -> header + "\u0000\u00ff".repeat(100);
                case HUGE -> header + "x".repeat(8 << 20);
                case EMPTY_ENVELOPE -> header + "\u0000";
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void entry_damaged_isACountedMissAndReplaced(Damage damage) throws IOException {
        TieredCache<String, String> first = node(QUIET);
        source.put("k", "old");
        assertThat(first.get("k")).isEqualTo("old");
        String stored = (String) Objects.requireNonNull(redis("GET", inShard("e:k:k")));
        redis("SET", inShard("e:k:k"), damage.of(stored), "PX", "600000");
        source.put("k", "new");

        TieredCache<String, String> second = node(QUIET);
        assertThat(second.get("k")).isEqualTo("new");
        assertThat(second.stats().undecodable()).isEqualTo(1);
        assertThat(second.stats().l2Hits()).isZero();

        TieredCache<String, String> third = node(QUIET);
        assertThat(third.get("k")).isEqualTo("new");
        assertThat(third.stats().l2Hits()).isEqualTo(1);
        assertThat(third.stats().undecodable()).isZero();
    }

    @Test
    void entry_ofForeignBytesOrType_isAMissAndReplaced() throws IOException {
        source.put("k", "v");
        List<String[]> strangers = List.of(
                new String[] {"SET", inShard("e:k:k"), ""},
                new String[] {"SET", inShard("e:k:k"), "short"},
                new String[] {"SET", inShard("e:k:k"), "\u00ff".repeat(500)},
                new String[] {"RPUSH", inShard("e:k:k"), "a", "list"});
        int expected = 0;
        for (String[] stranger : strangers) {
            redis("DEL", inShard("e:k:k"));
            redis(stranger);
            TieredCache<String, String> node = node(QUIET);
            assertThat(node.get("k")).isEqualTo("v");
            assertThat(loads).as(String.join(" ", stranger)).hasValue(++expected);
            assertThat(node.stats().remoteFailures()).isZero();

            assertThat(node(QUIET).get("k")).isEqualTo("v");
            assertThat(loads).hasValue(expected);
        }
    }

    @Test
    void entry_largerThanANodeAllows_isACountedMissAndReplaced() throws IOException {
        source.put("k", "x".repeat(50_000));
        assertThat(node(QUIET).get("k")).hasSize(50_000);
        source.put("k", "small");

        TieredCache<String, String> strict = node(QUIET + ", l2.maxValueSize=1KB");

        assertThat(strict.get("k")).isEqualTo("small");
        assertThat(strict.stats().undecodable()).isEqualTo(1);
        assertThat(node(QUIET).get("k")).isEqualTo("small");
        assertThat(loads).hasValue(2);
    }

    @Test
    void caches_ofSeveralNamesAndNamespaces_neverMeet() throws IOException {
        List<TieredCache<String, String>> caches = new ArrayList<>();
        for (String each : List.of(namespace, namespace + "-b", namespace + ".strings")) {
            Twofold manager = Twofold.builder()
                    .namespace(each)
                    .remote(RedisTier.connect(server.uri()))
                    .build();
            closing.add(manager);
            for (String name : List.of("a", "b", "strings.a")) {
                caches.add(manager.cache(name, String.class, String.class)
                        .spec(QUIET)
                        .build());
            }
        }
        for (int i = 0; i < caches.size(); i++) {
            caches.get(i).put("k", "value " + i);
        }
        caches.get(0).clear();
        caches.get(4).invalidate("k");
        for (int i = 0; i < caches.size(); i++) {
            assertThat(caches.get(i).getIfPresent("k")).isEqualTo(i == 0 || i == 4 ? null : "value " + i);
        }
        assertThat(caches)
                .allSatisfy(cache ->
                        assertThat(cache.stats().invalidationsApplied()).isZero());
    }

    @Test
    void longAndHostileKeys_areFoundAgainByOtherNodes() throws IOException {
        TieredCache<String, String> first = node(QUIET);
        TieredCache<String, String> second = node(QUIET);
        List<String> keys = List.of(
                "",
                " ",
                "}:c",
                "\r\n",
                "\u0000",
                "\ud83d",
                "\ud83d\ude00",
                "*",
                "x".repeat(4_000),
                "\u20ac".repeat(300));
        for (String key : keys) {
            source.put(key, "1");
            assertThat(first.get(key)).isEqualTo("1");
            assertThat(second.get(key)).isEqualTo("1");
            assertThat(first.scoped("tenant").put(key, "tenant's")).isEqualTo(Delivery.ACKNOWLEDGED);
            assertThat(second.scoped("tenant").get(key)).isEqualTo("tenant's");
        }
        assertThat(loads).hasValue(keys.size());
        for (String key : keys) {
            source.put(key, "2");
            first.invalidate(key);
        }
        for (String key : keys) {
            Await.until("the invalidation of a strange key has come", () -> "2".equals(second.get(key)));
        }
    }
}
