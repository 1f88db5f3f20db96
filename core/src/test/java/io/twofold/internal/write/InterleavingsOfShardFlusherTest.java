package io.twofold.internal.write;

import static io.twofold.internal.Interleavings.Check.that;
import static io.twofold.internal.Interleavings.shared;
import static io.twofold.internal.Interleavings.together;

import io.twofold.CacheSpec;
import io.twofold.WriteBatch;
import io.twofold.internal.Interleavings;
import io.twofold.internal.StillTime;
import io.twofold.internal.codec.EntryCodec;
import io.twofold.internal.codec.KeyMapper;
import io.twofold.spi.CodecException;
import io.twofold.spi.DirtyStore;
import io.twofold.spi.DirtyStore.Item;
import io.twofold.spi.DirtyStore.State;
import io.twofold.spi.DirtyStore.Take;
import io.twofold.spi.DirtyStore.Taken;
import io.twofold.spi.DirtyStore.Version;
import io.twofold.spi.KeyCodec;
import io.twofold.spi.RandomSource;
import io.twofold.spi.ValueCodec;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Polls of a shard come one after the other, a flush ends when what was put before it is written, a batch from before
 * the lease was lost undoes nothing, and whoever closes is done with the shard.
 */
@Tag("interleavings")
class InterleavingsOfShardFlusherTest {
    private static final CacheSpec SPEC = CacheSpec.parse("ttl=10m, write=behind, write.delay=1s");
    private static final KeyMapper<String> KEYS = new KeyMapper<>(new Names(), 1);
    private static final String ID = KEYS.remoteKey(null, "key").id();
    private static final Translator<String, String> TRANSLATOR =
            new Translator<>(KEYS, EntryCodec.of(new NoValues(), SPEC, name -> {
                throw new IllegalArgumentException(name);
            }));

    /** What these tests use of {@link ShardFlusher}. */
    private interface Flusher {
        void poll();

        CompletableFuture<Boolean> flush();

        CompletableFuture<?> close();
    }

    /** Who the flusher is, and what is around it. */
    private record Around(String holder, Shard shard, Clock clock) {}

    private static final class Names implements KeyCodec<String> {
        @Override
        public String encode(String key) {
            return key;
        }

        @Override
        public String decode(String text) {
            return text;
        }
    }

    /** Whatever is put here deletes. */
    private static final class NoValues implements ValueCodec<String> {
        @Override
        public byte id() {
            return 100;
        }

        @Override
        public int fingerprint() {
            return 0;
        }

        @Override
        public byte[] encode(String value) {
            throw new CodecException("there are no values");
        }

        @Override
        public String decode(ByteBuffer bytes) {
            throw new CodecException("there are no values");
        }
    }

    /** Time that goes on by a tick whenever somebody looks. */
    private static final class Clock extends StillTime {
        private final AtomicLong ticks = new AtomicLong();

        @Override
        public long nanoTime() {
            return ticks.incrementAndGet();
        }
    }

    /**
     * A shard of one key on the server, and the key's row in the source. What is asked happens at once; a take is
     * answered when a test says so.
     */
    private static final class Shard {
        private long version;
        private boolean dirty;
        private String holder = "";
        private long fence;
        private final List<Runnable> answers = new ArrayList<>();
        private int most;
        private long row;
        private long rowFence;
        private boolean writtenWithoutLease;

        synchronized void put() {
            version++;
            dirty = true;
        }

        synchronized void loseLease() {
            holder = "";
        }

        synchronized CompletableFuture<Taken> take(String by) {
            if (holder.isEmpty()) {
                holder = by;
                fence++;
            }
            boolean mine = holder.equals(by);
            List<Item> items = mine && dirty ? List.of(new Item(ID, version, 0, null)) : List.of();
            Taken taken = new Taken(mine ? fence : 0, new State(dirty ? 1 : 0, dirty ? 0 : -1, 0, 0), items);
            CompletableFuture<Taken> reply = new CompletableFuture<>();
            answers.add(() -> reply.complete(taken));
            most = Math.max(most, answers.size());
            return reply;
        }

        synchronized boolean written(String by, long with, long writtenVersion) {
            if (!holder.equals(by) || fence != with) {
                return false;
            }
            dirty = dirty && version != writtenVersion;
            return true;
        }

