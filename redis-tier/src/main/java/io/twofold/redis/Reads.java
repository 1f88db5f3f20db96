package io.twofold.redis;

import io.twofold.redis.ScriptRunner.Call;
import io.twofold.spi.ReadReply;
import io.twofold.spi.ReadRequest;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteKey;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.redisson.config.ReadMode;

/**
 * Reads entries, in two steps. The first {@linkplain Looks looks} with a plain command, which costs the server a tenth of
 * what a script does, and finds hits. The second, for what was no hit, is the script that knows all outcomes.
 */
final class Reads {
    private final RemoteCache cache;
    private final KeyLayout layout;
    private final ScriptRunner scripts;
    private final String wakeupChannel;
    private final ServerClock clock;
    private final LongSupplier nanoTime;
    /** One for each part of the keys that one command may ask for; empty if nothing is looked at. */
    private final List<Looks> looks = new ArrayList<>();

    /** @param wakeupChannel as it is called inside scripts */
    Reads(RedissonClient client, RemoteCache cache, Tools tools, String wakeupChannel) {
        this.cache = cache;
        this.layout = tools.layout;
        this.scripts = tools.scripts;
        this.clock = tools.clock;
        this.nanoTime = tools.nanoTime;
        this.wakeupChannel = wakeupChannel;
        Config config = client.getConfig();
        if (readsAtPrimaries(config) && !cache.writeBehind()) {
            for (int part = 0; part < (config.isClusterConfig() ? cache.shards() : 1); part++) {
                looks.add(new Looks(client, layout, clock, tools.turnstile, cache.timeout()));
            }
        }
    }

    /**
     * What it works with.
     *
     * @param nanoTime tells how long an operation has taken
     */
    record Tools(
            KeyLayout layout, ScriptRunner scripts, ServerClock clock, Turnstile turnstile, LongSupplier nanoTime) {}

    /** Whether plain commands go to primaries, as scripts do; what a replica says is no proof of anything. */
    private static boolean readsAtPrimaries(Config config) {
        if (config.isClusterConfig()) {
            return config.useClusterServers().getReadMode() == ReadMode.MASTER;
        }
        return config.isSentinelConfig()
                ? config.useSentinelServers().getReadMode() == ReadMode.MASTER
                : config.isSingleConfig();
    }

    /** Whether a look may find a hit; one that replaces an entry never is. */
    private boolean isLookedAt(ReadRequest request) {
        return !looks.isEmpty()
                && request.mode() != ReadRequest.Mode.REPLACE
                && clock.isKnown(request.key().shard());
    }

    private int part(ReadRequest request) {
        return looks.size() == 1 ? 0 : request.key().shard();
    }

    CompletableFuture<ReadReply> one(ReadRequest request) {
        if (!isLookedAt(request)) {
            return ask(request, 0);
        }
        long begun = nanoTime.getAsLong();
        return looks.get(part(request))
                .one(request)
                .thenCompose(hit -> hit.map(CompletableFuture::completedFuture)
                        .orElseGet(() -> ask(request, nanoTime.getAsLong() - begun)));
    }

    private CompletableFuture<ReadReply> ask(ReadRequest request, long passedNanos) {
        int shard = request.key().shard();
        return scripts.list(call(request), passedNanos).thenApply(reply -> Replies.read(shard, reply));
    }

    /** In the order of the requests; those are empty whose server didn't answer; fails if none did. */
    CompletableFuture<List<Optional<ReadReply>>> many(List<ReadRequest> requests) {
        if (requests.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        long begun = nanoTime.getAsLong();
        if (isOneLook(requests)) {
            return looks.get(0).all(requests).thenCompose(found -> rest(requests, found, begun));
        }
        Many many = new Many(requests);
        List<List<Integer>> groups = groups(requests);
        List<CompletableFuture<?>> asked = new ArrayList<>();
        for (List<Integer> group : groups) { // a server that is silent must not use up the time of the others
            asked.add(look(many, group)
                    .thenCompose(looked -> ask(many, many.openOf(group), nanoTime.getAsLong() - begun)));
        }
        asked.add(ask(many, others(requests.size(), groups), 0));
        return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> many.replies());
    }

    private static List<Integer> others(int count, List<List<Integer>> groups) {
        BitSet others = new BitSet(count);
        others.set(0, count);
        groups.forEach(group -> group.forEach(others::clear));
        return others.stream().boxed().toList();
    }

    /** Whether one look asks for all. */
    private boolean isOneLook(List<ReadRequest> requests) {
        if (looks.size() != 1 || requests.size() > Looks.AT_ONCE) {
            return false;
        }
        for (ReadRequest request : requests) {
            if (!isOnlyLook(request)) {
                return false;
            }
        }
        return true;
    }

