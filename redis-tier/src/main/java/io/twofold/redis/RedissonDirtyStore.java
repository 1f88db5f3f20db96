package io.twofold.redis;

import io.twofold.redis.ScriptRunner.Call;
import io.twofold.spi.DirtyStore;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** The dirty values of one cache: each operation is one script. */
final class RedissonDirtyStore implements DirtyStore {
    private static final int PAGE = 100;
    /** A server answers nobody else meanwhile. */
    private static final int SHARDS_AT_ONCE = 32;

    private final KeyLayout layout;
    private final RemoteCache cache;
    private final ScriptRunner scripts;
    private final String announcementChannel;
    private final int shardsAtOnce;

    /**
     * @param announcementChannel as the user's name mapper calls it
     * @param isCluster whether the shards are in different slots of a cluster
     */
    RedissonDirtyStore(
            KeyLayout layout, RemoteCache cache, ScriptRunner scripts, String announcementChannel, boolean isCluster) {
        this.shardsAtOnce = isCluster ? 1 : SHARDS_AT_ONCE;
        this.layout = layout;
        this.cache = cache;
        this.scripts = scripts;
        this.announcementChannel = announcementChannel;
    }

    /** How a script is told to make a step. */
    private List<Object> step(int shard, String nonce) {
        return List.of(nonce, Integer.toString(shard), announcementChannel, Integer.toString(cache.logLength()));
    }

    @Override
    public CompletionStage<PutReply> put(int shard, List<Put> puts, String nonce, long limit) {
        return putAll(List.of(new Step(shard, puts, nonce, limit))).get(0);
    }

    @Override
    public int shardsAtOnce() {
        return shardsAtOnce;
    }

    /** The shards of a cluster are on different servers, and a script takes the keys of one slot. */
    @Override
    public List<CompletionStage<PutReply>> putAll(List<Step> steps) {
        List<CompletionStage<PutReply>> replies = new ArrayList<>(steps.size());
        for (int from = 0; from < steps.size(); from += shardsAtOnce) {
            DirtyPut call = new DirtyPut(layout, steps.subList(from, Math.min(from + shardsAtOnce, steps.size())));
            replies.addAll(call.replies(scripts.replicatedList(call.call(announcementChannel, cache.logLength()))));
        }
        return replies;
    }

    @Override
    public CompletionStage<List<Optional<Item>>> find(List<RemoteKey> keys) {
        Map<Integer, List<RemoteKey>> byShard = new LinkedHashMap<>();
        keys.forEach(key ->
                byShard.computeIfAbsent(key.shard(), shard -> new ArrayList<>()).add(key));
        List<Call> calls = new ArrayList<>(byShard.size());
        byShard.forEach((shard, ofShard) -> calls.add(Call.of(
                Scripts.DIRTY_FIND,
                List.of(layout.dirty(shard)),
                ofShard.stream().map(RemoteKey::id).toArray())));
        return scripts.lists(calls).thenApply(replies -> {
            Map<RemoteKey, Item> found = new HashMap<>();
            int next = 0;
            for (List<RemoteKey> ofShard : byShard.values()) {
                replies.get(next++).ifPresent(reply -> found.putAll(DirtyReplies.items(ofShard, reply)));
            }
            return keys.stream().map(key -> Optional.ofNullable(found.get(key))).toList();
        });
    }

    @Override
    public CompletionStage<Taken> take(int shard, Take take) {
        Call call = Call.of(
                Scripts.DIRTY_TAKE,
                List.of(
                        layout.dirty(shard),
                        layout.queue(shard),
                        layout.attempts(shard),
                        layout.dead(shard),
                        layout.counters(shard),
                        layout.holder(shard)),
                take.holder(),
                Long.toString(take.leaseMillis()),
                Integer.toString(take.atMost()),
                Long.toString(take.leastAgeMillis()));
        return scripts.list(call).thenApply(DirtyReplies::taken);
    }

    @Override
    public CompletionStage<Boolean> renew(int shard, String holder, long leaseMillis) {
        return isOne(scripts.urgentNumber(
                Call.of(Scripts.RENEW, List.of(layout.holder(shard)), holder, Long.toString(leaseMillis))));
    }

    @Override
    public CompletionStage<Boolean> release(int shard, String holder) {
        return isOne(scripts.number(Call.of(Scripts.RELEASE, List.of(layout.holder(shard)), holder, "")));
    }

    private static CompletionStage<Boolean> isOne(CompletableFuture<Long> reply) {
        return reply.thenApply(number -> number == 1);
    }