        synchronized boolean release(String by) {
            boolean mine = holder.equals(by);
            holder = mine ? "" : holder;
            return mine;
        }

        synchronized long newest() {
            return version;
        }

        synchronized boolean isDirty() {
            return dirty;
        }

        /** The source: it refuses an older fencing token, as the docs tell it to. */
        synchronized boolean write(String by, WriteBatch<String, String> batch) {
            if (batch.fencingToken() < rowFence) {
                return false;
            }
            rowFence = batch.fencingToken();
            row = batch.writes().get(0).version();
            writtenWithoutLease |= !holder.equals(by);
            return true;
        }

        /** Answers the take that was asked first; false if none was. */
        boolean answer() {
            Runnable first;
            synchronized (this) {
                first = answers.isEmpty() ? null : answers.remove(0);
            }
            if (first != null) {
                first.run();
            }
            return first != null;
        }

        void answerAll() {
            while (answer()) {
                // each may ask for the next
            }
        }
    }

    private static final class NoChance implements RandomSource {
        @Override
        public String identity() {
            return "an identity of nobody";
        }

        @Override
        public double fraction() {
            return 0;
        }
    }

    @SuppressWarnings("ReferenceEquality") // of a proxy there is nothing else to compare
    private static DirtyStore store(Around around) {
        Shard shard = around.shard;
        return (DirtyStore) Proxy.newProxyInstance(
                DirtyStore.class.getClassLoader(),
                new Class<?>[] {DirtyStore.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "take" -> shard.take(((Take) arguments[1]).holder());
                    case "written" -> {
                        Version version = (Version) ((List<?>) arguments[3]).get(0);
                        yield CompletableFuture.completedFuture(
                                shard.written((String) arguments[1], (long) arguments[2], version.version()));
                    }
                    case "release" -> CompletableFuture.completedFuture(shard.release((String) arguments[1]));
                    case "renew" -> CompletableFuture.completedFuture(true);
                    case "failed" -> CompletableFuture.completedFuture(DirtyStore.Failed.LEASE_LOST);
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> "a store";
                });
    }

    private static Flusher real(Around around) {
        BehindSettings settings = new BehindSettings(
                "cache", SPEC, 1, around.holder, Runnable::run, around.clock, new NoChance(), (message, cause) -> {});
        BatchRun<String, String> run = new BatchRun<>(
                "cache",
                0,
                batch -> {
                    if (!around.shard.write(around.holder + "-0", batch)) {
                        throw new IllegalStateException("a newer flusher has been here");
                    }
                },
                TRANSLATOR,
                new Tally());
        ShardFlusher<String, String> flusher = shared(new ShardFlusher<>(0, store(around), run, TRANSLATOR, settings));
        return new Flusher() {
            @Override
            public void poll() {
                flusher.poll();
            }

            @Override
            public CompletableFuture<Boolean> flush() {
                return flusher.flush();
            }

            @Override
            public CompletableFuture<?> close() {
                return flusher.close();
            }
        };
    }

    private enum Flaw {
        POLLS_WITHOUT_A_LOCK,
        LOOKS_BEFORE_IT_LOCKS,
        BELIEVES_AN_OLDER_ANSWER,
        TELLS_WHAT_IS_NEWEST,
        WRITES_WITH_ANY_TOKEN,
        PROLONGS_WITHOUT_A_LOCK,
        RELEASES_AT_ONCE,
        LEAVES_FLUSHES
    }

    /** A copy of {@link ShardFlusher} with a flaw. */
    private static final class Twin implements Flusher {
        private static final long NEWEST = 1_000;

        private final String holder;
        private final Shard shard;
        private final Clock clock;
        private final Flaw flaw;
        private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
        private final List<Flush> flushes = new ArrayList<>();
        private Runnable cancelNext = () -> {};
        private volatile boolean polling;
        private volatile boolean again;
        private boolean closed;

        private record Flush(long beganAt, CompletableFuture<Boolean> done) {}

        Twin(Around around, Flaw flaw) {
            this.holder = around.holder + "-0";
            this.shard = around.shard;
            this.clock = around.clock;
            this.flaw = flaw;
        }

