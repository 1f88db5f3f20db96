package io.twofold.redis;

import io.twofold.redis.ScriptRunner.Call;
import io.twofold.spi.Change;
import io.twofold.spi.DirtyStore;
import io.twofold.spi.FeedListener;
import io.twofold.spi.FillReply;
import io.twofold.spi.Heads;
import io.twofold.spi.IncompatibleLayoutException;
import io.twofold.spi.Inspection;
import io.twofold.spi.Invalidation;
import io.twofold.spi.LogSlice;
import io.twofold.spi.NewEntry;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply;
import io.twofold.spi.ReadRequest;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.RemoteTier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.PlainOptions;

/** The remote tier of one cache: each operation is a script. */
final class RedissonTier implements RemoteTier {
    /** The version of what stands in Redis; another is refused. */
    private static final int FORMAT_VERSION = 1;

    private static final long HOT_MILLIS = TimeUnit.DAYS.toMillis(1);

    private final RedissonClient client;
    private final RemoteCache cache;
    private final KeyLayout layout;
    private final ScriptRunner scripts;
    private final RTopic announcements;
    private final RTopic wakeups;
    /** As the user's name mapper calls it, for use inside scripts. */
    private final String announcementChannel;

    private final ServerClock clock;
    private final Reads reads;
    private volatile Runnable closeFeed = () -> {};

    RedissonTier(RedissonClient client, RemoteCache cache, Turnstile turnstile) {
        this.client = client;
        this.cache = cache;
        this.layout = new KeyLayout(cache);
        this.scripts = new ScriptRunner(client, cache, turnstile);
        this.announcements = topic(layout.announcements());
        this.wakeups = topic(layout.wakeups());
        this.announcementChannel = announcements.getChannelNames().get(0);
        this.clock = new ServerClock(cache.shards());
        this.reads = new Reads(
                client,
                cache,
                new Reads.Tools(layout, scripts, clock, turnstile, System::nanoTime),
                wakeups.getChannelNames().get(0));
    }

    private RTopic topic(String name) {
        return client.getTopic(PlainOptions.name(name).codec(BytesCodec.BYTES));
    }

    @Override
    public CompletionStage<ReadReply> read(ReadRequest request) {
        return reads.one(request);
    }

    @Override
    public CompletionStage<List<Optional<ReadReply>>> readAll(List<ReadRequest> requests) {
        return reads.many(requests);
    }

    @Override
    public DirtyStore dirtyStore() {
        layout.checkThatNamesKeepTheirEnds(ClientNames.mapper(client));
        return new RedissonDirtyStore(
                layout, cache, scripts, announcementChannel, client.getConfig().isClusterConfig());
    }

    @Override
    public CompletionStage<FillReply> fill(RemoteKey key, String token, NewEntry entry, boolean announce) {
        Call call = Call.of(
                Scripts.FILL,
                layout.keysOf(key),
                token,
                Long.toString(entry.ttlMillis() + entry.staleMillis()),
                entry.envelope(),
                key.name(),
                announce ? announcementChannel : "",
                announce ? Messages.refreshed(cache.nodeId(), key.id()) : "",
                StoredPrefix.toBytes(entry));
        return scripts.list(call).thenApply(reply -> Replies.fill(key.shard(), reply));
    }

    @Override
    public CompletionStage<FillReply> prolong(RemoteKey key, String token, Life life, boolean announce) {
        Call call = Call.of(
                Scripts.PROLONG,
                layout.keysOf(key),
                token,
                Long.toString(life.ttlMillis()),
                Long.toString(life.staleMillis()),
                key.name(),
                announce ? announcementChannel : "",
                announce ? Messages.refreshed(cache.nodeId(), key.id()) : "");
        return scripts.list(call).thenApply(reply -> Replies.fill(key.shard(), reply));
    }

    @Override
    public CompletionStage<Inspection> inspect(RemoteKey key) {
        List<String> keys = new ArrayList<>(layout.keysOf(key));
        keys.addAll(List.of(
                layout.dirty(key.shard()),
                layout.queue(key.shard()),
                layout.attempts(key.shard()),
                layout.dead(key.shard())));
        return scripts.list(Call.of(Scripts.INSPECT, keys, key.id())).thenApply(reply -> InspectReply.read(key, reply));
    }

    @Override
    public CompletionStage<Void> release(RemoteKey key, String token) {
        return scripts.number(Call.of(Scripts.RELEASE, List.of(layout.lease(key)), token, key.name()))
                .thenAccept(released -> {});
    }

    @Override
    public CompletionStage<Boolean> renew(RemoteKey key, String token, long leaseMillis) {
        return scripts.urgentNumber(
                        Call.of(Scripts.RENEW, List.of(layout.lease(key)), token, Long.toString(leaseMillis)))
                .thenApply(renewed -> renewed == 1);
    }

