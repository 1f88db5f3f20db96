package io.twofold.internal;

import io.twofold.spi.Change;
import io.twofold.spi.RemoteKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The changes that the remote tier hasn't acknowledged, kept until it does. Keys and tags coalesce; beyond a limit
 * they become a clear of the whole cache. While it holds a key, or a tag that the key may have, what the remote tier has of that key is known to be
 * wrong, and isn't read.
 */
final class Outbox {
    static final int LIMIT = 10_000;
    private static final int BATCH = 100;

    private final int shards;
    private final Ids ids;
    private final Warnings warnings;
    private final Map<String, Pending> keys = new ConcurrentHashMap<>();
    /** Shards to be cleared, each with a mark that changes when the clear is asked for again. */
    private final Map<Integer, Object> clears = new ConcurrentHashMap<>();

    /** Tags to be invalidated in a shard, each with a mark as above. */
    private final Map<TagOfShard, Object> tags = new ConcurrentHashMap<>();

    private volatile boolean anything;

    private record TagOfShard(int shard, String tag) {}

    /** A key to be invalidated; another object each time it is kept again. */
    @SuppressWarnings("ClassCanBeRecord") // compared by identity: the same key may have been kept again meanwhile
    private static final class Pending {
        final RemoteKey key;

        Pending(RemoteKey key) {
            this.key = key;
        }
    }

    Outbox(int shards, Ids ids, Warnings warnings) {
        this.shards = shards;
        this.ids = ids;
        this.warnings = warnings;
    }

    boolean holds(RemoteKey key) {
        return anything
                && (keys.containsKey(key.id())
                        || clears.containsKey(key.shard())
                        || tags.keySet().stream().anyMatch(tag -> tag.shard == key.shard()));
    }

    synchronized boolean isEmpty() {
        return keys.isEmpty() && clears.isEmpty() && tags.isEmpty();
    }

    synchronized long size() {
        return (long) keys.size() + clears.size() + tags.size();
    }

    /** Keeps a change that was not acknowledged; of whatever concerns some keys, that they are to be invalidated. */
    synchronized void keep(Change change) {
        anything = true;
        change.keys().forEach(this::keepKey);
        if (change instanceof Change.Clear clear) {
            keepClear(clear.shard());
        } else if (change instanceof Change.InvalidateTags invalidate) {
            invalidate.tags().forEach(tag -> keepTag(new TagOfShard(invalidate.shard(), tag)));
        } else {
            change.keys().forEach(this::keepKey);
        }
    }

    private void keepTag(TagOfShard tag) {
        if (clears.containsKey(tag.shard)) {
            keepClear(tag.shard);
            return;
        }
        tags.put(tag, new Object());
        clearIfTooMany();
    }

    private void keepKey(RemoteKey key) {
        if (clears.containsKey(key.shard())) {
            keepClear(key.shard()); // anew: the one that is pending may be on its way already
            return;
        }
        keys.put(key.id(), new Pending(key));
        clearIfTooMany();
    }

    private void clearIfTooMany() {
        if (keys.size() + tags.size() > LIMIT) {
            warnings.outboxOverflow(LIMIT);
            IntStream.range(0, shards).forEach(this::keepClear);
        }
    }

    private void keepClear(int shard) {
        clears.put(shard, new Object());
        keys.values().removeIf(pending -> pending.key.shard() == shard);
        tags.keySet().removeIf(tag -> tag.shard == shard);
    }

    /**
     * Sends what is kept.
     *
     * @param write sends one change, applies it here, and tells whether it was acknowledged
     * @return whether all of it was acknowledged; a shard that can't be reached doesn't keep the others waiting
     */
    CompletableFuture<Boolean> replay(Sender write) {
        List<CompletableFuture<Boolean>> byShard = IntStream.range(0, shards)
                .mapToObj(shard -> replay(shard, write))
                .toList();
        return CompletableFuture.allOf(byShard.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> byShard.stream().allMatch(CompletableFuture::join) && settle());
    }

    /** One after the other, as far as it goes. */
    private CompletableFuture<Boolean> replay(int shard, Sender write) {
        CompletableFuture<Boolean> soFar = CompletableFuture.completedFuture(true);
        Object clear = clears.get(shard);
        if (clear != null) {
            soFar = then(soFar, () -> sendClear(shard, clear, write));
        }
        for (Map.Entry<TagOfShard, Object> tag : List.copyOf(tags.entrySet())) {
            if (tag.getKey().shard == shard) {
                soFar = then(soFar, () -> sendTag(tag.getKey(), tag.getValue(), write));
            }
        }
        for (List<Pending> batch : batches(shard)) {
            soFar = then(soFar, () -> sendKeys(batch, write));
        }
        return soFar;
    }

    /** Sends one change. */
    @FunctionalInterface
    interface Sender {
        CompletableFuture<Boolean> send(Change change);
    }

    private static CompletableFuture<Boolean> then(
            CompletableFuture<Boolean> before, Supplier<CompletableFuture<Boolean>> next) {
        return before.thenCompose(ok -> ok ? next.get() : CompletableFuture.completedFuture(false));
    }

    private CompletableFuture<Boolean> sendClear(int shard, Object mark, Sender write) {
        return write.send(new Change.Clear(shard, ids.next())).thenApply(ok -> {
            if (ok) {
                clears.remove(shard, mark);
            }
            return ok;
        });
    }

    private CompletableFuture<Boolean> sendTag(TagOfShard tag, Object mark, Sender write) {
        return write.send(new Change.InvalidateTags(tag.shard, List.of(tag.tag), ids.next()))
                .thenApply(ok -> {
                    if (ok) {
                        tags.remove(tag, mark);
                    }
                    return ok;
                });
    }

    private CompletableFuture<Boolean> sendKeys(List<Pending> batch, Sender write) {
        List<RemoteKey> batchKeys = batch.stream().map(pending -> pending.key).toList();
        return write.send(new Change.Invalidate(batchKeys.get(0).shard(), batchKeys, ids.next()))
                .thenApply(ok -> {
                    if (ok) {
                        batch.forEach(pending -> keys.remove(pending.key.id(), pending));
                    }
                    return ok;
                });
    }

    private synchronized boolean settle() {
        anything = !isEmpty();
        return !anything;
    }

    private List<List<Pending>> batches(int shard) {
        List<Pending> ofShard = keys.values().stream()
                .filter(pending -> pending.key.shard() == shard)
                .toList();
        List<List<Pending>> batches = new ArrayList<>();
        for (int from = 0; from < ofShard.size(); from += BATCH) {
            batches.add(ofShard.subList(from, Math.min(from + BATCH, ofShard.size())));
        }
        return batches;
    }
}
