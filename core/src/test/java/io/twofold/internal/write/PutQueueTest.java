package io.twofold.internal.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.spi.DirtyStore;
import io.twofold.spi.DirtyStore.Put;
import io.twofold.spi.DirtyStore.PutReply;
import io.twofold.spi.Invalidation;
import io.twofold.spi.Position;
import io.twofold.spi.RemoteKey;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Puts that are made while a call is under way go together in the next. */
class PutQueueTest {
    private final List<List<String>> calls = new ArrayList<>();
    private final List<CompletableFuture<PutReply>> replies = new ArrayList<>();
    private final List<String> applied = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();
    private final Gate gate = new Gate(1);
    private final PutQueue<String> queue = queue(0);

    private PutQueue<String> queue(int shard) {
        PutQueue.Applying<String> applying = new PutQueue.Applying<>() {
            @Override
            public void applied(Invalidation step, List<String> slots) {
                applied.addAll(slots);
            }

            @Override
            public void unknown(List<String> slots) {
                unknown.addAll(slots);
            }
        };
        return new PutQueue<>(shard, store(), 10, () -> "nonce", applying, gate);
    }

    private DirtyStore store() {
        return (DirtyStore) Proxy.newProxyInstance(
                DirtyStore.class.getClassLoader(), new Class<?>[] {DirtyStore.class}, (proxy, method, arguments) -> {
                    List<String> names = new ArrayList<>();
                    for (Object put : (List<?>) arguments[1]) {
                        names.add(((Put) put).key().name());
                    }
                    calls.add(names);
                    CompletableFuture<PutReply> reply = new CompletableFuture<>();
                    replies.add(reply);
                    return reply;
                });
    }

    private static CompletableFuture<Boolean> put(PutQueue<String> to, String name) {
        return to.put(name, new Put(new RemoteKey(0, name, name), null));
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
        assertThat(calls).containsExactly(List.of("a"));
        replies.get(0).complete(reply(1L));
        assertThat(a).isCompletedWithValue(true);
        assertThat(calls).containsExactly(List.of("a"), List.of("b", "c"));
        assertThat(b).isNotDone();
        replies.get(1).complete(reply(0L, 2L));
        assertThat(b).as("no room").isCompletedWithValue(false);
        assertThat(c).isCompletedWithValue(true);
        assertThat(applied).containsExactly("a", "c");
        put(queue, "d");
        assertThat(calls).hasSize(3);
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
    void callsOfTwoShards_takeTurnsAtTheGate() {
        PutQueue<String> other = queue(1);
        put(queue, "a");
        put(other, "x");
        put(queue, "b");
        put(other, "y");
        assertThat(calls).containsExactly(List.of("a"));
        replies.get(0).complete(reply(1L));
        assertThat(calls).containsExactly(List.of("a"), List.of("x", "y"));
        replies.get(1).complete(reply(1L, 2L));
        assertThat(calls).containsExactly(List.of("a"), List.of("x", "y"), List.of("b"));
    }
}