    /** Whoever loads has looked. */
    private boolean isOnlyLook(ReadRequest request) {
        return request.mode() == ReadRequest.Mode.PEEK && isLookedAt(request);
    }

    private CompletableFuture<List<Optional<ReadReply>>> rest(
            List<ReadRequest> requests, List<Optional<ReadReply>> found, long begun) {
        if (!found.contains(Optional.<ReadReply>empty())) {
            return CompletableFuture.completedFuture(found);
        }
        Many many = new Many(requests);
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            many.answer(i, found.get(i), null);
            if (found.get(i).isEmpty()) {
                open.add(i);
            }
        }
        return ask(many, open, nanoTime.getAsLong() - begun).thenApply(asked -> many.replies());
    }

    /** The requests, by number, that one command can ask for. */
    private List<List<Integer>> groups(List<ReadRequest> requests) {
        List<List<Integer>> groups = new ArrayList<>();
        List<List<Integer>> open = new ArrayList<>();
        looks.forEach(part -> open.add(new ArrayList<>()));
        for (int i = 0; i < requests.size(); i++) {
            if (isOnlyLook(requests.get(i))) {
                int part = part(requests.get(i));
                open.get(part).add(i);
                if (open.get(part).size() == Looks.AT_ONCE) {
                    groups.add(open.set(part, new ArrayList<>()));
                }
            }
        }
        open.stream().filter(group -> !group.isEmpty()).forEach(groups::add);
        return groups;
    }

    private CompletableFuture<?> look(Many many, List<Integer> group) {
        List<ReadRequest> requests = group.stream().map(many.requests::get).toList();
        return looks.get(part(requests.get(0))).all(requests).handle((hits, failure) -> {
            for (int i = 0; i < group.size(); i++) {
                many.answer(group.get(i), hits == null ? Optional.empty() : hits.get(i), failure);
            }
            return true;
        });
    }

    private CompletableFuture<?> ask(Many many, List<Integer> open, long passedNanos) {
        if (open.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        List<Call> calls =
                open.stream().map(number -> call(many.requests.get(number))).toList();
        return scripts.lists(calls, passedNanos).handle((replies, failure) -> {
            for (int i = 0; i < open.size(); i++) {
                int number = open.get(i);
                int shard = many.requests.get(number).key().shard();
                many.answer(
                        number,
                        replies == null ? Optional.empty() : replies.get(i).map(reply -> Replies.read(shard, reply)),
                        failure);
            }
            return true;
        });
    }

    /** What is known of many reads. */
    private static final class Many {
        final List<ReadRequest> requests;
        private final List<Optional<ReadReply>> replies = new ArrayList<>();
        private final boolean[] isUnanswered;
        private volatile Throwable failure = new IllegalStateException("no server answered");

        Many(List<ReadRequest> requests) {
            this.requests = requests;
            this.isUnanswered = new boolean[requests.size()];
            requests.forEach(request -> replies.add(Optional.empty()));
        }

        void answer(int number, Optional<ReadReply> reply, @Nullable Throwable reason) {
            replies.set(number, reply);
            if (reason != null) {
                isUnanswered[number] = true;
                failure = reason;
            }
        }

        /** Those of a group of which nothing is known, but that somebody may still answer. */
        List<Integer> openOf(List<Integer> group) {
            return group.stream()
                    .filter(number -> replies.get(number).isEmpty() && !isUnanswered[number])
                    .toList();
        }

        List<Optional<ReadReply>> replies() {
            if (replies.stream().allMatch(Optional::isEmpty)) {
                throw failure instanceof CompletionException e ? e : new CompletionException(failure);
            }
            return replies;
        }
    }

    private Call call(ReadRequest request) {
        RemoteKey key = request.key();
        List<String> keys = new ArrayList<>(layout.keysOf(key));
        List<Object> arguments = new ArrayList<>(List.of(
                letter(request.mode()),
                request.token(),
                Long.toString(request.leaseMillis()),
                Long.toString(request.guard().epoch()),
                Long.toString(request.guard().seq()),
                wakeupChannel,
                Long.toString(request.freshMillis())));
        if (cache.writeBehind()) { // what is dirty is found first
            keys.add(layout.dirty(key.shard()));
            arguments.add(key.id());
        }
        return Call.of(Scripts.READ, keys, arguments.toArray());
    }

    private static String letter(ReadRequest.Mode mode) {
        return switch (mode) {
            case PEEK -> "P";
            case LOAD -> "L";
            case REFRESH -> "F";
            case REPLACE -> "R";
        };
    }
}
