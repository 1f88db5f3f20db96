package io.twofold.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RBuckets;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.ObjectParams;
import org.redisson.api.options.OptionalOptions;
import org.redisson.client.protocol.RedisCommands;
import org.redisson.command.CommandAsyncExecutor;
import org.redisson.config.NameMapper;

/** Asks for what lies under many names, all in one slot, with one MGET. Thread-safe. */
interface MultiGet {
    /**
     * What lies there, as {@link LookCodec} reads it, or null, in the order of the names; from a server with ways of its
     * own, there may be more or fewer.
     */
    CompletableFuture<List<@Nullable Object>> values(String[] names);

    /** By a client, whose answers may take so long. */
    static MultiGet by(RedissonClient client, Duration atMost) {
        OptionalOptions options =
                OptionalOptions.defaults().codec(LookCodec.LOOK).timeout(atMost).retryAttempts(0);
        return client instanceof Redisson redisson && options instanceof ObjectParams limits
                ? new Direct(redisson.getCommandExecutor().copy(limits), ClientNames.mapper(client))
                : new ByBuckets(client.getBuckets(options));
    }

    /**
     * The command as it is. Redisson's buckets make a map of names out of its answer, and then another, which for a hundred
     * names costs as much as to read the answer.
     */
    record Direct(CommandAsyncExecutor executor, NameMapper mapper) implements MultiGet {
        @Override
        public CompletableFuture<List<@Nullable Object>> values(String[] names) {
            Object[] mapped = new Object[names.length];
            for (int i = 0; i < names.length; i++) {
                mapped[i] = mapper.map(names[i]).getBytes(StandardCharsets.UTF_8);
            }
            return executor.<List<@Nullable Object>, List<@Nullable Object>>readAsync(
                            (byte[]) mapped[0], LookCodec.LOOK, RedisCommands.MGET, mapped)
                    .toCompletableFuture();
        }
    }

    /** For a client that somebody has wrapped. */
    record ByBuckets(RBuckets buckets) implements MultiGet {
        @Override
        public CompletableFuture<List<@Nullable Object>> values(String[] names) {
            return buckets.<Object>getAsync(names).toCompletableFuture().thenApply(found -> inOrder(names, found));
        }

        private static List<@Nullable Object> inOrder(String[] names, Map<String, Object> found) {
            List<@Nullable Object> values = new ArrayList<>(names.length);
            for (String name : names) {
                values.add(found.get(name));
            }
            return values;
        }
    }
}
