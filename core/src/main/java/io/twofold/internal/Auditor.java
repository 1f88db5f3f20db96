package io.twofold.internal;

import io.twofold.AuditMismatch;
import io.twofold.ContextLoader;
import io.twofold.spi.RandomSource;
import io.twofold.spi.TimeSource;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares some of the values that were read with the source, off the caller's path.
 *
 * <pre>
 *   a read is answered --(the bound)--> load: equal to what was read, or an invalidation has come?  consistent
 *                                       not: does this node still serve what was read?  no: consistent
 *                       --(the bound)--> the same once more, since a change of the source may just have been
 *                                       on its way to its invalidation: still so?  mismatch
 * </pre>
 *
 * <p>The bound is {@code maxStaleness} and an operation's timeout. Nothing that an audit does changes what any tier
 * holds.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class Auditor<K, V> {
    private final Plan<K, V> plan;
    private final Explainer<V> explainer;
    private final Surroundings<K> around;
    private final long pauseNanos;
    private final AtomicLong nextAt;
    private volatile boolean closed;

    /**
     * What is audited, and how.
     *
     * @param part the part of the reads that are sampled
     * @param perSecond so many audits may begin in a second
     * @param loader asks the source
     * @param onMismatch hears what was found; null for a warning
     */
    record Plan<K, V>(
            String cache,
            double part,
            long perSecond,
            long boundNanos,
            ContextLoader<? super K, V> loader,
            @Nullable Consumer<? super AuditMismatch<K, V>> onMismatch) {}

    /** What an auditor needs beside its plan. */
    record Surroundings<K>(
            Keys<K> keys,
            Shards shards,
            Fences fences,
            TimeSource time,
            RandomSource random,
            Executor executor,
            Counters counters,
            Warnings warnings) {}

    /** How things were when a read began that may be audited. */
    record Sample<K>(@Nullable String tenant, K key, Slot slot, long stamp, Validity validity, long epochMillis) {}

    Auditor(Plan<K, V> plan, Explainer<V> explainer, Surroundings<K> around) {
        this.plan = plan;
        this.explainer = explainer;
        this.around = around;
        this.pauseNanos = TimeUnit.SECONDS.toNanos(1) / plan.perSecond;
        this.nextAt = new AtomicLong(around.time.nanoTime());
    }

    /** To be called before a read; null if it isn't sampled. */
    @Nullable
    Sample<K> sample(@Nullable String tenant, K key) {
        if (around.random.fraction() >= plan.part || around.time.nanoTime() - nextAt.get() < 0) {
            return null;
        }
        Slot slot = around.keys.slot(tenant, key);
        return new Sample<>(
                tenant,
                key,
                slot,
                around.fences.stamp(slot.local()),
                around.shards.of(slot).validity(),
                around.time.epochMillis());
    }

    /** A sampled read was answered with this value. */
    void audit(Sample<K> sample, V read) {
        long now = around.time.nanoTime();
        long next = nextAt.get();
        if (now - next >= 0 && nextAt.compareAndSet(next, now + pauseNanos)) {
            afterTheBound(() -> look(sample, read, false));
        }
    }

    private void afterTheBound(Runnable look) {
        var unused = around.time.schedule(
                () -> {
                    try {
                        around.executor.execute(look);
                    } catch (RejectedExecutionException e) { // the user's executor may be full
                        around.warnings.auditFailed(e);
                    }
                },
                plan.boundNanos);
    }

    private void look(Sample<K> sample, V read, boolean again) {
        if (closed) {
            return;
        }
        try {
            @Nullable V source = plan.loader.load(sample.key, new Conversation<>(sample.tenant, null));
            if (read.equals(source) || isInvalidatedSince(sample)) {
                around.counters.audits.increment();
                return;
            }
            var unused = explainer
                    .explain(sample.slot)
                    .thenAccept(explained -> differs(new Difference<>(sample, read, source, again), explained))
                    .exceptionally(failure -> {
                        around.warnings.auditFailed(failure);
                        return null;
                    });
        } catch (Throwable thrown) { // the user's loader or equals may throw anything; that proves nothing
            around.warnings.auditFailed(thrown);
        }
    }

    /** What one look found. */
    private record Difference<K, V>(
            Sample<K> sample, V read, @Nullable V source, boolean again) {}

    private void differs(Difference<K, V> found, Explainer.Explained<V> explained) {
        boolean stillServed = found.read.equals(explained.served()) && !isInvalidatedSince(found.sample);
        if (stillServed && !found.again) {
            afterTheBound(() -> look(found.sample, found.read, true));
            return;
        }
        around.counters.audits.increment();
        if (stillServed) {
            around.counters.auditMismatches.increment();
            tell(new AuditMismatch<>(
                    plan.cache,
                    found.sample.tenant,
                    found.sample.key,
                    found.read,
                    found.source,
                    Instant.ofEpochMilli(found.sample.epochMillis),
                    explained.explanation()));
        }
    }

    private boolean isInvalidatedSince(Sample<K> sample) {
        return !around.fences.isUnchanged(sample.slot.local(), sample.stamp) || sample.validity.isEnded();
    }

    private void tell(AuditMismatch<K, V> mismatch) {
        Consumer<? super AuditMismatch<K, V>> listener = plan.onMismatch;
        if (listener == null) {
            around.warnings.mismatch(mismatch.explanation());
        } else {
            listener.accept(mismatch);
        }
    }

    /** Ends the audits under way. */
    void close() {
        closed = true;
    }
}
