package io.twofold.internal;

import io.twofold.internal.codec.EntryCodec;
import io.twofold.spi.Arrivals;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Has a caller's thread that waits for many values decode the first of them while the network's thread still reads the
 * rest. For the few microseconds until the next arrives it stays awake: to wake it for each would cost more than to
 * decode.
 *
 * <p>What it has decoded is told to the same thread, or to one that goes on for it after it has left.
 *
 * @param <V> the type of the values
 */
final class EarlyDecodes<V> implements Arrivals {
    /** For how long at most the thread stays awake for the next one: about as long as it takes to be woken. */
    private static final long AWAKE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    private final EntryCodec<V> codec;
    private final WaitingThread caller;
    private final Queue<byte[]> arrived = new ConcurrentLinkedQueue<>();
    /** Whether the caller's thread has been, or is going to be, told to decode. */
    private final AtomicBoolean isAwake = new AtomicBoolean();

    private final List<byte[]> envelopes = new ArrayList<>();
    private final List<EntryCodec.Result<V>> results = new ArrayList<>();
    private int next;

    EarlyDecodes(EntryCodec<V> codec, WaitingThread caller) {
        this.codec = codec;
        this.caller = caller;
    }

    @Override
    public void arrived(byte[] envelope) {
        arrived.add(envelope);
        if (!isAwake.get() && isAwake.compareAndSet(false, true)) {
            caller.execute(this::decode);
        }
    }

    private void decode() {
        if (!caller.isCurrentThread()) {
            return; // it has left, and whoever goes on for it decodes in the end
        }
        do {
            for (byte[] each = nextArrived(); each != null; each = nextArrived()) {
                envelopes.add(each);
                results.add(codec.decodeOfNamedKey(each));
            }
            isAwake.set(false);
        } while (!arrived.isEmpty() && isAwake.compareAndSet(false, true));
    }

    private byte @Nullable [] nextArrived() {
        byte[] each = arrived.poll();
        if (each == null && !caller.hasMore()) {
            long since = System.nanoTime();
            do {
                Thread.onSpinWait();
                each = arrived.poll();
            } while (each == null && !caller.hasMore() && System.nanoTime() - since < AWAKE_NANOS);
        }
        return each;
    }

    /** The value of an envelope, if it has been decoded already. To be asked in the order in which they arrived. */
    EntryCodec.@Nullable Decoded<V> of(byte[] envelope) {
        for (int i = next; i < envelopes.size(); i++) {
            if (isSame(envelopes.get(i), envelope)) {
                next = i + 1;
                return results.get(i) instanceof EntryCodec.Decoded<V> decoded ? decoded : null;
            }
        }
        return null;
    }

    @SuppressWarnings("ReferenceEquality") // the very array
    private static boolean isSame(byte[] one, byte[] other) {
        return one == other;
    }
}
