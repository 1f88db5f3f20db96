package io.twofold.testkit.simulation;

import io.twofold.Delivery;
import io.twofold.FlushReport;
import io.twofold.OngoingWrite;
import io.twofold.testkit.simulation.History.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What is done on the nodes: each call of a cache, and what becomes of it. */
final class Users {
    private final World world;
    private final Verdicts verdicts;
    private final List<Call> waiting = new ArrayList<>();
    private final List<Runnable> afterClear = new ArrayList<>();
    private @Nullable Consumer<Node> inNextWrite;

    private record Call(Node node, int key, String what, long began, CompletableFuture<?> future) {}

    Users(World world, Verdicts verdicts) {
        this.world = world;
        this.verdicts = verdicts;
    }

    /** Has something happen once, between the next commit in a guarded write and the write's end. */
    void inNextWrite(Consumer<Node> action) {
        inNextWrite = action;
    }

    /** Has something happen once, right after the next clear. */
    void afterNextClear(Runnable action) {
        afterClear.add(action);
    }

    /** One step of a user of that node; the rival may do something about the same key. */
    void step(Node node, @Nullable Node rival) {
        Chance chance = world.chance();
        int key = chance.is(world.profile().hot())
                ? 0
                : chance.below(world.history().keys());
        if (chance.is(world.profile().writes())) {
            write(node, key, rival);
        } else if (chance.is(0.04)) {
            value(node, key, "refresh", node.cache().refresh((long) key));
        } else if (chance.is(0.06)) {
            value(node, key, "getIfPresent", node.cache().getIfPresent((long) key));
        } else if (chance.is(0.05)) {
            readAll(node);
        } else {
            read(node, key);
        }
    }

    void read(Node node, int key) {
        value(node, key, "get", node.cache().get((long) key));
    }

    void peek(Node node, int key) {
        value(node, key, "getIfPresent", node.cache().getIfPresent((long) key));
    }

    private void value(Node node, int key, String what, CompletableFuture<@Nullable String> future) {
        long began = world.loop().now();
        follow(new Call(node, key, what, began, future), future, (text, failure) -> {
            if (text != null || (failure == null && !what.equals("getIfPresent"))) {
                check(node, key, began, text);
            }
        });
    }

    private void check(Node node, int key, long began, @Nullable String text) {
        if (world.profile().behind()) {
            world.behind().check(node.process(), key, began, text);
        } else if (text != null) {
            world.history().check(node.process(), key, began, text);
        }
    }

    private void readAll(Node node) {
        long began = world.loop().now();
        List<Long> keys = new ArrayList<>();
        for (long key = world.chance().below(2); key < world.history().keys(); key++) {
            keys.add(key);
        }
        CompletableFuture<Map<Long, String>> future = node.cache().getAll(keys);
        follow(new Call(node, Trace.EVERY_KEY, "getAll", began, future), future, (values, failure) -> {
            if (values != null) {
                keys.forEach(key -> check(node, Math.toIntExact(key), began, values.get(key)));
            }
        });
    }

    /** A write, and perhaps another of the same key by somebody else at about the same time. */
    void write(Node node, int key, @Nullable Node rival) {
        write(node, key);
        if (rival != null && world.chance().is(world.profile().conflicts())) {
            world.loop().after(world.chance().micros(0, 4_000), rival.process(), () -> write(rival, key));
        }
    }

    /** What is dirty is lost by nothing but the server's death. */
    private void writeBehind(Node node, int key) {
        switch (world.chance().below(16)) {
            case 0 -> told(node, "invalidate", node.cache().invalidate((long) key));
            case 1 -> told(node, "expire", node.cache().expire((long) key));
            case 2 -> told(node, "invalidateTag", node.cache().invalidateTag(tag(key)));
            case 3 ->
                told(node, "clear", node.cache().clear().whenComplete((delivery, failure) -> {
                    afterClear.forEach(Runnable::run);
                    afterClear.clear();
                }));
            case 4, 5, 6 -> removeBehind(node, List.of(key));
            case 7 ->
                removeBehind(node, List.of(key, (key + 1) % world.history().keys()));
            default -> {
                BehindHistory.Put put = world.behind().put(key, node.process());
                String text = Objects.requireNonNull(put.text);
                behind(
                        node,
                        List.of(put),
                        "put behind " + text,
                        () -> node.cache().put((long) key, text, List.of(tag(key))));
            }
        }
    }