    @Override
    public CompletionStage<Boolean> written(int shard, String holder, long fence, List<Version> versions) {
        List<String> keys = new ArrayList<>(List.of(
                layout.control(shard),
                layout.log(shard),
                layout.dirty(shard),
                layout.queue(shard),
                layout.attempts(shard),
                layout.holder(shard)));
        List<Object> arguments = new ArrayList<>(List.of(holder, Long.toString(fence)));
        for (Version version : versions) {
            keys.add(layout.entry(version.key()));
            keys.add(layout.guards(version.key()));
            arguments.add(version.key().id());
            arguments.add(Long.toString(version.version()));
        }
        return isOne(scripts.number(Call.of(Scripts.DIRTY_WRITTEN, keys, arguments.toArray())));
    }

    @Override
    public CompletionStage<Failed> failed(int shard, String holder, long fence, Failure failure) {
        RemoteKey key = failure.version().key();
        List<Object> arguments = new ArrayList<>(List.of(holder, Long.toString(fence)));
        arguments.addAll(step(shard, failure.nonce()));
        arguments.addAll(List.of(
                key.name(),
                key.id(),
                Long.toString(failure.version().version()),
                Long.toString(failure.pauseMillis()),
                Integer.toString(failure.mostAttempts()),
                failure.reason()));
        List<String> keys = List.of(
                layout.control(shard),
                layout.log(shard),
                layout.dirty(shard),
                layout.queue(shard),
                layout.attempts(shard),
                layout.dead(shard),
                layout.holder(shard),
                layout.entry(key),
                layout.lease(key));
        return scripts.number(Call.of(Scripts.DIRTY_FAILED, keys, arguments.toArray()))
                .thenApply(outcome -> Failed.values()[Math.toIntExact(outcome)]);
    }

    @Override
    public CompletionStage<List<Dead>> dead(int shard, int atMost) {
        return dead(shard, "0", atMost, new LinkedHashMap<>());
    }

    /** A scan may return the same twice. */
    private CompletableFuture<List<Dead>> dead(int shard, String cursor, int atMost, Map<String, Dead> found) {
        Call call = Call.of(
                Scripts.DIRTY_DEAD, List.of(layout.dead(shard)), cursor, Integer.toString(Math.min(PAGE, atMost)));
        return scripts.list(call).thenCompose(reply -> {
            List<?> some = (List<?>) reply.get(1);
            for (int i = 0; i < some.size(); i += 2) {
                String id = Replies.text(some.get(i));
                found.put(id, DirtyReplies.dead(id, (byte[]) some.get(i + 1)));
            }
            String next = Replies.text(reply.get(0));
            return next.equals("0") || found.size() >= atMost
                    ? CompletableFuture.completedFuture(
                            found.values().stream().limit(atMost).toList())
                    : dead(shard, next, atMost, found);
        });
    }

    @Override
    public CompletionStage<Boolean> retryDead(Version version, String nonce) {
        RemoteKey key = version.key();
        List<Object> arguments = new ArrayList<>(step(key.shard(), nonce));
        arguments.addAll(List.of(key.name(), key.id(), Long.toString(version.version())));
        List<String> keys = List.of(
                layout.control(key.shard()),
                layout.log(key.shard()),
                layout.dirty(key.shard()),
                layout.queue(key.shard()),
                layout.dead(key.shard()),
                layout.entry(key),
                layout.lease(key));
        return isOne(scripts.number(Call.of(Scripts.DIRTY_RETRY, keys, arguments.toArray())));
    }

    @Override
    public CompletionStage<Boolean> dropDead(Version version) {
        return isOne(scripts.number(Call.of(
                Scripts.DIRTY_DROP,
                List.of(layout.dead(version.key().shard())),
                version.key().id(),
                Long.toString(version.version()))));
    }

    @Override
    public CompletionStage<String> evicting() {
        List<CompletableFuture<String>> policies = IntStream.range(0, cache.shards())
                .mapToObj(shard -> scripts.list(Call.of(Scripts.DIRTY_POLICY, List.of(layout.control(shard))))
                        .thenApply(reply -> Replies.text(reply.get(0))))
                .toList();
        return CompletableFuture.allOf(policies.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> policies.stream()
                        .map(CompletableFuture::join)
                        .map(RedissonDirtyStore::ifEvicting)
                        .filter(policy -> !policy.isEmpty())
                        .findFirst()
                        .orElse(""));
    }

    private static String ifEvicting(String policy) {
        if (policy.isEmpty()) {
            throw new IllegalStateException("the server doesn't say its maxmemory-policy");
        }
        return policy.equals("noeviction") || policy.startsWith("volatile-") ? "" : policy;
    }
}
