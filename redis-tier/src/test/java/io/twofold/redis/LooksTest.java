package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twofold.spi.Head;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply;
import io.twofold.spi.ReadRequest;
import io.twofold.spi.ReadRequest.Mode;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteKey;
import io.twofold.testkit.Await;
import io.twofold.testkit.EmbeddedRedis;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.Redisson;
import org.redisson.api.RBuckets;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisTimeoutException;
import org.redisson.config.Config;
import org.redisson.config.NameMapper;
import org.redisson.misc.CompletableFutureWrapper;

class LooksTest {
    private static final int SHARDS = 3;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Head HEAD = new Head(0, new Position(StoredByHand.EPOCH, StoredByHand.SEQ), "nonce");
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private static EmbeddedRedis server;
    private static RedissonClient client;

    private final ServerClock clock = new ServerClock(SHARDS);
    private KeyLayout layout;
    private StoredByHand stored;

    @BeforeAll
    static void start() {
        server = EmbeddedRedis.start();
        client = client(server);
    }

    /** One that doesn't look by itself whether the server answers. */
    static RedissonClient client(EmbeddedRedis server) {
        Config config = RedisTier.recommendedConfig(server.uri());
        config.useSingleServer().setPingConnectionInterval(0);
        return Redisson.create(config);
    }

    @AfterAll
    static void stop() {
        client.shutdown();
        server.close();
    }

    @BeforeEach
    void ownNamespace() throws IOException {
        layout = layout();
        stored = new StoredByHand(layout, server.port());
        for (int shard = 0; shard < SHARDS; shard++) {
            clock.told(shard, System.currentTimeMillis(), System.nanoTime());
        }
    }

    private static KeyLayout layout() {
        return new KeyLayout(new RemoteCache(
                "looks-" + NAMESPACES.incrementAndGet(), "strings", SHARDS, "node", Duration.ofSeconds(1), 100));
    }

    @AfterEach
    void close() throws IOException {
        stored.close();
    }

    private Looks looks(Duration timeout) {
        return new Looks(client, layout, clock, new Turnstile(64), timeout);
    }

    private static RemoteKey key(int shard, String name) {
        return new RemoteKey(shard, name, name);
    }

    private static ReadRequest request(Mode mode, RemoteKey key) {
        return new ReadRequest(key, mode, "token", 1_000, Position.NONE);
    }

    private static ReadRequest peek(int shard, String name) {
        return request(Mode.PEEK, key(shard, name));
    }

    private static String envelope(Optional<ReadReply> reply) {
        assertThat(reply).containsInstanceOf(ReadReply.Hit.class);
        return new String(((ReadReply.Hit) reply.orElseThrow()).envelope(), StandardCharsets.ISO_8859_1);
    }