    private void removeBehind(Node node, List<Integer> keys) {
        List<BehindHistory.Put> removals = keys.stream()
                .distinct()
                .map(key -> world.behind().remove(key, node.process()))
                .toList();
        behind(
                node,
                removals,
                "remove behind",
                () -> removals.size() == 1
                        ? node.cache().remove((long) removals.get(0).key)
                        : node.cache().removeAll(longs(keys)));
    }

    private void behind(
            Node node, List<BehindHistory.Put> puts, String what, Supplier<CompletableFuture<Delivery>> call) {
        puts.forEach(node.witness()::putting);
        CompletableFuture<Delivery> future = call.get();
        follow(
                new Call(node, puts.get(0).key, what, world.loop().now(), future),
                future,
                (done, failure) -> puts.forEach(done != null ? world.behind()::acknowledged : node.witness()::failed));
    }

    private void told(Node node, String what, CompletableFuture<Delivery> future) {
        follow(new Call(node, Trace.EVERY_KEY, what, world.loop().now(), future), future, (done, failure) -> {});
    }

    /** Has all that waits written, by each node. */
    void flush(List<Node> nodes) {
        for (Node node : nodes) {
            CompletableFuture<FlushReport> future = node.cache().flush(Duration.ofSeconds(2));
            follow(new Call(node, Trace.EVERY_KEY, "flush", world.loop().now(), future), future, (report, failure) -> {
                if (report == null || !report.isComplete()) {
                    verdicts.violated(
                            Violation.Kind.LOST_WRITE,
                            Trace.EVERY_KEY,
                            node + " can't have everything written, although nothing is in the way: " + report);
                }
            });
        }
    }

    private void write(Node node, int key) {
        if (world.profile().behind()) {
            writeBehind(node, key);
            return;
        }
        List<Integer> two = List.of(key, (key + 1) % world.history().keys());
        switch (world.chance().below(23)) {
            case 0, 1, 2, 3, 4, 5, 6, 7 ->
                commitThen(
                        node, List.of(key), "invalidate", writes -> node.cache().invalidate((long) key));
            case 8, 9 ->
                commitThen(node, two, "invalidateAll", writes -> node.cache().invalidateAll(longs(two)));
            case 10, 11, 12, 13 -> put(node, key);
            case 14, 15, 16, 21, 22 -> guarded(node, List.of(key));
            case 17 -> guarded(node, two);
            case 18 -> writeAction(node, key);
            case 19 -> invalidateTag(node, tag(key));
            default -> clear(node);
        }
    }

    private static List<Long> longs(List<Integer> keys) {
        return keys.stream().map(Integer::longValue).toList();
    }

    /** Begins a write, commits, ends it; or dies before that. */
    private void guarded(Node node, List<Integer> keys) {
        long called = world.loop().now();
        String before = node.witness().lastNonce();
        CompletableFuture<OngoingWrite> begun = node.cache().beginWrite(longs(keys));
        String nonce = node.witness().lastNonce();
        Call call = new Call(node, keys.get(0), "beginWrite", called, begun);
        follow(call, begun, (write, failure) -> {
            if (write == null) {
                return;
            }
            world.loop().after(actionTime(), node.process(), () -> {
                List<Write> writes = new ArrayList<>();
                keys.forEach(key -> writes.add(commit(node, key)));
                boolean inTime = world.loop().now() - called < Times.GUARD;
                if (keys.size() == 1
                        && inTime
                        && !nonce.equals(before)
                        && world.history().isExecuted(nonce)) {
                    world.history().guarded(writes.get(0), called);
                }
                Consumer<Node> death = inNextWrite;
                inNextWrite = null;
                if (death != null) {
                    death.accept(node);
                }
                world.loop()
                        .after(
                                world.chance().micros(0, 5_000),
                                node.process(),
                                () -> written(node, writes, "endWrite", write.endAsync()));
            });
        });
    }

    private long actionTime() {
        return world.chance().is(0.2)
                ? world.chance().millis(20, 900)
                : world.chance().micros(100, 10_000);
    }

    /** The same in one call, which doesn't tell whether its end was acknowledged. */
    private void writeAction(Node node, int key) {
        List<Write> writes = new ArrayList<>();
        CompletableFuture<String> future = node.cache().write((long) key, () -> {
            CompletableFuture<String> action = new CompletableFuture<>();
            world.loop().after(actionTime(), node.process(), () -> {
                writes.add(commit(node, key));
                world.loop().after(world.chance().micros(0, 5_000), node.process(), () -> action.complete("done"));
            });
            return action;
        });
        follow(
                new Call(node, key, "write", world.loop().now(), future),
                future,
                (done, failure) -> writes.forEach(write -> world.history().done(write, false)));
    }

