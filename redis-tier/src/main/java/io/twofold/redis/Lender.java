package io.twofold.redis;

import com.esotericsoftware.kryo.util.Pool;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lends objects that are expensive to make and used by one thread at a time. A thread looks first into a place that it
 * shares with few others, which takes one atomic step, and only then into a pool, which takes a lock.
 *
 * @param <T> the type of the objects
 */
final class Lender<T> {
    private static final int POOLED = 32;
    private static final int PLACES = Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 4;

    private final AtomicReferenceArray<@Nullable T> places = new AtomicReferenceArray<>(PLACES);
    private final Pool<T> pool;

    Lender(Supplier<T> maker) {
        this.pool = new Pool<>(true, true, POOLED) {
            @Override
            protected T create() {
                return maker.get();
            }
        };
    }

    /** One that nobody else has until it is given back. */
    T borrow() {
        T found = places.getAndSet(place(), null);
        return found == null ? pool.obtain() : found;
    }

    void giveBack(T lent) {
        if (!places.compareAndSet(place(), null, lent)) {
            pool.free(lent);
        }
    }

    private static int place() {
        return (int) Thread.currentThread().getId() & PLACES - 1;
    }
}