    @Override
    public CompletionStage<Boolean> renewWrite(List<RemoteKey> keys, String token, long guardMillis) {
        List<String> guards = keys.stream().map(layout::guards).toList();
        return scripts.urgentNumber(Call.of(Scripts.GUARD, guards, token, Long.toString(guardMillis)))
                .thenApply(allThere -> allThere == 1);
    }

    @Override
    public CompletionStage<Invalidation> change(Change change) {
        ChangeCall call = new ChangeCall(layout, cache, announcementChannel, change);
        return scripts.replicatedList(call.call()).thenApply(call::step);
    }

    @Override
    public CompletionStage<Heads> heads(List<Integer> shards) {
        if (!client.getConfig().isClusterConfig()) {
            return askedForHeads(shards);
        }
        // each by itself, so that a server that is down or a slot that moves doesn't hide the other shards
        return Partial.of(shards.stream()
                        .map(shard -> askedForHeads(List.of(shard)))
                        .toList())
                .thenApply(RedissonTier::together);
    }

    private static Heads together(List<Heads> parts) {
        return new Heads(
                parts.stream().flatMap(part -> part.known().stream()).toList(),
                parts.stream().flatMap(part -> part.unconfirmed().stream()).toList());
    }

    private CompletableFuture<Heads> askedForHeads(List<Integer> shards) {
        long sentAt = System.nanoTime();
        return scripts.urgentReplicatedList(headsCall(shards))
                .thenApply(reply -> {
                    long serverMillis = Replies.number(reply.get(reply.size() - 1));
                    shards.forEach(shard -> clock.told(shard, serverMillis, sentAt));
                    return Heads.of(Replies.heads(shards, reply));
                })
                .exceptionallyCompose(failure -> failure.getCause() instanceof TooFewReplicasException
                        ? CompletableFuture.completedFuture(new Heads(List.of(), shards))
                        : CompletableFuture.failedFuture(failure));
    }

    private Call headsCall(List<Integer> shards) {
        List<String> keys = new ArrayList<>(2 * shards.size());
        for (int shard : shards) {
            keys.add(layout.control(shard));
            keys.add(layout.log(shard));
        }
        return Call.of(Scripts.HEADS, keys);
    }

    @Override
    public CompletionStage<LogSlice> log(int shard, Position after) {
        Call call = Call.of(
                Scripts.LOG,
                List.of(layout.control(shard), layout.log(shard)),
                Long.toString(after.epoch()),
                Long.toString(after.seq()));
        return scripts.urgentList(call).thenApply(reply -> Replies.log(shard, reply));
    }

    @Override
    public CompletionStage<Integer> acquire(int wanted, int perSecond) {
        Call call = Call.of(
                Scripts.PERMITS, List.of(layout.permits()), Integer.toString(wanted), Integer.toString(perSecond));
        return scripts.number(call).thenApply(Math::toIntExact);
    }

    @Override
    public CompletionStage<Void> noteHot(List<String> ids) {
        Call call = Call.of(
                Scripts.NOTE,
                List.of(layout.hotKeys()),
                HotKeys.place(cache.nodeId()),
                HotKeys.toBytes(ids),
                Long.toString(HOT_MILLIS));
        return scripts.number(call).thenAccept(noted -> {});
    }

    @Override
    public CompletionStage<List<List<String>>> hotKeys() {
        return scripts.list(Call.of(Scripts.HOT, List.of(layout.hotKeys())))
                .thenApply(lists ->
                        lists.stream().map(list -> HotKeys.read((byte[]) list)).toList());
    }

    @Override
    public CompletionStage<Integer> agreeOnShards(int shards) {
        Call call = Call.of(
                Scripts.LAYOUT,
                List.of(layout.descriptor()),
                Integer.toString(FORMAT_VERSION),
                Integer.toString(shards),
                cache.writeBehind() ? "behind" : "direct");
        return scripts.urgentList(call).thenApply(reply -> {
            long version = Replies.number(reply.get(0));
            if (version != FORMAT_VERSION) {
                throw new IncompatibleLayoutException(
                        "what stands in Redis for cache '" + cache.name() + "' has format "
                                + version + ", but this library knows format " + FORMAT_VERSION
                                + "; use another namespace until all nodes run the same version");
            }
            IncompatibleLayoutException.unlessSame(
                    cache.writeBehind(), Replies.text(reply.get(2)).equals("behind"));
            return Math.toIntExact(Replies.number(reply.get(1)));
        });
    }

    @Override
    public void subscribe(FeedListener listener) {
        RedissonFeed feed = new RedissonFeed(announcements, wakeups, cache.nodeId(), listener);
        closeFeed = feed::close;
        feed.open();
    }

    @Override
    public void close() {
        Runnable close = closeFeed;
        closeFeed = () -> {};
        close.run();
    }
}
