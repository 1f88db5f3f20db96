package io.twofold.redis;

import io.twofold.spi.ReadReply;
import io.twofold.spi.ReadRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.redisson.api.RedissonClient;

/**
 * Sends {@linkplain Look looks}. A few are under way at a time; reads that come meanwhile wait, and go out together as
 * the next one. So a server that is quick is asked at once, and one that is busy is asked less often, for more.
 *
 * <p>A read waits no longer than a call may take, waiting and being under way together.
 */
final class Looks {
    /** So many entries go into one look: a server answers nobody else meanwhile. */
    static final int AT_ONCE = 256;

    private static final int UNDER_WAY = 2;
    /** While a look for more than so many is under way, reads wait for its end: they are many, and go out together. */
    private static final int FEW = 4;
    /** But not for one that takes so long: its connection may be dead, and another not. */
    static final long LONGEST_HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final RedissonClient client;
    private final KeyLayout layout;
    private final ServerClock clock;
    private final Controls controls;
    private final Turnstile turnstile;
    private final TimeLimit limit;
    private final long timeoutMillis;
    private final LongSupplier nanoTime;
    private final MultiGet within;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger free = new AtomicInteger(UNDER_WAY);
    /** How many looks for more than a few are under way. */
    private final AtomicInteger large = new AtomicInteger();
    /** Since when the last of them is. */
    private volatile long largeSince;

    Looks(RedissonClient client, KeyLayout layout, ServerClock clock, Turnstile turnstile, Duration timeout) {
        this(client, layout, clock, turnstile, timeout, System::nanoTime);
    }

    /** @param nanoTime tells how long reads have waited */
    Looks(
            RedissonClient client,
            KeyLayout layout,
            ServerClock clock,
            Turnstile turnstile,
            Duration timeout,
            LongSupplier nanoTime) {
        this.client = client;
        this.layout = layout;
        this.clock = clock;
        this.turnstile = turnstile;
        this.controls = new Controls(layout.shards());
        this.limit = new TimeLimit(timeout);
        this.timeoutMillis = timeout.toMillis();
        this.nanoTime = nanoTime;
        this.within = MultiGet.by(client, timeout);
    }

    /** One read that waits, or is under way. */
    private static final class Waiting {
        final ReadRequest request;
        final long since;
        final CompletableFuture<Optional<ReadReply>> result = new CompletableFuture<>();

        Waiting(ReadRequest request, long since) {
            this.request = request;
            this.since = since;
        }
    }

    /** Looks for a hit, together with others that wait. */
    CompletableFuture<Optional<ReadReply>> one(ReadRequest request) {
        Waiting mine = new Waiting(request, nanoTime.getAsLong());
        waiting.add(mine);
        sendWaiting();
        return mine.result;
    }

    /** Looks at once, with one command; in the order of the requests, {@link #AT_ONCE} at most. */
    CompletableFuture<List<Optional<ReadReply>>> all(List<ReadRequest> requests) {
        Look look = new Look(layout, clock, controls, requests);
        return replies(within, timeoutMillis, look);
    }

    private void sendWaiting() {
        while (!waiting.isEmpty() && !areHeld() && enter()) {
            List<Waiting> together = new ArrayList<>();
            for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
                together.add(next);
                if (together.size() == AT_ONCE) {
                    break;
                }
            }
            if (together.isEmpty()) {
                free.incrementAndGet();
            } else {
                send(together);
            }
        }
    }

    private boolean areHeld() {
        return large.get() > 0 && nanoTime.getAsLong() - largeSince < LONGEST_HOLD_NANOS;
    }

    private boolean enter() {
        int left = free.get();
        while (left > 0) {
            if (free.compareAndSet(left, left - 1)) {
                return true;
            }
            left = free.get();
        }
        return false;
    }

    private void send(List<Waiting> together) {
        long now = nanoTime.getAsLong();
        if (limit.isHardlyTouched(now - together.get(0).since)) {
            send(together, within, timeoutMillis);
        } else {
            sendLate(together, now);
        }
    }

    /** Some have waited for long, others hardly: each has its own time, and none takes that of another. */
    private void sendLate(List<Waiting> together, long now) {
        List<Waiting> inTime = new ArrayList<>(together.size());
        List<Waiting> tooLate = new ArrayList<>();
        long longest = 0;
        for (Waiting each : together) {
            long left = limit.leftMillis(now - each.since);
            longest = Math.max(longest, left);
            (left == 0 ? tooLate : inTime).add(each);
        }
        if (inTime.isEmpty()) {
            free.incrementAndGet();
        } else {
            for (Waiting each : inTime) {
                each.result.orTimeout(limit.leftMillis(now - each.since), TimeUnit.MILLISECONDS);
            }
            send(inTime, MultiGet.by(client, Duration.ofMillis(longest)), longest);
        }
        if (!tooLate.isEmpty()) {
            fail(tooLate, limit.exceeded());
        }
    }

    private void send(List<Waiting> together, MultiGet server, long withinMillis) {
        List<ReadRequest> requests = new ArrayList<>(together.size());
        together.forEach(each -> requests.add(each.request));
        Look look = new Look(layout, clock, controls, requests);
        int counted = together.size() > FEW ? 1 : 0;
        if (counted > 0) {
            largeSince = nanoTime.getAsLong();
        }
        large.addAndGet(counted);
        var unused = replies(server, withinMillis, look).whenComplete((replies, failure) -> {
            large.addAndGet(-counted);
            free.incrementAndGet();
            sendWaiting(); // the server need not wait while those who read go on
            if (failure != null) {
                fail(together, failure);
                return;
            }
            for (int i = 0; i < together.size(); i++) {
                together.get(i).result.complete(replies.get(i));
            }
        });
    }

    private static void fail(List<Waiting> together, Throwable failure) {
        together.forEach(each -> each.result.completeExceptionally(failure));
    }

    private CompletableFuture<List<Optional<ReadReply>>> replies(MultiGet server, long withinMillis, Look look) {
        return turnstile
                .pass(() -> ScriptRunner.guarded(() -> server.values(look.asked())), withinMillis)
                .thenApply(look::replies)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(Failures.explained(failure)));
    }
}
