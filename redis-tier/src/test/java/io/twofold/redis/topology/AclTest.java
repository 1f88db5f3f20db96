package io.twofold.redis.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twofold.RemoteTierException;
import io.twofold.redis.RedisTier;
import io.twofold.spi.Change;
import io.twofold.spi.DirtyStore;
import io.twofold.spi.FeedListener;
import io.twofold.spi.Invalidation;
import io.twofold.spi.NewEntry;
import io.twofold.spi.Position;
import io.twofold.spi.ReadRequest;
import io.twofold.spi.ReadRequest.Mode;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.RemoteTier;
import io.twofold.testkit.Await;
import io.twofold.testkit.EmbeddedRedis;
import io.twofold.testkit.RedisAdmin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rights that the documentation asks for are enough, and none is one too many. */
@Tag("topology")
class AclTest {
    private static final Path DOCUMENTATION = Path.of("../docs/redis.md");
    /** The rule in the documentation, with which a server makes the user. */
    private static final Pattern RULE = Pattern.compile("(?m)^user twofold on >secret (.*)$");

    private static final String USER = "twofold";
    private static final String PASSWORD = "secret";
    private static final byte[] BYTES = {1, 2, 3};

    private static EmbeddedRedis server;
    private static RedisAdmin admin;

    private final AtomicInteger unique = new AtomicInteger();

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedRedis.start();
        admin = RedisAdmin.of(server);
        setUser(rule());
    }

    @AfterAll
    static void end() {
        admin.close();
        server.close();
    }

    private static List<String> rule() throws IOException {
        Matcher rule = RULE.matcher(Files.readString(DOCUMENTATION));
        assertThat(rule.find()).as("a rule in %s", DOCUMENTATION).isTrue();
        return List.of(rule.group(1).split(" "));
    }

    /** Makes the user of the documentation, with further rights. */
    static void makeUser(EmbeddedRedis server, String... further) throws IOException {
        List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", USER, "on", ">" + PASSWORD));
        command.addAll(rule());
        command.addAll(List.of(further));
        try (RedisAdmin admin = RedisAdmin.of(server)) {
            admin.command(command.toArray(String[]::new));
        }
    }

    /** The URI with that user. */
    static String asUser(String uri) {
        return uri.replace("redis://", "redis://" + USER + ":" + PASSWORD + "@");
    }

    private static void setUser(List<String> rights) {
        List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", USER, "reset", "on", ">" + PASSWORD));
        command.addAll(rights);
        admin.command(command.toArray(String[]::new));
    }

    private static String uri() {
        return asUser(server.uri());
    }

    @Test
    void rights_ofTheDocumentation_areEnough() throws Exception {
        admin.command("ACL", "LOG", "RESET");
        try (TestFleet fleet = new TestFleet(RedisTier.recommendedConfig(uri()))) {
            fleet.assertWorks();
        }
        assertThat(admin.list("ACL", "LOG").toString()).doesNotContain("tf:");
    }

    @Test
    void rights_lessOne_failAndSayWhatIsMissing() throws IOException {
        List<String> rights = rule();
        try (RedisTier factory = RedisTier.connect(uri())) {
            useEverything(factory);
            for (String right : rights) {
                if (isOfTheClient(right)) {
                    continue;
                }
                setUser(rights.stream().filter(each -> !each.equals(right)).toList());
                admin.command("SCRIPT", "FLUSH"); // so that scripts are sent in full too
                assertThat(catchThrowable(() -> useEverything(factory)))
                        .as("without %s", right)
                        .isNotNull()
                        .cause()
                        .isInstanceOf(RemoteTierException.class)
                        .hasMessageContaining("Redis refuses the user a right that the cache needs")
                        .hasMessageContaining("docs/redis.md");
            }
        } finally {
            setUser(rights);
        }
    }

    /**
     * Rights that no script needs: the client does, to keep its connections, and EVAL if it is told not to use the
     * server's cache of scripts.
     */
    private static boolean isOfTheClient(String right) {
        return List.of("resetchannels", "-@all", "+ping", "+subscribe", "+unsubscribe", "+eval")
                .contains(right);
    }

    @Test
    void connect_withoutTheRightToPing_saysSo() throws IOException {
        List<String> rights = rule();
        setUser(rights.stream().filter(right -> !right.equals("+ping")).toList());
        try {
            assertThatThrownBy(() -> RedisTier.connect(uri()))
                    .isInstanceOf(RemoteTierException.class)
                    .hasMessageContaining("docs/redis.md");
        } finally {
            setUser(rights);
        }
    }

    private void useEverything(RedisTier factory) {
        RemoteTier tier = factory.open(
                new RemoteCache("acl" + unique.incrementAndGet(), "cache", 4, "node", Duration.ofSeconds(5), 10));
        try {
            tier.subscribe(new Deaf());
            RemoteKey key = new RemoteKey(1, "k:1", "k:1");
            done(tier.agreeOnShards(4));
            done(tier.heads(List.of(0, 1, 2, 3)));
            done(tier.change(new Change.Invalidate(1, List.of(key), "n1")));
            done(tier.read(new ReadRequest(key, Mode.LOAD, "t1", 60_000, Position.NONE)));
            done(tier.read(new ReadRequest(key, Mode.LOAD, "t2", 60_000, Position.NONE)));
            done(tier.renew(key, "t1", 60_000));
            done(tier.fill(key, "t1", NewEntry.of(BYTES, 60_000), true));
            done(tier.readAll(List.of(new ReadRequest(key, Mode.LOAD, "t3", 60_000, Position.NONE))));
            done(tier.read(new ReadRequest(key, Mode.REPLACE, "t4", 60_000, Position.NONE)));
            done(tier.inspect(key));
            done(tier.release(key, "t4"));
            done(tier.change(new Change.Put(key, new NewEntry(BYTES, 60_000, 0, List.of("tag")), "n2")));
            done(tier.change(new Change.InvalidateTags(1, List.of("tag"), "n3")));
            done(tier.change(new Change.Put(key, new NewEntry(BYTES, 60_000, 60_000, List.of()), "n7")));
            done(tier.change(new Change.Expire(1, List.of(key), "n8")));
            done(tier.read(new ReadRequest(key, Mode.REFRESH, "t5", 60_000, Position.NONE, 60_000)));
            done(tier.prolong(key, "t5", new RemoteTier.Life(60_000, 0), true));
            done(tier.acquire(1, 10));
            done(tier.noteHot(List.of("k:hot")));
            done(tier.hotKeys());
            done(tier.change(new Change.BeginWrite(1, List.of(key), "n4", "w1", 60_000)));
            done(tier.renewWrite(List.of(key), "w1", 60_000));
            done(tier.change(new Change.EndWrite(1, List.of(key), "n5", "w1")));
            done(tier.change(new Change.Clear(1, "n6")));
            done(tier.log(1, new Position(1, 0)));
            done(tier.log(1, done(tier.heads(List.of(1))).known().get(0).position()));
            writeBehind(tier);
        } finally {
            tier.close();
        }
    }

    private static void writeBehind(RemoteTier tier) {
        DirtyStore dirty = tier.dirtyStore();
        RemoteKey key = new RemoteKey(1, "k:1", "k:1");
        RemoteKey second = new RemoteKey(1, "k:2", "k:2");
        done(dirty.evicting());
        NewEntry entry = NewEntry.of(BYTES, 60_000);
        long version = done(dirty.put(1, List.of(new DirtyStore.Put(key, entry)), "n7", 10))
                .versions()
                .get(0);
        done(tier.inspect(key));
        done(dirty.put(1, List.of(new DirtyStore.Put(second, entry)), "n8", 1));
        DirtyStore.Version first = new DirtyStore.Version(key, version);
        long fence =
                done(dirty.take(1, new DirtyStore.Take("f", 60_000, 10, 0))).fence();
        done(dirty.renew(1, "f", 60_000));
        done(dirty.failed(1, "f", fence, new DirtyStore.Failure(first, 1, 1, "no", "n9")));
        done(dirty.dead(1, 10));
        done(dirty.retryDead(first, "n10"));
        done(dirty.dropDead(first));
        done(dirty.written(1, "f", fence, List.of(first)));
        done(dirty.release(1, "f"));
    }

    private static <T> T done(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        return Await.value(future);
    }

    private static final class Deaf implements FeedListener {
        @Override
        public void onInvalidation(Invalidation step) {}

        @Override
        public void onRefreshed(String id) {}

        @Override
        public void onWake(String name) {}

        @Override
        public void onSubscribed() {}

        @Override
        public void onUnreadable(Throwable cause) {
            throw new AssertionError(cause);
        }
    }
}
