package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.spi.Position;
import io.twofold.spi.ReadReply;
import io.twofold.spi.ReadRequest;
import io.twofold.spi.ReadRequest.Mode;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteKey;
import io.twofold.testkit.Await;
import io.twofold.testkit.EmbeddedRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisTimeoutException;

/** The two steps of a read, and the time that they have together. */
class ReadsTest {
    /** Longer than anything here is waited for. */
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private static final long LITTLE_LEFT = TIMEOUT.minusMillis(100).toNanos();
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private static EmbeddedRedis server;
    private static RedissonClient client;

    private final RemoteCache cache =
            new RemoteCache("reads-" + NAMESPACES.incrementAndGet(), "strings", 1, "node", TIMEOUT, 100);
    private final KeyLayout layout = new KeyLayout(cache);
    private StoredByHand stored;

    @BeforeAll
    static void start() {
        server = EmbeddedRedis.start();
        client = LooksTest.client(server);
    }

    @AfterAll
    static void stop() {
        client.shutdown();
        server.close();
    }

    @BeforeEach
    void store() throws IOException {
        stored = new StoredByHand(layout, server.port());
        stored.controls(0);
    }

    @AfterEach
    void close() throws IOException {
        server.resume();
        stored.close();
    }

    /** @param afterTheLook what has passed by then, in nanoseconds */
    private Reads reads(LongSupplier afterTheLook) {
        ServerClock clock = new ServerClock(1);
        clock.told(0, System.currentTimeMillis(), System.nanoTime());
        Turnstile turnstile = new Turnstile(64);
        AtomicBoolean hasBegun = new AtomicBoolean();
        long begun = Long.MAX_VALUE - 5; // as far as anybody knows, it may start anew from the other end
        LongSupplier nanoTime = () -> hasBegun.getAndSet(true) ? begun + afterTheLook.getAsLong() : begun;
        return new Reads(
                client,
                cache,
                new Reads.Tools(layout, new ScriptRunner(client, cache, turnstile), clock, turnstile, nanoTime),
                "wake-ups");
    }

    private static LongSupplier pausing(long nanos) {
        return () -> {
            server.pause();
            return nanos;
        };
    }

    private static RemoteKey key(String name) {
        return new RemoteKey(0, name, name);
    }

    private static ReadRequest request(Mode mode, String name) {
        return new ReadRequest(key(name), mode, "token", 60_000, Position.NONE);
    }

    private static Throwable failure(CompletableFuture<?> read) throws InterruptedException {
        Await.until("the read has ended", read::isDone);
        try {
            throw new AssertionError("has a value: " + read.get());
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }

    @Test
    void one_missAfterAQuickLook_isAskedForWithAScript() {
        ReadReply reply = Await.value(reads(() -> 1).one(request(Mode.LOAD, "k")));
        assertThat(reply).isInstanceOf(ReadReply.Granted.class);
    }

    @Test
    void one_missAfterALateLook_isAskedForWithAScript() {
        ReadReply reply = Await.value(reads(() -> TIMEOUT.toNanos() / 2).one(request(Mode.LOAD, "k")));
        assertThat(reply).isInstanceOf(ReadReply.Granted.class);
    }

    @Test
    void one_serverSilentAfterALateLook_endsWhenTheRestOfItsTimeHasPassed() throws Exception {
        CompletableFuture<ReadReply> read = reads(pausing(LITTLE_LEFT)).one(request(Mode.LOAD, "k"));
        assertThat(failure(read)).isInstanceOf(RedisTimeoutException.class);
    }

    @Test
    void one_lookThatTookAllItsTime_failsAndAsksNoMore() throws Exception {
        CompletableFuture<ReadReply> read = reads(TIMEOUT::toNanos).one(request(Mode.LOAD, "k"));
        assertThat(failure(read))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("no answer within l2.timeout=60000ms");
        assertThat(stored.commands())
                .filteredOn(line -> !line.contains("\"SET\""))
                .singleElement()
                .asString()
                .contains("\"MGET\"");
    }

    @Test
    void one_hitAfterALateLook_isAHit() throws IOException {
        stored.entry(key("k"), StoredByHand.sound("v"));
        assertThat(Await.value(reads(TIMEOUT::toNanos).one(request(Mode.LOAD, "k"))))
                .isInstanceOf(ReadReply.Hit.class);
    }

    @Test
    void many_missesAfterALateLook_areAskedForWithScripts() throws IOException {
        stored.entry(key("tagged"), StoredByHand.tagged("red", "v"));
        stored.entry(key("plain"), StoredByHand.sound("v"));
        List<ReadRequest> requests =
                List.of(request(Mode.PEEK, "tagged"), request(Mode.LOAD, "k"), request(Mode.PEEK, "plain"));
        for (long passed : new long[] {1, TIMEOUT.toNanos() / 2}) {
            List<Optional<ReadReply>> replies = Await.value(reads(() -> passed).many(requests));
            assertThat(replies.get(0)).containsInstanceOf(ReadReply.Hit.class);
            assertThat(replies.get(1)).containsInstanceOf(ReadReply.Granted.class);
            assertThat(replies.get(2)).containsInstanceOf(ReadReply.Hit.class);
        }
    }

    @Test
    void many_serverSilentAfterALateLook_endWhenTheRestOfTheirTimeHasPassed() throws Exception {
        stored.entry(key("tagged"), StoredByHand.tagged("red", "v"));
        stored.entry(key("plain"), StoredByHand.sound("v"));

        CompletableFuture<List<Optional<ReadReply>>> read =
                reads(pausing(LITTLE_LEFT)).many(List.of(request(Mode.PEEK, "tagged"), request(Mode.PEEK, "plain")));

        Await.until("the reads have ended", read::isDone);
        assertThat(read.get().get(0)).isEmpty();
        assertThat(read.get().get(1)).containsInstanceOf(ReadReply.Hit.class);
    }

    @Test
    void many_lookThatTookAllTheirTime_failAndAskNoMore() throws Exception {
        stored.entry(key("tagged"), StoredByHand.tagged("red", "v"));
        CompletableFuture<List<Optional<ReadReply>>> read = reads(() -> TIMEOUT.toNanos() + TimeUnit.SECONDS.toNanos(1))
                .many(List.of(request(Mode.PEEK, "tagged")));
        assertThat(failure(read))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("no answer within l2.timeout=60000ms");
        assertThat(stored.commands()).noneMatch(line -> line.contains("\"EVAL"));
    }
}
