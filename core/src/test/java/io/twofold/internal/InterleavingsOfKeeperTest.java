package io.twofold.internal;

import static io.twofold.internal.Interleavings.Check.that;
import static io.twofold.internal.Interleavings.shared;
import static io.twofold.internal.Interleavings.together;

import io.twofold.spi.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What was ended isn't prolonged for ever after. */
@Tag("interleavings")
class InterleavingsOfKeeperTest {
    private static Runnable real(TimeSource time) {
        return Keeper.keep(time, 3, () -> CompletableFuture.completedFuture(true))::end;
    }

    /** A copy of {@link Keeper} without its lock. */
    private static final class Twin {
        private final TimeSource time;
        private volatile boolean ended;
        private volatile Runnable cancel = () -> {};

        Twin(TimeSource time) {
            this.time = time;
            scheduleNext();
        }

        private void scheduleNext() {
            if (!ended) {
                cancel = time.schedule(this::scheduleNext, 1);
            }
        }

        void end() {
            ended = true;
            cancel.run();
        }
    }

    private static void schedulesNothingAfterTheEnd(Function<TimeSource, Runnable> maker) {
        StillTime time = shared(new StillTime());
        Runnable end = shared(maker.apply(time));
        Runnable due = time.scheduled.remove(0).task();
        together(due, end);
        that(time.scheduled.isEmpty());
    }

    @Test
    void endWhileItIsProlonged_isTheEnd() {
        Interleavings.holds(() -> schedulesNothingAfterTheEnd(InterleavingsOfKeeperTest::real));
    }

    @Test
    void endWithoutALock_mayBeMissed() {
        Interleavings.breaks(() -> schedulesNothingAfterTheEnd(time -> new Twin(time)::end));
    }
}