        @Override
        public void poll() {
            if (flaw == Flaw.POLLS_WITHOUT_A_LOCK) {
                if (polling) {
                    again = true;
                    return;
                }
                polling = true;
            } else {
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    if (polling) {
                        again = true;
                        return;
                    }
                    polling = true;
                    cancelNext.run();
                }
            }
            long askedAt = clock.nanoTime();
            shard.take(holder).thenAccept(taken -> taken(taken, askedAt));
        }

        private void taken(Taken taken, long askedAt) {
            List<Flush> over = new ArrayList<>();
            boolean flushing;
            boolean mayWrite;
            synchronized (this) {
                for (Flush flush : flushes) {
                    boolean older = askedAt < flush.beganAt && flaw != Flaw.BELIEVES_AN_OLDER_ANSWER;
                    if (taken.state().oldestMillis() < 0 && !older) {
                        over.add(flush);
                    }
                }
                flushes.removeAll(over);
                flushing = !flushes.isEmpty();
                mayWrite = !closed || flaw == Flaw.RELEASES_AT_ONCE;
            }
            over.forEach(flush -> flush.done.complete(true));
            if (!taken.items().isEmpty() && mayWrite) {
                write(taken);
                next(flushing);
            } else {
                next(false);
            }
        }

        private void write(Taken taken) {
            Renewal renewal = new Renewal();
            renewal.next();
            Item item = taken.items().get(0);
            long fence = flaw == Flaw.WRITES_WITH_ANY_TOKEN ? NEWEST : taken.fence();
            try {
                var write = new WriteBatch.Write<String, String>(null, "key", null, item.version(), 0);
                if (shard.write(holder, new WriteBatch<>("cache", 0, fence, List.of(write)))) {
                    boolean newest = flaw == Flaw.TELLS_WHAT_IS_NEWEST;
                    shard.written(holder, taken.fence(), newest ? shard.newest() : item.version());
                }
            } finally {
                renewal.end();
            }
        }

        private void next(boolean atOnce) {
            boolean now = again || atOnce;
            boolean over;
            synchronized (this) {
                if (flaw != Flaw.LOOKS_BEFORE_IT_LOCKS) {
                    now = again || atOnce;
                }
                polling = false;
                again = false;
                over = closed;
                if (!now && !closed) {
                    cancelNext = clock.schedule(this::poll, 1);
                }
            }
            if (over) {
                ended.complete(true);
            } else if (now) {
                poll();
            }
        }

        @Override
        public CompletableFuture<Boolean> flush() {
            Flush flush = new Flush(clock.nanoTime(), new CompletableFuture<>());
            synchronized (this) {
                if (closed && flaw != Flaw.LEAVES_FLUSHES) {
                    flush.done.complete(false);
                }
                flushes.add(flush);
            }
            poll();
            return flush.done;
        }

        @Override
        public CompletableFuture<?> close() {
            synchronized (this) {
                closed = true;
                cancelNext.run();
                if (flaw != Flaw.LEAVES_FLUSHES) {
                    flushes.forEach(flush -> flush.done.complete(false));
                }
                if (!polling || flaw == Flaw.RELEASES_AT_ONCE) {
                    ended.complete(true);
                }
            }
            return ended.thenApply(done -> shard.release(holder));
        }

        private final class Renewal {
            private volatile boolean over;
            private volatile Runnable cancel = () -> {};

            void next() {
                if (flaw == Flaw.PROLONGS_WITHOUT_A_LOCK) {
                    schedule();
                } else {
                    synchronized (this) {
                        schedule();
                    }
                }
            }

            private void schedule() {
                if (!over) {
                    cancel = clock.schedule(this::next, 1);
                }
            }