    private void put(Node node, int key) {
        if (world.profile().through()) {
            putThrough(node, key);
            return;
        }
        Write write = commit(node, key);
        world.loop().after(world.chance().micros(0, 2_000), node.process(), () -> {
            String before = node.witness().lastNonce();
            CompletableFuture<Delivery> future =
                    node.cache().put((long) key, Long.toString(write.version), List.of(tag(key)));
            String nonce = node.witness().lastNonce();
            // a node that does without the server has sent nothing, and the nonce before is of another change
            world.history().put(write, nonce.equals(before) ? "" : nonce);
            written(node, List.of(write), "put", future);
        });
    }

    /** What it was that was committed is known by its text. */
    private void putThrough(Node node, int key) {
        String text = world.history().unique();
        CompletableFuture<Delivery> future = node.cache().put((long) key, text, List.of(tag(key)));
        follow(new Call(node, key, "put through", world.loop().now(), future), future, (delivery, failure) -> {
            Write write = world.history().byText(text);
            if (write != null) {
                world.history().done(write, delivery == Delivery.ACKNOWLEDGED);
            }
        });
    }

    /** The tag of a key; every other key has the same. */
    static String tag(int key) {
        return "tag" + key % 2;
    }

    private void invalidateTag(Node node, String tag) {
        List<Integer> tagged =
                everyKey().stream().filter(key -> tag(key).equals(tag)).toList();
        commitThen(node, tagged, "invalidateTag", writes -> {
            writes.forEach(world.history()::byTag);
            return node.cache().invalidateTag(tag);
        });
    }

    private List<Integer> everyKey() {
        return IntStream.range(0, world.history().keys()).boxed().toList();
    }

    private void clear(Node node) {
        List<Integer> keys = everyKey();
        commitThen(
                node,
                keys,
                "clear",
                writes -> node.cache().clear().whenComplete((delivery, failure) -> {
                    afterClear.forEach(Runnable::run);
                    afterClear.clear();
                }));
    }

    /** Commits, and does not get as far as telling the cache. */
    void commitOnly(Node node, int key) {
        if (world.profile().behind()) {
            return; // a put commits nothing
        }
        commit(node, key);
    }

    private Write commit(Node node, int key) {
        Write write = world.history().commit(key, node.process());
        if (world.trace().isOn()) {
            world.trace().add(key, node + " commits " + write.version);
        }
        return write;
    }

    /** How a cache is told of something committed. */
    private interface Telling {
        CompletableFuture<Delivery> tell(List<Write> writes);
    }

    private void commitThen(Node node, List<Integer> keys, String what, Telling telling) {
        List<Write> writes = new ArrayList<>();
        for (int key : keys) {
            writes.add(commit(node, key));
        }
        long delay = world.chance().is(0.2)
                ? world.chance().millis(1, 30)
                : world.chance().micros(0, 500);
        world.loop().after(delay, node.process(), () -> written(node, writes, what, telling.tell(writes)));
    }

    private void written(Node node, List<Write> writes, String what, CompletableFuture<Delivery> future) {
        Call call = new Call(node, writes.get(0).key, what, world.loop().now(), future);
        follow(call, future, (delivery, failure) -> {
            for (Write write : writes) {
                world.history().done(write, delivery == Delivery.ACKNOWLEDGED);
                if (world.trace().isOn()) {
                    world.trace().add(write.key, node + " " + what + " of " + write.version + ": " + delivery);
                }
            }
        });
    }

    private <T extends @Nullable Object> void follow(
            Call call, CompletableFuture<T> future, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> end) {
        if (!future.isDone()) {
            waiting.add(call);
        }
        var unused = future.whenComplete((value, failure) -> {
            if (call.node.process().isDead()) {
                return;
            }
            if (world.trace().isOn()) {
                world.trace()
                        .add(
                                call.key,
                                call.node + " " + call.what + " since " + Trace.time(call.began) + ": "
                                        + (failure == null ? value : failure));
            }
            end.accept(value, failure);
        });
        if (waiting.size() > 100) {
            waiting.removeIf(one -> one.future.isDone());
        }
    }

    /** Whoever still waits, now that nothing is in the way, waits for ever. */
    void checkThatNobodyWaits() {
        for (Call call : waiting) {
            if (!call.future.isDone() && !call.node.process().isDead()) {
                verdicts.violated(
                        Violation.Kind.STUCK,
                        call.key,
                        call.node + " waits for " + call.what + " of key " + call.key + " since "
                                + Trace.time(call.began));
            }
        }
    }
}