    private List<CompletableFuture<Optional<ReadReply>>> reads(Looks looks, int count) {
        List<CompletableFuture<Optional<ReadReply>>> reads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            reads.add(looks.one(peek(0, "k" + i)));
        }
        return reads;
    }

    /** How many entries each command asked for. */
    private List<Integer> asked() throws IOException {
        List<Integer> counts = new ArrayList<>();
        for (String line : stored.commands()) {
            if (line.contains("\"MGET\"")) {
                counts.add(line.split(":e:", -1).length - 1);
            }
        }
        return counts;
    }

    @Test
    void one_whileLooksAreUnderWay_waitsAndGoesOutWithTheOthers() throws IOException {
        stored.controls(0);
        for (int i = 0; i < 20; i += 2) {
            stored.entry(key(0, "k" + i), StoredByHand.sound("value " + i));
        }
        List<CompletableFuture<Optional<ReadReply>>> reads = whilePaused(20);

        for (int i = 0; i < 20; i++) {
            Optional<ReadReply> reply = Await.value(reads.get(i));
            if (i % 2 == 0) {
                assertThat(envelope(reply)).isEqualTo("value " + i);
            } else {
                assertThat(reply).contains(new ReadReply.Absent(HEAD));
            }
        }
        assertThat(asked()).containsExactly(1, 1, 18);
    }

    @Test
    void one_whileALookForManyIsUnderWay_waitsEvenIfNoOtherIs() {
        List<String[]> asked = new ArrayList<>();
        List<CompletableFuture<Map<String, Object>>> answers = new ArrayList<>();
        Looks looks = answeredByHand(asked, answers);
        reads(looks, 12);
        assertThat(asked)
                .as("each with the shard's control")
                .extracting(names -> names.length)
                .containsExactly(2, 2);
        answers.get(0).complete(Map.of());
        answers.get(1).complete(Map.of());
        assertThat(asked).extracting(names -> names.length).containsExactly(2, 2, 11);

        reads(looks, 3);
        assertThat(asked).hasSize(3);
        answers.get(2).complete(Map.of());
        assertThat(asked).extracting(names -> names.length).containsExactly(2, 2, 11, 4);
        reads(looks, 1);
        assertThat(asked).as("beside a look for a few another begins").hasSize(5);
    }

    @Test
    void one_whileALookForManyTakesLong_goesOutBesideIt() {
        List<String[]> asked = new ArrayList<>();
        List<CompletableFuture<Map<String, Object>>> answers = new ArrayList<>();
        Looks looks = answeredByHand(asked, answers);
        reads(looks, 7);
        answers.get(0).complete(Map.of());
        answers.get(1).complete(Map.of());
        time.set(() -> Looks.LONGEST_HOLD_NANOS - 1);
        reads(looks, 2);
        assertThat(asked).extracting(names -> names.length).containsExactly(2, 2, 6);
        time.set(() -> Looks.LONGEST_HOLD_NANOS);
        reads(looks, 1);
        assertThat(asked).extracting(names -> names.length).containsExactly(2, 2, 6, 4);
    }

    /** Looks whose commands are noted, and answered by the test. */
    private Looks answeredByHand(List<String[]> asked, List<CompletableFuture<Map<String, Object>>> answers) {
        RBuckets buckets = proxy(RBuckets.class, (proxy, method, arguments) -> {
            asked.add((String[]) arguments[0]);
            answers.add(new CompletableFuture<>());
            return new CompletableFutureWrapper<>(answers.get(answers.size() - 1));
        });
        return new Looks(
                proxy(RedissonClient.class, (proxy, method, arguments) -> buckets),
                layout,
                clock,
                new Turnstile(64),
                LONG,
                () -> time.get().getAsLong());
    }

    @SuppressWarnings("unchecked") // it implements the type
    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    @Test
    void one_moreThanAServerShouldAnswerAtOnce_goesOutInParts() throws IOException {
        stored.controls(0);
        whilePaused(2 + Looks.AT_ONCE + 44).forEach(Await::value);
        assertThat(asked()).containsExactly(1, 1, Looks.AT_ONCE, 44);
    }

    private List<CompletableFuture<Optional<ReadReply>>> whilePaused(int count) {
        server.pause();
        try {
            return reads(looks(LONG), count);
        } finally {
            server.resume();
        }
    }

    @Test
    void one_serverStaysSilent_endsForEachAndGivesItsPlaceBack() throws IOException {
        stored.controls(0);
        stored.entry(key(0, "k0"), StoredByHand.sound("value"));
        Looks looks = looks(Duration.ofMillis(200));
        server.pause();
        try {
            for (int round = 0; round < 2; round++) {
                List<CompletableFuture<Optional<ReadReply>>> reads = reads(looks, 20);
                for (CompletableFuture<Optional<ReadReply>> read : reads) {
                    Await.until("the read has ended", read::isDone);
                    assertThat(failure(read)).isInstanceOfAny(TimeoutException.class, RedisTimeoutException.class);
                }
            }
        } finally {
            server.resume();
        }
        Await.until("it is answered again", () -> {
            CompletableFuture<Optional<ReadReply>> read = looks.one(peek(0, "k0"));
            Await.until("the read has ended", read::isDone);
            return !read.isCompletedExceptionally() && read.join().isPresent();
        });
    }

    /** What has passed of the time that this test goes by; asking for it may do something. */
    private final AtomicReference<LongSupplier> time = new AtomicReference<>(() -> 0);

    private Looks timedLooks() {
        return new Looks(
                client, layout, clock, new Turnstile(64), LONG, () -> time.get().getAsLong());
    }

    @Test
    void one_cameLateWhileOthersWaited_hasATimeOfItsOwn() throws IOException {
        stored.controls(0);
        Looks looks = timedLooks();
        List<CompletableFuture<Optional<ReadReply>>> reads = new ArrayList<>();
        server.pause();
        try {
            reads.addAll(reads(looks, 3));
            time.set(() -> LONG.toNanos() - 1);
            reads.addAll(reads(looks, 3));
            time.set(LONG::toNanos);
        } finally {
            server.resume();
        }
        for (CompletableFuture<Optional<ReadReply>> read : reads) {
            Await.until("the read has ended", read::isDone);
        }
        assertThat(reads)
                .filteredOn(CompletableFuture::isCompletedExceptionally)
                .containsExactly(reads.get(2));
        assertThat(failure(reads.get(2)))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("no answer within l2.timeout=60000ms");
        assertThat(asked()).containsExactly(1, 1, 3);
    }

    @Test
    void one_waitedForLong_endsWhenItsOwnTimeHasPassedAndNotThatOfTheOthers() throws IOException {
        stored.controls(0);
        Looks looks = timedLooks();
        List<CompletableFuture<Optional<ReadReply>>> reads = new ArrayList<>();
        long littleLeft = LONG.minusMillis(100).toNanos();
        server.pause();
        try {
            reads.addAll(reads(looks, 3));
            time.set(() -> littleLeft);
            reads.addAll(reads(looks, 3));
            time.set(
                    () -> { // when the first are answered
                        server.pause();
                        return littleLeft;
                    });
            server.resume();

            Await.until("the read has ended", reads.get(2)::isDone);
            assertThat(failure(reads.get(2))).isInstanceOf(TimeoutException.class);
            assertThat(reads.subList(3, 6)).noneMatch(CompletableFuture::isDone);
        } finally {
            server.resume();
        }
        reads.subList(3, 6).forEach(Await::value);
    }

    private static Throwable failure(CompletableFuture<?> read) {
        Throwable thrown = catchThrowable(read::join);
        return thrown instanceof CompletionException ? Objects.requireNonNull(thrown.getCause()) : thrown;
    }

    @Test
    void all_isInTheOrderOfTheRequestsAndOneCommand() throws IOException {
        stored.controls(0, 1); // of shard 2 nothing is known
        stored.entry(key(0, "a"), StoredByHand.sound("a"));
        stored.entry(key(1, "b"), StoredByHand.sound("b"));
        stored.entry(key(2, "c"), StoredByHand.sound("c"));
        List<ReadRequest> requests = List.of(
                peek(1, "b"),
                peek(2, "c"),
                peek(0, "missing"),
                peek(0, "a"),
                request(Mode.LOAD, key(0, "missing")),
                request(Mode.REFRESH, key(0, "missing")),
                request(Mode.LOAD, key(1, "b")),
                peek(1, "a"),
                peek(2, "missing"));

        List<Optional<ReadReply>> replies = Await.value(looks(LONG).all(requests));

        assertThat(replies).hasSize(requests.size());
        assertThat(envelope(replies.get(0))).isEqualTo("b");
        assertThat(replies.get(1)).as("of an unknown control").isEmpty();
        assertThat(replies.get(2)).contains(new ReadReply.Absent(HEAD));
        assertThat(envelope(replies.get(3))).isEqualTo("a");
        assertThat(replies.get(4)).as("a load takes a lease").isEmpty();
        assertThat(replies.get(5)).as("as does a refresh").isEmpty();
        assertThat(envelope(replies.get(6))).isEqualTo("b");
        assertThat(replies.get(7)).contains(new ReadReply.Absent(new Head(1, HEAD.position(), "nonce")));
        assertThat(replies.get(8)).isEmpty();
        assertThat(asked()).containsExactly(requests.size());
    }

    @Test
    void all_entryThatCannotBeRead_isNoHitAndHarmsNoOther() throws IOException {
        stored.controls(0);
        byte[] sound = StoredByHand.sound("");
        byte[] noise = new byte[100];
        Arrays.fill(noise, (byte) 0xff);
        List<byte[]> broken = List.of(
                new byte[0],
                new byte[] {0},
                Arrays.copyOf(sound, StoredPrefix.SHORTEST - 1),
                new byte[StoredPrefix.SHORTEST],
                noise,
                Arrays.copyOf(StoredByHand.tagged("red", ""), StoredPrefix.SHORTEST + 1));
        List<ReadRequest> requests = new ArrayList<>();
        for (byte[] bytes : broken) {
            RemoteKey key = key(0, "broken" + requests.size());
            stored.entry(key, bytes);
            requests.add(request(Mode.PEEK, key));
        }
        stored.entry(key(0, "sound"), StoredByHand.sound("value"));
        requests.add(peek(0, "sound"));

        Looks looks = looks(LONG);
        List<Optional<ReadReply>> replies = Await.value(looks.all(requests));

        assertThat(replies.subList(0, broken.size())).containsOnly(Optional.empty());
        assertThat(envelope(replies.get(broken.size()))).isEqualTo("value");
        for (ReadRequest request : requests.subList(0, broken.size())) {
            assertThat(Await.value(looks.one(request))).isEmpty();
        }
    }

    @Test
    void all_entryOfAnotherType_isAbsent() throws IOException {
        stored.controls(0);
        stored.command("RPUSH", layout.entry(key(0, "list")), "element");
        assertThat(Await.value(looks(LONG).all(List.of(peek(0, "list"), request(Mode.LOAD, key(0, "list"))))))
                .containsExactly(Optional.of(new ReadReply.Absent(HEAD)), Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "none",
                "1000",
                "1000 10 5 60000 0 server",
                "1000 ten 5 60000 0 server nonce",
                "a b c d e f",
                "99999999999999999999 10 5 60000 0 server nonce",
                "\u00ff\u00fe\u0000\u0001"
            })
    void all_controlThatCannotBeRead_tellsNothingOfItsShardAndHarmsNoOther(String control) throws IOException {
        stored.controls(0);
        stored.control(1, control);
        stored.entry(key(0, "a"), StoredByHand.sound("a"));
        stored.entry(key(1, "b"), StoredByHand.sound("b"));

        List<Optional<ReadReply>> replies =
                Await.value(looks(LONG).all(List.of(peek(1, "b"), peek(1, "missing"), peek(0, "a"))));

        assertThat(replies.subList(0, 2)).containsOnly(Optional.empty());
        assertThat(envelope(replies.get(2))).isEqualTo("a");
    }

    @Test
    void all_controlOfAnotherType_tellsNothing() throws IOException {
        stored.command("RPUSH", layout.control(0), "element");
        stored.entry(key(0, "a"), StoredByHand.sound("a"));
        assertThat(Await.value(looks(LONG).all(List.of(peek(0, "a"), peek(0, "missing")))))
                .containsOnly(Optional.empty());
    }

    @Test
    void all_entryThatIsNotCurrent_isNoHit() throws IOException {
        stored.controls(0); // whose floor is 5
        stored.entry(key(0, "at the floor"), StoredByHand.entry(StoredByHand.EPOCH, 5, 60_000, 0, "v"));
        stored.entry(key(0, "below"), StoredByHand.entry(StoredByHand.EPOCH, 4, 60_000, 0, "v"));
        stored.entry(key(0, "older epoch"), StoredByHand.entry(StoredByHand.EPOCH - 1, 7, 60_000, 0, "v"));
        stored.entry(key(0, "ended"), StoredByHand.entry(StoredByHand.EPOCH, 7, -1, 60_000, "v"));
        stored.entry(key(0, "tagged"), StoredByHand.tagged("red", "v"));
        ReadRequest guarded =
                new ReadRequest(key(0, "at the floor"), Mode.PEEK, "token", 1_000, new Position(StoredByHand.EPOCH, 6));

        List<Optional<ReadReply>> replies = Await.value(looks(LONG)
                .all(List.of(
                        peek(0, "at the floor"),
                        peek(0, "below"),
                        peek(0, "older epoch"),
                        peek(0, "ended"),
                        peek(0, "tagged"),
                        guarded)));

        assertThat(envelope(replies.get(0))).isEqualTo("v");
        assertThat(replies.subList(1, 6)).isEqualTo(Collections.nCopies(5, Optional.empty()));
    }

    @Test
    void all_refreshOfAnEntryThatLivesOn_isAHitIfItDoesSoForLongEnough() throws IOException {
        stored.controls(0);
        stored.entry(key(0, "k"), StoredByHand.sound("v"));
        ReadRequest soon = new ReadRequest(key(0, "k"), Mode.REFRESH, "token", 1_000, Position.NONE, 10_000);
        ReadRequest late = new ReadRequest(key(0, "k"), Mode.REFRESH, "token", 1_000, Position.NONE, 60_000);

        List<Optional<ReadReply>> replies = Await.value(looks(LONG).all(List.of(soon, late)));

        assertThat(envelope(replies.get(0))).isEqualTo("v");
        assertThat(replies.get(1)).isEmpty();
    }

    @Test
    void guardOfANewerEpochThanTheServers_isNotCalledAbsent() throws IOException {
        stored.controls(0);
        ReadRequest ahead =
                new ReadRequest(key(0, "missing"), Mode.PEEK, "token", 1_000, new Position(StoredByHand.EPOCH + 1, 0));
        assertThat(Await.value(looks(LONG).one(ahead))).isEmpty();
    }

    @Test
    void clientInAWrapper_findsTheSame() throws IOException {
        RedissonClient wrapper = (RedissonClient) Proxy.newProxyInstance(
                RedissonClient.class.getClassLoader(),
                new Class<?>[] {RedissonClient.class},
                (proxy, method, arguments) -> method.invoke(client, arguments));
        stored.controls(0, 1);
        stored.entry(key(0, "first"), StoredByHand.sound("1"));
        stored.entry(key(1, "last"), StoredByHand.sound("2"));
        List<ReadRequest> requests = List.of(peek(0, "first"), peek(0, "missing"), peek(1, "last"), peek(2, "unknown"));
        List<Optional<ReadReply>> replies =
                Await.value(new Looks(wrapper, layout, clock, new Turnstile(64), LONG).all(requests));

        assertThat(envelope(replies.get(0))).isEqualTo("1");
        assertThat(replies.get(1)).contains(new ReadReply.Absent(HEAD));
        assertThat(envelope(replies.get(2))).isEqualTo("2");
        assertThat(replies.get(3)).isEmpty();
    }

    @SuppressWarnings("deprecation") // a server's own mapper is honored still
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void clientWithANameMapper_looksUnderTheNamesThatItMakes(boolean isOfTheServer) throws IOException {
        stored.controls(0);
        stored.entry(key(0, "k"), StoredByHand.sound("value"));
        String real = layout.control(0).substring(0, layout.control(0).indexOf("}"));
        Config config = RedisTier.recommendedConfig(server.uri());
        NameMapper mapper = new NameMapper() {
            @Override
            public String map(String name) {
                return real + name.substring("tf:{as it is called here:strings:0".length());
            }

            @Override
            public String unmap(String name) {
                return "tf:{as it is called here:strings:0" + name.substring(real.length());
            }
        };
        if (isOfTheServer) {
            config.useSingleServer().setNameMapper(mapper);
        } else {
            config.setNameMapper(mapper);
        }
        RedissonClient mapping = Redisson.create(config);
        try {
            KeyLayout here = new KeyLayout(
                    new RemoteCache("as it is called here", "strings", 1, "node", Duration.ofSeconds(1), 100));
            Looks looks = new Looks(mapping, here, clock, new Turnstile(64), LONG);
            assertThat(envelope(Await.value(looks.one(peek(0, "k"))))).isEqualTo("value");
        } finally {
            mapping.shutdown();
        }
    }

    /** The server takes MGET for another command, whose elements are numbers, and one fewer than there are keys. */
    @Test
    void replyOfAnotherKind_findsNothingAndGivesItsPlaceBack() {
        try (EmbeddedRedis odd =
                EmbeddedRedis.start("--rename-command", "MGET", "MGET1", "--rename-command", "SMISMEMBER", "MGET")) {
            RedissonClient oddClient = client(odd);
            try {
                Looks looks = new Looks(oddClient, layout(), clock, new Turnstile(64), LONG);
                for (int i = 0; i < 5; i++) {
                    CompletableFuture<Optional<ReadReply>> read = looks.one(peek(0, "k"));
                    Await.until("the read has ended", read::isDone);
                    assertThat(Await.value(read)).as("a script will tell").isEmpty();
                }
            } finally {
                oddClient.shutdown();
            }
        }
    }
}
