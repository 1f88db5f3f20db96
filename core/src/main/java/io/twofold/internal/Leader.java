package io.twofold.internal;

import io.twofold.LoadTimeoutException;
import io.twofold.RemoteTierException;
import io.twofold.internal.RemoteGateway.Fill;
import io.twofold.internal.RemoteGateway.FillOutcome;
import io.twofold.spi.Position;
import io.twofold.spi.ReadRequest.Mode;
import io.twofold.spi.RemoteTier;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Leads one flight through what its read of L2 may find: installs, loads, fills, waits or falls back.
 *
 * <pre>
 *   hit          install in L1, answer
 *   granted      load, fill L2, install in L1 unless the fill was rejected, answer
 *   busy         wait for the wake-up, read again
 *   guarded      load, answer, install nowhere
 *   deleted      answer that there is none: the source will hear of that
 *   undecodable  read again for the lease to replace it
 *   unavailable  load, install in L1, answer
 *
 *   the load fails, or takes longer than load.softTimeout: answer with what is kept to fall back on, if anything is
 *   longer than load.hardTimeout: the same, or an error; the key is free again, and what still comes counts for nothing
 * </pre>
 *
 * @param <V> the type of the values
 */
final class Leader<V> implements ReadOutcome.Branches<V> {
    private static final long FIRST_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    final Flight<V> flight;
    private final Kind kind;
    private final Tools<V> tools;
    private final ReadPath.Surroundings around;
    private Wakeups.@Nullable Ticket ticket;
    private long pollNanos = FIRST_POLL_NANOS;
    private boolean isTimed;
    private ReadOutcome.@Nullable Hit<V> kept;
    /** Ends when nothing of this flight is under way any more, even if it was answered before. */
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();

    private volatile boolean isAnsweredEarly;
    private volatile boolean isGivenUp;
    private volatile Runnable freeKey = () -> {};

    /** What a flight is for. */
    enum Kind {
        /** Somebody waits for the value. */
        READ(Mode.LOAD),
        /** The value is to be replaced before it expires, unless that has been done. */
        REFRESH_AHEAD(Mode.REFRESH),
        /** The value is to be replaced, whatever it is. */
        REFRESH(Mode.REPLACE);

        final Mode mode;

        Kind(Mode mode) {
            this.mode = mode;
        }
    }

    /** What a leader works with. */
    record Tools<V>(ReadPath<V> reads, RemoteGateway<V> gateway, Installer<V> installer, Fallbacks<V> fallbacks) {}

    Leader(Flight<V> flight, Kind kind, Tools<V> tools, ReadPath.Surroundings around) {
        this.flight = flight;
        this.kind = kind;
        this.tools = tools;
        this.around = around;
    }

    Mode mode() {
        return kind.mode;
    }

    /** Whatever is read from now on is as new as the fence that is remembered now. */
    void begin() {
        flight.fence = tools.reads.fence(flight.slot);
        ticket = around.wakeups().expect(flight.slot.remote().name());
    }

    private void noNeedToWait() {
        if (ticket != null) {
            ticket.close();
        }
    }

    @Override
    public void onHit(ReadOutcome.Hit<V> hit) {
        noNeedToWait();
        tools.installer.installHit(flight, hit);
        flight.result.complete(hit.value());
    }

    @Override
    public void onGranted(ReadOutcome.Granted<V> granted) {
        noNeedToWait();
        kept = granted.previous();
        Keeper lease = Keeper.keep(
                around.time(),
                around.times().leaseNanos(),
                () -> tools.gateway.renew(flight.slot.remote(), flight.token));
        freeKey = () -> {
            lease.end();
            tools.gateway.release(flight.slot.remote(), flight.token);
        };
        CompletableFuture<Loaded<V>> load = load();
        var unused = load.whenComplete((loaded, failure) -> {
            if (failure != null) {
                freeKey.run();
            }
        });
        // kept until it was used: a fill may have to wait its turn
        tools.reads.follow(
                load.thenCompose(loaded -> fill(loaded, granted.grantedAt()))
                        .whenComplete((filled, failure) -> lease.end()),
                flight);
    }

    /** Runs the loader; what it throws is the flight's result just as it was thrown, unless there is a fallback. */
    private CompletableFuture<Loaded<V>> load() {
        return settled(flight.loading.begin(previous()));
    }

    /** As load, unless so many are under way without the remote tier that the source is to be spared. */
    private CompletableFuture<Loaded<V>> loadUnasked() {
        RemoteTierException refusal = around.outageLoads().refusal();
        return refusal == null ? load() : settled(CompletableFuture.failedFuture(refusal));
    }

    private CompletableFuture<Loaded<V>> settled(CompletableFuture<Loaded<V>> load) {
        beginTimeouts();
        // what follows must come after this, and the stages of one future run in no order that can be relied on
        return load.whenComplete((loaded, failure) -> {
            over.complete(true);
            if (failure != null && !isGivenUp) {
                fail(failure);
            }
        });
    }

    private @Nullable Previous<V> previous() {
        ReadOutcome.Hit<V> inL2 = kept;
        if (inL2 != null) {
            V value = inL2.value();
            return value == null
                    ? null
                    : new Previous<>(value, inL2.tags(), inL2.info().validator(), true);
        }
        return tools.reads.previousInL1(flight.slot);
    }

    private void fail(Throwable failure) {
        Fallbacks.Fallback<V> fallback = tools.fallbacks.of(flight, kept);
        if (fallback != null) {
            Entry<V> next = tools.fallbacks.afterFailure(fallback.entry());
            if (tools.installer.installFallback(flight, fallback, next) && answerWith(next)) {
                return;
            }
        }
        if (flight.result.completeExceptionally(failure)) {
            tools.reads.remember(flight, failure);
        }
    }

