package io.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.spi.Change;
import io.twofold.spi.FillReply;
import io.twofold.spi.Head;
import io.twofold.spi.Invalidation;
import io.twofold.spi.NewEntry;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply;
import io.twofold.spi.ReadRequest;
import io.twofold.spi.ReadRequest.Mode;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.RemoteTier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** What the tests of remote tiers share: nodes of one cache, and short ways to ask them things. */
abstract class RemoteTierHarness {
    static final long LONG = 60_000;
    static final int SHARD = 3;
    static final int OTHER_SHARD = 5;
    static final RemoteKey KEY = key("k:key");
    private static final int SHARDS = 16;
    private static final int SPARE_SHARD = 15;
    private static final int LOG_LENGTH = 10;

    private final String namespace = "conformance-" + UUID.randomUUID();
    private final List<RemoteTier> opened = new ArrayList<>();
    private final AtomicInteger unique = new AtomicInteger();

    /**
     * Opens one node's tier of a cache. All that are opened during a test reach the same server; the namespace is
     * used by no other test. The suite closes it.
     */
    protected abstract RemoteTier open(RemoteCache cache);

    /**
     * Has at least so much time pass for the server. Does nothing unless overridden, since the suite then waits for
     * what real time brings about; a server with a fake clock advances it.
     */
    protected void letTimePass(Duration atLeast) {}

    /** Whether the caches of the suite have dirty values. */
    boolean writesBehind() {
        return false;
    }

    @AfterEach
    void closeEverything() {
        opened.forEach(RemoteTier::close);
    }

    final RemoteTier node(String nodeId) {
        return node(namespace, "cache", nodeId, writesBehind());
    }

    final RemoteTier otherCache(String nodeId) {
        return node(namespace, "other", nodeId, writesBehind());
    }

    final RemoteTier otherNamespace(String nodeId) {
        return node(namespace + "-other", "cache", nodeId, writesBehind());
    }

    /** A node of the cache, that takes it for one that is not written as it is. */
    final RemoteTier nodeThatWritesOtherwise(String nodeId) {
        return node(namespace, "cache", nodeId, !writesBehind());
    }

    private RemoteTier node(String inNamespace, String cache, String nodeId, boolean behind) {
        RemoteTier tier = open(
                new RemoteCache(inNamespace, cache, SHARDS, nodeId, Duration.ofSeconds(10), LOG_LENGTH, 0, behind));
        opened.add(tier);
        return tier;
    }

    /** Subscribes, and waits until both announcements and wake-ups arrive. */
    final RecordingListener listening(RemoteTier tier) {
        RecordingListener listener = new RecordingListener(SPARE_SHARD);
        tier.subscribe(listener);
        Await.until("the feed is established", () -> listener.subscriptions.get() > 0);
        Await.until("an announcement arrives", () -> {
            Await.value(tier.change(new Change.Clear(SPARE_SHARD, unique("probe"))));
            return !listener.probes.isEmpty();
        });
        Await.until("a wake-up arrives", () -> {
            RemoteKey probe = new RemoteKey(SPARE_SHARD, unique("k:probe"), unique("k:probe"));
            String token = unique("token");
            load(tier, probe, token);
            load(tier, probe, unique("token"));
            Await.value(tier.release(probe, token));
            return !listener.woken.isEmpty();
        });
        settle(tier, listener);
        listener.woken.clear();
        return listener;
    }

    /** Waits until a listener has heard what was announced to everyone before. */
    final void settle(RemoteTier by, RecordingListener listener) {
        Invalidation last = Await.value(by.change(new Change.Clear(SPARE_SHARD, unique("settle"))));
        Await.until("step " + last.position() + " is heard", () -> listener.probes.contains(last));
    }

    final String unique(String prefix) {
        return prefix + "-" + unique.incrementAndGet();
    }

    static RemoteKey key(String name) {
        return new RemoteKey(SHARD, name, name);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static ReadReply read(RemoteTier tier, Mode mode, String token, Position guard) {
        return Await.value(tier.read(new ReadRequest(KEY, mode, token, LONG, guard)));
    }

    static ReadReply load(RemoteTier tier, RemoteKey key, String token) {
        return load(tier, key, token, LONG);
    }

    static ReadReply load(RemoteTier tier, RemoteKey key, String token, long leaseMillis) {
        return Await.value(tier.read(new ReadRequest(key, Mode.LOAD, token, leaseMillis, Position.NONE)));
    }

    static ReadReply peek(RemoteTier tier, RemoteKey key) {
        return Await.value(tier.read(new ReadRequest(key, Mode.PEEK, "no token", LONG, Position.NONE)));
    }

    static FillReply fill(RemoteTier tier, RemoteKey key, String token, String value) {
        return Await.value(tier.fill(key, token, NewEntry.of(bytes(value), LONG), false));
    }

    /** Loads a key that is missing. */
    final void store(RemoteTier tier, RemoteKey key, String value) {
        String token = unique("token");
        assertThat(load(tier, key, token)).isInstanceOf(ReadReply.Granted.class);
        assertThat(fill(tier, key, token, value).stored()).isTrue();
    }

    final Invalidation invalidate(RemoteTier tier, RemoteKey... keys) {
        return Await.value(tier.change(new Change.Invalidate(keys[0].shard(), Arrays.asList(keys), unique("nonce"))));
    }

    final Invalidation put(RemoteTier tier, RemoteKey key, String value) {
        return Await.value(tier.change(new Change.Put(key, NewEntry.of(bytes(value), LONG), unique("nonce"))));
    }

    final Invalidation clear(RemoteTier tier, int shard) {
        return Await.value(tier.change(new Change.Clear(shard, unique("nonce"))));
    }

    static Head head(RemoteTier tier) {
        return Await.value(tier.heads(List.of(SHARD))).known().get(0);
    }

    static void assertHit(ReadReply reply, String value) {
        assertThat(reply)
                .isInstanceOfSatisfying(
                        ReadReply.Hit.class, hit -> assertThat(hit.envelope()).isEqualTo(bytes(value)));
    }
}
