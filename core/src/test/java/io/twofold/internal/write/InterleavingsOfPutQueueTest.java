package io.twofold.internal.write;

import static io.twofold.internal.Interleavings.Check.that;
import static io.twofold.internal.Interleavings.shared;
import static io.twofold.internal.Interleavings.together;

import io.twofold.internal.Interleavings;
import io.twofold.spi.DirtyStore;
import io.twofold.spi.DirtyStore.Put;
import io.twofold.spi.DirtyStore.PutReply;
import io.twofold.spi.Invalidation;
import io.twofold.spi.Position;
import io.twofold.spi.RemoteKey;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is put while a call is under way goes with the next, and a shard has one call under way at a time. */
@Tag("interleavings")
class InterleavingsOfPutQueueTest {
    private static final Invalidation STEP =
            new Invalidation(0, new Position(1, 1), "nonce", "", Invalidation.Kind.PUT, List.of("any"));

    /** What these tests use of {@link PutQueue}. */
    @FunctionalInterface
    private interface Queue {
        CompletableFuture<?> put(String name);
    }

    /** Where calls go; each is answered when a test says so. */
    private static final class Store {
        final ConcurrentLinkedQueue<CompletableFuture<PutReply>> underWay = new ConcurrentLinkedQueue<>();
        final AtomicInteger most = new AtomicInteger();

        CompletableFuture<PutReply> call() {
            CompletableFuture<PutReply> reply = new CompletableFuture<>();
            underWay.add(reply);
            most.accumulateAndGet(underWay.size(), Math::max);
            return reply;
        }

        boolean answer(int puts) {
            CompletableFuture<PutReply> first = underWay.poll();
            return first != null && first.complete(new PutReply(STEP, Collections.nCopies(puts, 1L)));
        }
    }

    @SuppressWarnings("ReferenceEquality") // of a proxy there is nothing else to compare
    private static Queue real(Store store) {
        DirtyStore dirty = (DirtyStore) Proxy.newProxyInstance(
                DirtyStore.class.getClassLoader(),
                new Class<?>[] {DirtyStore.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "shardsAtOnce" -> 1;
                    case "putAll" -> List.of(store.call());
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> "a store";
                });
        PutQueue.Applying<String> applying = new PutQueue.Applying<>() {
            @Override
            public void applied(Invalidation step, List<String> slots) {
                // nothing is cached here
            }

            @Override
            public void unknown(List<String> slots) {
                // nor forgotten
            }
        };
        PutQueue<String> queue = shared(new PutQueue<>(dirty, 1, 10, () -> "nonce", applying));
        return name -> queue.put(name, new Put(new RemoteKey(0, name, name), null));
    }

    private enum Flaw {
        LOOKS_BEFORE_IT_LOCKS,
        BEGINS_WITHOUT_A_LOCK
    }

    /** A copy of {@link PutQueue} with a flaw. */
    private static final class Twin implements Queue {
        private final Store store;
        private final Flaw flaw;
        private final ConcurrentLinkedQueue<CompletableFuture<Boolean>> waiting = new ConcurrentLinkedQueue<>();
        private volatile boolean underWay;

        Twin(Store store, Flaw flaw) {
            this.store = store;
            this.flaw = flaw;
        }

        @Override
        public CompletableFuture<?> put(String name) {
            CompletableFuture<Boolean> mine = new CompletableFuture<>();
            if (flaw == Flaw.BEGINS_WITHOUT_A_LOCK) {
                waiting.add(mine);
                if (underWay) {
                    return mine;
                }
                underWay = true;
            } else {
                synchronized (this) {
                    waiting.add(mine);
                    if (underWay) {
                        return mine;
                    }
                    underWay = true;
                }
            }
            send();
            return mine;
        }

        private void send() {
            List<CompletableFuture<Boolean>> batch = new ArrayList<>();
            for (CompletableFuture<Boolean> next = waiting.poll(); next != null; next = waiting.poll()) {
                batch.add(next);
            }
            store.call().whenComplete((reply, failure) -> {
                sendAgain();
                batch.forEach(each -> each.complete(true));
            });
        }

        private void sendAgain() {
            boolean more = !waiting.isEmpty();
            synchronized (this) {
                if (flaw != Flaw.LOOKS_BEFORE_IT_LOCKS) {
                    more = !waiting.isEmpty();
                }
                underWay = more;
            }
            if (more) {
                send();
            }
        }
    }

    /** Somebody puts while the call before is answered: the put is sent, and answered in the end. */
    private static void isSentInTheEnd(Function<Store, Queue> maker) {
        Store store = shared(new Store());
        Queue queue = shared(maker.apply(store));
        queue.put("first");
        List<CompletableFuture<?>> second = shared(Collections.synchronizedList(new ArrayList<>()));
        together(() -> second.add(queue.put("second")), () -> store.answer(1));
        store.answer(1);
        that(second.get(0).isDone());
    }

    @Test
    void putWhileACallIsAnswered_isSentInTheEnd() {
        Interleavings.holds(() -> isSentInTheEnd(InterleavingsOfPutQueueTest::real));
    }

    @Test
    void putWhileACallIsAnswered_lookedForBeforeTheLock_mayBeForgotten() {
        Interleavings.breaks(() -> isSentInTheEnd(store -> new Twin(store, Flaw.LOOKS_BEFORE_IT_LOCKS)));
    }

    /** Two put at once: their calls aren't under way at once, or the later might arrive first. */
    private static void oneCallAtATime(Function<Store, Queue> maker) {
        Store store = shared(new Store());
        Queue queue = shared(maker.apply(store));
        together(() -> queue.put("first"), () -> queue.put("second"));
        that(store.most.get() == 1);
    }

    @Test
    void twoPutAtOnce_oneCallIsUnderWay() {
        Interleavings.holds(() -> oneCallAtATime(InterleavingsOfPutQueueTest::real));
    }

    @Test
    void twoPutAtOnce_withoutALock_haveTwoCallsUnderWay() {
        Interleavings.breaks(() -> oneCallAtATime(store -> new Twin(store, Flaw.BEGINS_WITHOUT_A_LOCK)));
    }
}