    /** Answers with what isn't what was asked for; not one who asked for a newer value in so many words. */
    private boolean answerWith(Entry<V> fallback) {
        if (kind == Kind.REFRESH) {
            return false;
        }
        flight.isStale = fallback.isStale(around.time().nanoTime());
        if (flight.result.complete(fallback.value) && flight.isStale) {
            around.counters().staleServed.increment();
        }
        return true;
    }

    private CompletableFuture<Boolean> fill(Loaded<V> loaded, Position grantedAt) {
        boolean nothingToKeep =
                loaded.value() == null && !around.times().lifespans().lifetime().keepsAbsent();
        if (isGivenUp) {
            return Futures.done(false);
        } else if (nothingToKeep) {
            tools.gateway.release(flight.slot.remote(), flight.token);
            return Futures.done(flight.result.complete(null));
        }
        RemoteTier.Life life = around.times().lifespans().of(loaded);
        return stored(loaded, life, grantedAt).thenApply(outcome -> {
            if (outcome == FillOutcome.REJECTED) {
                around.counters().rejectedFills.increment();
            } else {
                tools.installer.installLoaded(flight, loaded, life);
            }
            return flight.result.complete(loaded.value());
        });
    }

    private CompletableFuture<FillOutcome> stored(Loaded<V> loaded, RemoteTier.Life life, Position grantedAt) {
        boolean announce = kept != null || kind != Kind.READ;
        Loaded.Said said = loaded.said();
        if (said.isProlonged()) {
            return tools.gateway.prolong(flight.slot.remote(), flight.token, life, announce);
        }
        return tools.gateway.fill(new Fill<>(
                flight.slot.remote(),
                flight.token,
                loaded.value(),
                life,
                said.tags(),
                said.validator(),
                grantedAt,
                loaded.costNanos(),
                announce));
    }

    @Override
    public void onBusy(ReadOutcome.Busy<V> busy) {
        around.counters().waits.increment();
        kept = busy.previous();
        beginTimeouts();
        long wait = pollNanos;
        pollNanos = Math.min(2 * pollNanos, around.times().leaseNanos() / 2);
        if (ticket != null) {
            // while nobody says that the lease has ended, a hit may be the old value that a refresh is to replace
            ticket.await(
                    woken -> {
                        if (!flight.result.isDone()) {
                            tools.reads.read(this, woken && kind == Kind.REFRESH ? Mode.LOAD : kind.mode);
                        }
                    },
                    wait);
        }
    }

    @Override
    public void onGuarded() {
        noNeedToWait();
        tools.reads.follow(load().thenAccept(loaded -> flight.result.complete(loaded.value())), flight);
    }

    @Override
    public void onAbsent() {
        throw new IllegalStateException("a read for a load never ends so");
    }

    @Override
    public void onDeleted() {
        noNeedToWait();
        flight.result.complete(null);
    }

    @Override
    public void onUndecodable() {
        noNeedToWait();
        tools.reads.read(this, Mode.REPLACE);
    }

    @Override
    public void onUnavailable() {
        noNeedToWait();
        flight.isUnasked = true;
        tools.reads.follow(
                loadUnasked().thenAccept(loaded -> {
                    boolean kept = loaded.value() != null
                            || around.times().lifespans().lifetime().keepsAbsent();
                    if (kept && !isGivenUp) {
                        tools.installer.installUnasked(flight, loaded);
                    }
                    flight.result.complete(loaded.value());
                }),
                flight);
    }

    /** From now on the flight waits for a load, here or elsewhere. */
    private void beginTimeouts() {
        if (isTimed) {
            return;
        }
        isTimed = true;
        Patience patience = around.times().patience();
        if (kind == Kind.READ) {
            runAfter(patience.softNanos(), this::onSoftTimeout);
        }
        runAfter(patience.hardNanos(), this::onHardTimeout);
        var unused = flight.result.whenComplete((value, failure) -> {
            if (!isAnsweredEarly) {
                over.complete(true);
            }
        });
    }

    /**
     * How long a load may take.
     *
     * @param softNanos until an older value is served instead; 0 for however long it takes
     * @param hardNanos until it is given up; 0 for never
     */
    record Patience(long softNanos, long hardNanos) {}

    private void runAfter(long nanos, Runnable action) {
        if (nanos > 0) {
            Runnable cancel = around.time().schedule(() -> Workers.executeOrRun(around.executor(), action), nanos);
            var unused = over.whenComplete((ended, failure) -> cancel.run());
        }
    }

    private void onSoftTimeout() {
        Fallbacks.Fallback<V> fallback = flight.result.isDone() ? null : tools.fallbacks.of(flight, kept);
        if (fallback != null) {
            Entry<V> meanwhile = tools.fallbacks.duringLoad(fallback.entry());
            if (tools.installer.installFallback(flight, fallback, meanwhile)) {
                isAnsweredEarly = true;
                answerWith(meanwhile);
            }
        }
    }

    private void onHardTimeout() {
        if (over.complete(true)) {
            around.counters().loadTimeouts.increment();
            isGivenUp = true;
            noNeedToWait();
            fail(new LoadTimeoutException("key " + flight.slot.local() + " was not loaded within load.hardTimeout="
                    + TimeUnit.NANOSECONDS.toMillis(around.times().patience().hardNanos()) + "ms"));
            freeKey.run();
        }
    }
}
