package io.twofold.internal.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.spi.DirtyStore;
import io.twofold.spi.DirtyStore.Put;
import io.twofold.spi.DirtyStore.PutReply;
import io.twofold.spi.DirtyStore.Step;
import io.twofold.spi.Invalidation;
import io.twofold.spi.Position;
import io.twofold.spi.RemoteKey;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Puts that are made while a call is under way go together in the next. */
class PutQueueTest {
    private final List<List<String>> calls = new ArrayList<>();
    private final List<CompletableFuture<PutReply>> replies = new ArrayList<>();
    private final List<String> applied = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();
    /** What the store, or the node, throws instead. */
    private @Nullable RuntimeException storeThrows;

    private @Nullable RuntimeException applyingThrows;
    private final PutQueue<String> queue = queue(1);

    /** Of three shards. */
    private PutQueue<String> queue(int shardsAtOnce) {
        PutQueue.Applying<String> applying = new PutQueue.Applying<>() {
            @Override
            public void applied(Invalidation step, List<String> slots) {
                if (applyingThrows != null) {
                    throw applyingThrows;
                }
                applied.addAll(slots);
            }

            @Override
            public void unknown(List<String> slots) {
                unknown.addAll(slots);
            }
        };
        return new PutQueue<>(store(shardsAtOnce), 3, 10, () -> "nonce", applying);
    }

    private DirtyStore store(int shardsAtOnce) {
        return (DirtyStore) Proxy.newProxyInstance(
                DirtyStore.class.getClassLoader(),
                new Class<?>[] {DirtyStore.class},
                (proxy, method, arguments) ->
                        method.getName().equals("shardsAtOnce") ? shardsAtOnce : putAll((List<?>) arguments[0]));
    }

    private List<CompletableFuture<PutReply>> putAll(List<?> steps) {
        if (storeThrows != null) {
            throw storeThrows;
        }
        List<String> names = new ArrayList<>();
        List<CompletableFuture<PutReply>> made = new ArrayList<>();
        for (Object each : steps) {
            Step step = (Step) each;
            step.puts().forEach(put -> names.add(step.shard() + put.key().name()));
            made.add(new CompletableFuture<>());
        }
        calls.add(names);
        replies.addAll(made);
        return made;
    }

    private static CompletableFuture<Boolean> put(PutQueue<String> to, String name) {
        return put(to, 0, name);
    }

    private static CompletableFuture<Boolean> put(PutQueue<String> to, int shard, String name) {
        return to.put(name, new Put(new RemoteKey(shard, name, name), null));
    }

    private static PutReply reply(Long... versions) {
        Invalidation step = new Invalidation(0, new Position(1, 1), "nonce", "", Invalidation.Kind.PUT, List.of("any"));
        return new PutReply(step, List.of(versions));
    }

    @Test
    void putsWhileACallIsUnderWay_goTogetherInOrder() {
        CompletableFuture<Boolean> a = put(queue, "a");
        CompletableFuture<Boolean> b = put(queue, "b");
        CompletableFuture<Boolean> c = put(queue, "c");
        assertThat(calls).containsExactly(List.of("0a"));
        replies.get(0).complete(reply(1L));
        assertThat(a).isCompletedWithValue(true);
        assertThat(calls).containsExactly(List.of("0a"), List.of("0b", "0c"));
        assertThat(b).isNotDone();
        replies.get(1).complete(reply(0L, 2L));
        assertThat(b).as("no room").isCompletedWithValue(false);
        assertThat(c).isCompletedWithValue(true);
        assertThat(applied).containsExactly("a", "c");
        put(queue, "d");
        assertThat(calls).hasSize(3);
    }

    @Test
    void whoPutsAgainWhenItsPutHasEnded_goesWithTheNextCall() {
        var unused = put(queue, "a").thenAccept(accepted -> put(queue, "again"));
        put(queue, "b");
        replies.get(0).complete(reply(1L));
        assertThat(calls).containsExactly(List.of("0a"), List.of("0b", "0again"));
    }

