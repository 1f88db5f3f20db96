package io.twofold.testkit.simulation;

import io.twofold.Delivery;
import io.twofold.testkit.simulation.History.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What is done on the nodes: each call of a cache, and what becomes of it. */
final class Users {
    private final World world;
    private final Verdicts verdicts;
    private final List<Call> waiting = new ArrayList<>();
    private final List<Runnable> afterClear = new ArrayList<>();

    private record Call(Node node, int key, String what, long began, CompletableFuture<?> future) {}

    Users(World world, Verdicts verdicts) {
        this.world = world;
        this.verdicts = verdicts;
    }

    /** Has something happen once, right after the next clear. */
    void afterNextClear(Runnable action) {
        afterClear.add(action);
    }

    /** One step of a user of that node. */
    void step(Node node) {
        Chance chance = world.chance();
        int key = chance.below(world.history().keys());
        if (chance.is(world.profile().writes())) {
            write(node, key);
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
            if (text != null) {
                world.history().check(node.process(), key, began, Long.parseLong(text));
            }
        });
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
                values.forEach((key, text) ->
                        world.history().check(node.process(), Math.toIntExact(key), began, Long.parseLong(text)));
            }
        });
    }

    private void write(Node node, int key) {
        Chance chance = world.chance();
        int kind = chance.below(20);
        if (kind < 12) {
            commitThen(node, List.of(key), "invalidate", writes -> node.cache().invalidate((long) key));
        } else if (kind < 14) {
            List<Integer> keys = List.of(key, (key + 1) % world.history().keys());
            commitThen(
                    node,
                    keys,
                    "invalidateAll",
                    writes -> node.cache()
                            .invalidateAll(keys.stream().map(Integer::longValue).toList()));
        } else if (kind < 18) {
            put(node, key);
        } else {
            clear(node);
        }
    }

    private void put(Node node, int key) {
        Write write = commit(node, key, true);
        world.loop()
                .after(
                        world.chance().micros(0, 2_000),
                        node.process(),
                        () -> written(
                                node,
                                List.of(write),
                                "put",
                                node.cache().put((long) key, Long.toString(write.version))));
    }

    private void clear(Node node) {
        List<Integer> keys = new ArrayList<>();
        for (int key = 0; key < world.history().keys(); key++) {
            keys.add(key);
        }
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
        commit(node, key, false);
    }

    private Write commit(Node node, int key, boolean put) {
        Write write = world.history().commit(key, node.process(), put);
        if (world.trace().isOn()) {
            world.trace().add(key, node + " commits " + write.version + (put ? ", to put it" : ""));
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
            writes.add(commit(node, key, false));
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