            void end() {
                if (flaw == Flaw.PROLONGS_WITHOUT_A_LOCK) {
                    over = true;
                    cancel.run();
                } else {
                    synchronized (this) {
                        over = true;
                        cancel.run();
                    }
                }
            }
        }
    }

    private static Function<Around, Flusher> twin(Flaw flaw) {
        return around -> new Twin(around, flaw);
    }

    /** A scenario with one flusher. */
    private static final class Scene {
        final Shard shard = shared(new Shard());
        final Clock clock = shared(new Clock());
        final Flusher flusher;
        final List<CompletableFuture<?>> ends = shared(new ArrayList<>());

        Scene(Function<Around, Flusher> maker) {
            flusher = shared(maker.apply(new Around("a", shard, clock)));
        }

        /** Flushes, and checks that what was put before is written when it says so. */
        void flush() {
            CompletableFuture<Boolean> flush = flusher.flush();
            ended(flush.thenAccept(complete -> that(!complete || !shard.isDirty())));
        }

        void ended(CompletableFuture<?> end) {
            synchronized (ends) {
                ends.add(end);
            }
        }

        /** Whatever is waited for has happened, and nobody has seen anything wrong. */
        void checkEnds() {
            for (CompletableFuture<?> end : ends) {
                that(end.isDone() && !end.isCompletedExceptionally());
            }
        }
    }

    private static void onePollAtATime(Function<Around, Flusher> maker) {
        Scene scene = new Scene(maker);
        together(scene.flusher::poll, scene.flusher::poll);
        that(scene.shard.most == 1);
    }

    @Test
    void twoPollAtOnce_oneTakeIsUnderWay() {
        Interleavings.holds(() -> onePollAtATime(InterleavingsOfShardFlusherTest::real));
    }

    @Test
    void twoPollAtOnce_withoutALock_haveTwoTakesUnderWay() {
        Interleavings.breaks(() -> onePollAtATime(twin(Flaw.POLLS_WITHOUT_A_LOCK)));
    }

    /** Somebody puts and flushes while an answer from before comes: the flush ends, and not before the put is written. */
    private static void flushEndsWhenThePutIsWritten(Function<Around, Flusher> maker) {
        Scene scene = new Scene(maker);
        scene.flusher.poll();
        together(
                () -> {
                    scene.shard.put();
                    scene.flush();
                },
                scene.shard::answer);
        scene.shard.answerAll();
        scene.checkEnds();
        that(scene.shard.row == 1);
    }

    @Test
    void flushWhileAPollEnds_endsWhenWhatWasPutIsWritten() {
        Interleavings.holds(() -> flushEndsWhenThePutIsWritten(InterleavingsOfShardFlusherTest::real));
    }

    @Test
    void flushWhileAPollEnds_lookedForBeforeTheLock_mayBeForgotten() {
        Interleavings.breaks(() -> flushEndsWhenThePutIsWritten(twin(Flaw.LOOKS_BEFORE_IT_LOCKS)));
    }

    @Test
    void flushWhileAPollEnds_thatBelievesAnOlderAnswer_endsTooEarly() {
        Interleavings.breaks(() -> flushEndsWhenThePutIsWritten(twin(Flaw.BELIEVES_AN_OLDER_ANSWER)));
    }

    /** A newer version is put while the one before is written. */
    private static void putDuringTheWriteIsWrittenToo(Function<Around, Flusher> maker) {
        Scene scene = new Scene(maker);
        scene.shard.put();
        scene.flusher.poll();
        together(scene.shard::answer, scene.shard::put);
        scene.clock.runNext();
        scene.shard.answerAll();
        that(scene.shard.row == 2);
    }

    @Test
    void putDuringTheWrite_isWrittenNext() {
        Interleavings.holds(() -> putDuringTheWriteIsWrittenToo(InterleavingsOfShardFlusherTest::real));
    }

    @Test
    void putDuringTheWrite_thatCountsAsWrittenWithIt_mayBeLost() {
        Interleavings.breaks(() -> putDuringTheWriteIsWrittenToo(twin(Flaw.TELLS_WHAT_IS_NEWEST)));
    }

    /** The lease is lost before a batch is written, and another has what was put since to write. */
    private static void newestStaysAfterALostLease(Function<Around, Flusher> maker) {
        Scene scene = new Scene(maker);
        Flusher other = shared(maker.apply(new Around("b", scene.shard, scene.clock)));
        scene.shard.put();
        scene.flusher.poll();
        scene.shard.loseLease();
        scene.shard.put();
        other.poll();
        together(scene.shard::answer, scene.shard::answer);
        scene.ended(other.flush());
        scene.shard.answerAll();
        for (int i = 0; i < 4 && scene.shard.isDirty(); i++) {
            scene.clock.runNext();
            scene.shard.answerAll();
        }
        that(scene.shard.row == 2);
    }

    @Test
    void leaseLostDuringTheWrite_newestStays() {
        Interleavings.holds(() -> newestStaysAfterALostLease(InterleavingsOfShardFlusherTest::real));
    }

    @Test
    void leaseLostDuringTheWrite_withAnyToken_mayBringAnOlderValueBack() {
        Interleavings.breaks(() -> newestStaysAfterALostLease(twin(Flaw.WRITES_WITH_ANY_TOKEN)));
    }

    /** The lease is due to be prolonged as the batch ends: what is left is the next poll, and nothing else. */
    private static void nothingIsProlongedAfterTheEnd(Function<Around, Flusher> maker) {
        Scene scene = new Scene(maker);
        scene.shard.put();
        scene.flusher.poll();
        together(scene.shard::answer, scene.clock::runNext);
        scene.shard.answerAll();
        that(scene.clock.waiting() == 1);
    }

    @Test
    void batchEndsWhileTheLeaseIsProlonged_isTheEnd() {
        Interleavings.holds(() -> nothingIsProlongedAfterTheEnd(InterleavingsOfShardFlusherTest::real));
    }

    @Test
    void batchEndsWhileTheLeaseIsProlonged_withoutALock_isProlongedForEver() {
        Interleavings.breaks(() -> nothingIsProlongedAfterTheEnd(twin(Flaw.PROLONGS_WITHOUT_A_LOCK)));
    }

    private static void checkThatItIsOver(Scene scene) {
        scene.shard.answerAll();
        scene.checkEnds();
        that(scene.shard.holder.isEmpty());
        that(!scene.shard.writtenWithoutLease);
        that(scene.clock.waiting() == 0);
    }

    /** Whoever closes while a poll begins: nobody has the lease after that. */
    private static void closedWhileAPollBegins(Function<Around, Flusher> maker) {
        Scene scene = new Scene(maker);
        scene.shard.put();
        together(scene.flusher::poll, () -> scene.ended(scene.flusher.close()));
        checkThatItIsOver(scene);
    }

    /** Whoever closes while a poll ends: nothing is written without the lease. */
    private static void closedWhileAPollEnds(Function<Around, Flusher> maker) {
        Scene scene = new Scene(maker);
        scene.shard.put();
        scene.flusher.poll();
        together(scene.shard::answer, () -> scene.ended(scene.flusher.close()));
        checkThatItIsOver(scene);
    }

    @Test
    void closedWhileAPollBegins_leavesTheLease() {
        Interleavings.holds(() -> closedWhileAPollBegins(InterleavingsOfShardFlusherTest::real));
    }

    @Test
    void closedWhileAPollBegins_releasedAtOnce_mayHaveTheLeaseAgain() {
        Interleavings.breaks(() -> closedWhileAPollBegins(twin(Flaw.RELEASES_AT_ONCE)));
    }

    @Test
    void closedWhileAPollEnds_writesNothingWithoutTheLease() {
        Interleavings.holds(() -> closedWhileAPollEnds(InterleavingsOfShardFlusherTest::real));
    }

    @Test
    void closedWhileAPollEnds_releasedAtOnce_mayWriteWithoutTheLease() {
        Interleavings.breaks(() -> closedWhileAPollEnds(twin(Flaw.RELEASES_AT_ONCE)));
    }

    /** Somebody flushes while another closes: he doesn't wait for what won't happen any more. */
    private static void flushedWhileItIsClosed(Function<Around, Flusher> maker) {
        Scene scene = new Scene(maker);
        scene.shard.put();
        together(scene::flush, () -> scene.ended(scene.flusher.close()));
        checkThatItIsOver(scene);
    }

    @Test
    void flushedWhileItIsClosed_ends() {
        Interleavings.holds(() -> flushedWhileItIsClosed(InterleavingsOfShardFlusherTest::real));
    }

    @Test
    void flushedWhileItIsClosed_leftAlone_mayWaitForEver() {
        Interleavings.breaks(() -> flushedWhileItIsClosed(twin(Flaw.LEAVES_FLUSHES)));
    }
}
