package io.twofold.redis;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Caps how many calls are under way; the others wait in order, each for a limited time.
 *
 * <p>Without a cap, thousands of calls at once wait for a connection inside Redisson, whose queue was seen to lose
 * its elements when some of them time out (4.7.0): the thread that serves it then spins for ever. A call that doesn't
 * have to wait costs an atomic decrement and an increment.
 */
final class Turnstile {
    private final AtomicInteger free;
    private final Queue<Turn<?>> waiting = new ConcurrentLinkedQueue<>();
    /** How often a drain was asked for since the one that is at work began; the stack must not grow with the queue. */
    private final AtomicInteger drains = new AtomicInteger();

    /** @param limit how many may be under way */
    Turnstile(int limit) {
        this.free = new AtomicInteger(limit);
    }

    /**
     * Makes a call, now or when it is its turn.
     *
     * @param call begins it; must not throw
     * @param atMostMillis how long it may wait for its turn, before the result fails and it is never made
     */
    <R> CompletableFuture<R> pass(Supplier<CompletableFuture<R>> call, long atMostMillis) {
        if (waiting.isEmpty() && tryTake()) {
            return call.get().whenComplete((result, failure) -> leave());
        }
        Turn<R> turn = new Turn<>(call);
        turn.result.orTimeout(atMostMillis, TimeUnit.MILLISECONDS);
        dropTimedOut();
        waiting.add(turn);
        drain();
        return turn.result;
    }

    private boolean tryTake() {
        int left = free.get();
        while (left > 0) {
            if (free.compareAndSet(left, left - 1)) {
                return true;
            }
            left = free.get();
        }
        return false;
    }

    private void leave() {
        free.incrementAndGet();
        if (!waiting.isEmpty()) {
            drain();
        }
    }

    /** If nobody leaves any more, nothing else would take these away. */
    private void dropTimedOut() {
        Turn<?> first = waiting.peek();
        while (first != null && first.result.isDone()) {
            waiting.remove(first);
            first = waiting.peek();
        }
    }

    private void drain() {
        int asked = drains.getAndIncrement() == 0 ? 1 : 0;
        while (asked != 0) {
            while (!waiting.isEmpty() && tryTake()) {
                beginNext();
            }
            asked = drains.addAndGet(-asked);
        }
    }

    private void beginNext() {
        Turn<?> next = waiting.poll();
        if (next == null || next.result.isDone()) {
            free.incrementAndGet();
        } else {
            next.begin(this::leave);
        }
    }

    private static final class Turn<R> {
        private final Supplier<CompletableFuture<R>> call;
        private final CompletableFuture<R> result = new CompletableFuture<>();

        Turn(Supplier<CompletableFuture<R>> call) {
            this.call = call;
        }

        void begin(Runnable leave) {
            var unused = call.get().whenComplete((value, failure) -> {
                leave.run();
                if (failure != null) {
                    result.completeExceptionally(failure);
                } else {
                    result.complete(value);
                }
            });
        }
    }
}
