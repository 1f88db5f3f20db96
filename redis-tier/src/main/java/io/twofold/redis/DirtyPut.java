package io.twofold.redis;

import io.twofold.redis.ScriptRunner.Call;
import io.twofold.spi.DirtyStore.Put;
import io.twofold.spi.DirtyStore.PutReply;
import io.twofold.spi.DirtyStore.Step;
import io.twofold.spi.Invalidation;
import io.twofold.spi.NewEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisException;

/** One call that puts dirty values, as one step of each shard. */
final class DirtyPut {
    private final KeyLayout layout;
    private final List<Step> steps;

    DirtyPut(KeyLayout layout, List<Step> steps) {
        this.layout = layout;
        this.steps = steps;
    }

    Call call(String announcementChannel, int logLength) {
        List<String> keys = new ArrayList<>();
        List<Object> arguments = new ArrayList<>();
        arguments.add(announcementChannel);
        arguments.add(Integer.toString(logLength));
        for (Step step : steps) {
            add(step, keys, arguments);
        }
        return Call.of(Scripts.DIRTY_PUT, keys, arguments.toArray());
    }

    private void add(Step step, List<String> keys, List<Object> arguments) {
        int shard = step.shard();
        keys.addAll(List.of(
                layout.control(shard),
                layout.log(shard),
                layout.dirty(shard),
                layout.queue(shard),
                layout.attempts(shard),
                layout.dead(shard),
                layout.counters(shard)));
        arguments.add(step.nonce());
        arguments.add(Integer.toString(shard));
        arguments.add(Long.toString(step.limit()));
        arguments.add(Integer.toString(step.puts().size()));
        arguments.add(
                Messages.fields(step.puts().stream().map(put -> put.key().id()).toList()));
        boolean named = step.puts().stream().anyMatch(put -> put.key().isDigest());
        arguments.add(named ? "N" : "");
        for (Put put : step.puts()) {
            arguments.add(put.key().id());
            arguments.add(unversioned(put.entry()));
            if (named) {
                arguments.add(put.key().name());
            }
        }
    }

    /** A dirty value but for its version: P or D, and of a value what stands before an entry's bytes, and those. */
    private static byte[] unversioned(@Nullable NewEntry entry) {
        if (entry == null) {
            return new byte[] {'D'};
        }
        byte[] prefix = StoredPrefix.toBytes(entry);
        return ByteBuffer.allocate(1 + prefix.length + entry.envelope().length)
                .put((byte) 'P')
                .put(prefix)
                .put(entry.envelope())
                .array();
    }

    /** What became of each step, once the call is answered. */
    List<CompletionStage<PutReply>> replies(CompletableFuture<List<?>> answer) {
        List<CompletionStage<PutReply>> replies = new ArrayList<>(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            int number = i;
            replies.add(answer.thenApply(all -> reply(steps.get(number), all.get(number))));
        }
        return replies;
    }

    private static PutReply reply(Step step, Object reply) {
        if (!(reply instanceof List<?> parts)) {
            throw Failures.explained(new RedisException(Replies.text(reply)));
        }
        List<?> refused = (List<?>) parts.get(1);
        long version = Replies.number(parts.get(0));
        List<Put> puts = step.puts();
        List<Long> versions = new ArrayList<>(puts.size());
        List<String> ids = new ArrayList<>(puts.size());
        for (int i = 0; i < puts.size(); i++) {
            if (refused.contains((long) i)) {
                versions.add(0L);
            } else {
                versions.add(version);
                ids.add(puts.get(i).key().id());
            }
        }
        if (ids.isEmpty()) {
            return new PutReply(null, versions);
        }
        return new PutReply(
                new Invalidation(
                        step.shard(),
                        Replies.position(parts, 2),
                        step.nonce(),
                        Replies.text(parts.get(4)),
                        Invalidation.Kind.PUT,
                        ids),
                versions);
    }
}