    @Test
    void failedCall_failsItsPutsOnly() {
        CompletableFuture<Boolean> a = put(queue, "a");
        CompletableFuture<Boolean> b = put(queue, "b");
        replies.get(0).completeExceptionally(new IllegalStateException("away"));
        assertThat(a).isCompletedExceptionally();
        assertThat(unknown).containsExactly("a");
        replies.get(1).complete(reply(1L));
        assertThat(b).isCompletedWithValue(true);
    }

    @Test
    void storeThatThrows_failsItsPutsOnly() {
        storeThrows = new IllegalStateException("broken");
        CompletableFuture<Boolean> a = put(queue, "a");
        assertThat(a).isCompletedExceptionally();
        assertThat(unknown).containsExactly("a");
        storeThrows = null;
        CompletableFuture<Boolean> b = put(queue, "b");
        replies.get(0).complete(reply(1L));
        assertThat(b).isCompletedWithValue(true);
    }

    @Test
    void nodeThatCannotApplyItsPut_failsThePut() {
        CompletableFuture<Boolean> a = put(queue, "a");
        CompletableFuture<Boolean> b = put(queue, "b");
        applyingThrows = new IllegalStateException("broken");
        replies.get(0).complete(reply(1L));
        assertThat(a).as("nobody may wait for ever").isCompletedExceptionally();
        applyingThrows = null;
        replies.get(1).complete(reply(1L));
        assertThat(b).isCompletedWithValue(true);
    }

    @Test
    void oneShardAtATime_twoCallsAreUnderWay() {
        put(queue, 0, "a");
        put(queue, 1, "x");
        put(queue, 2, "p");
        put(queue, 0, "b");
        put(queue, 1, "y");
        assertThat(calls).containsExactly(List.of("0a"), List.of("1x"));
        replies.get(0).complete(reply(1L));
        assertThat(calls).last().as("the shard that has waited longest").isEqualTo(List.of("2p"));
        replies.get(2).complete(reply(1L));
        assertThat(calls).last().isEqualTo(List.of("0b"));
        replies.get(1).complete(reply(1L));
        assertThat(calls).last().isEqualTo(List.of("1y"));
        assertThat(calls).hasSize(5);
    }

    @Test
    void severalShardsAtOnce_oneCallTakesAllThatWait() {
        PutQueue<String> together = queue(2);
        CompletableFuture<Boolean> a = put(together, 0, "a");
        CompletableFuture<Boolean> b = put(together, 0, "b");
        CompletableFuture<Boolean> x = put(together, 1, "x");
        CompletableFuture<Boolean> p = put(together, 2, "p");
        CompletableFuture<Boolean> c = put(together, 0, "c");
        assertThat(calls).containsExactly(List.of("0a"));
        replies.get(0).complete(reply(1L));
        assertThat(a).isCompletedWithValue(true);
        assertThat(calls).last().as("two shards at most").isEqualTo(List.of("1x", "2p"));
        replies.get(1).completeExceptionally(new IllegalStateException("away"));
        assertThat(p).as("the call is under way").isNotDone();
        assertThat(calls).hasSize(2);
        replies.get(2).complete(reply(1L));
        assertThat(calls).last().isEqualTo(List.of("0b", "0c"));
        assertThat(x).as("one shard fails").isCompletedExceptionally();
        assertThat(unknown).containsExactly("x");
        assertThat(p).as("and not the other").isCompletedWithValue(true);
        replies.get(3).complete(reply(0L, 2L));
        assertThat(b).as("no room").isCompletedWithValue(false);
        assertThat(c).isCompletedWithValue(true);
        assertThat(applied).containsExactly("a", "p", "c");
        put(together, 1, "y");
        assertThat(calls).last().isEqualTo(List.of("1y"));
    }

    @Test
    void aCall_takesSoManyAtMost() {
        put(queue, "first");
        for (int i = 0; i < 450; i++) {
            put(queue, "k" + i);
        }
        for (int call = 0; call < 4; call++) {
            replies.get(call).completeExceptionally(new IllegalStateException("away"));
        }
        assertThat(calls).extracting(List::size).containsExactly(1, 200, 200, 50);
        assertThat(unknown).hasSize(451).last().isEqualTo("k449");
    }
}
