package io.twofold.internal;

import io.twofold.spi.ReadRequest;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Leases that this node may hold without knowing: of reads whose reply didn't come. A server that was merely stopped
 * makes those reads once it goes on, and then all who want the keys would wait for leases that nobody uses. So they are
 * released as soon as the server is heard of again. Beyond a limit the oldest are left to run out.
 */
final class AbandonedLeases {
    static final int LIMIT = 10_000;

    private final Queue<ReadRequest> reads = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    /** The reply to a read didn't come. */
    void add(ReadRequest read) {
        if (read.mode() == ReadRequest.Mode.PEEK) {
            return;
        }
        reads.add(read);
        if (size.incrementAndGet() > LIMIT && reads.poll() != null) {
            size.decrementAndGet();
        }
    }

    /** The server is heard of. */
    void releaseAll(Consumer<ReadRequest> release) {
        for (int left = size.get(); left > 0; left--) {
            ReadRequest read = reads.poll();
            if (read == null) {
                return;
            }
            size.decrementAndGet();
            release.accept(read);
        }
    }
}
