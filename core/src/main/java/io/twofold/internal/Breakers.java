package io.twofold.internal;

import io.twofold.policy.Breaker;
import io.twofold.spi.Head;
import io.twofold.spi.Heads;
import io.twofold.spi.TimeSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Which shards the remote tier answers for. Each has a breaker of its own, since shards may be on different servers.
 *
 * <p>While one is open the heads are asked for every so often, beside the heartbeats that go on: that is what closes
 * it. Once one closes they are asked for again, as what waits in the outbox is sent then.
 */
final class Breakers {
    private final List<Breaker> shards;
    private final Surroundings around;
    private final long pauseNanos;
    private int open;
    private boolean probing;
    private boolean closed;

    /** What breakers need beside their settings. */
    record Surroundings(Verification verification, TimeSource time, Counters counters, Warnings warnings) {}

    /**
     * All closed.
     *
     * @param mostFailures of operations of one shard, in a row, that open its breaker
     * @param pauseNanos from one question for heads to the next while one is open, in nanoseconds
     */
    Breakers(int shards, int mostFailures, long pauseNanos, Surroundings around) {
        this.shards = IntStream.range(0, shards)
                .mapToObj(shard -> new Breaker(mostFailures, pauseNanos))
                .toList();
        this.pauseNanos = pauseNanos;
        this.around = around;
    }

    /** Whether a shard's server isn't to be asked. */
    boolean isOpen(int shard) {
        return shards.get(shard).isOpen();
    }

    /** Whether a shard's server answers, even if not so that much of it may be believed. */
    boolean isAnswering(int shard) {
        return shards.get(shard).isAnswering();
    }

    /** An operation on a shard was answered. */
    void answered(int shard) {
        shards.get(shard).answered();
    }

    /** An operation on a shard was not answered. */
    void failed(int shard) {
        long now = around.time.nanoTime();
        change(List.of(shard), breaker -> breaker.failed(now), 1);
    }

    /** No shard's server answered a heartbeat. */
    void silent() {
        long now = around.time.nanoTime();
        change(IntStream.range(0, shards.size()).boxed().toList(), breaker -> breaker.silent(now), 1);
    }

    /** The heads of some of the shards that were asked for have come. */
    void heard(List<Integer> asked, Heads heads, long sentAt) {
        long now = around.time.nanoTime();
        List<Integer> known = heads.known().stream().map(Head::shard).toList();
        Set<Integer> answered = new HashSet<>(known);
        answered.addAll(heads.unconfirmed());
        IntPredicate hasAnswered = answered::contains;
        List<Integer> silent =
                asked.stream().filter(shard -> !hasAnswered.test(shard)).toList();
        change(silent, breaker -> breaker.silent(now), 1);
        change(heads.unconfirmed(), breaker -> breaker.unconfirmed(sentAt), 1);
        if (change(known, breaker -> breaker.heard(sentAt), -1)) {
            around.verification.verifyAnew();
        }
    }

    /** Has some breakers decide, and counts how many are open: so many more for each that changed. */
    private boolean change(List<Integer> which, Predicate<Breaker> changed, int each) {
        boolean any = false;
        synchronized (this) {
            for (int shard : which) {
                if (changed.test(shards.get(shard))) {
                    any = true;
                    changed(each);
                }
            }
        }
        return any;
    }

    private void changed(int each) {
        boolean wasOpen = open > 0;
        open += each;
        if (open > 0 && !wasOpen) {
            around.counters.breakerOpenings.increment();
            around.warnings.breakerOpened();
            probeLater();
        } else if (open == 0) {
            around.warnings.breakerClosed();
        }
    }

    private void probeLater() {
        if (!probing && !closed) {
            probing = true;
            Runnable unused = around.time.schedule(this::probe, pauseNanos);
        }
    }

    private void probe() {
        synchronized (this) {
            probing = false;
            if (open == 0 || closed) {
                return;
            }
            probeLater();
        }
        around.verification.verifyAnew();
    }

    /** How many are open. */
    synchronized int open() {
        return open;
    }

    /** Asks no more. */
    synchronized void close() {
        closed = true;
    }
}
