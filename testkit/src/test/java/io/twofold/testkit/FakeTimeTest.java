package io.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FakeTimeTest {
    private final FakeTime time = new FakeTime();
    private final long start = time.nanoTime();
    private final List<String> ran = new ArrayList<>();

    private void at(long millis, String name) {
        time.schedule(() -> ran.add(name + "@" + elapsedMillis()), TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private long elapsedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(time.nanoTime() - start);
    }

    @Test
    void advance_pastTasks_runsEachAtItsTimeInOrder() {
        at(30, "c");
        at(10, "a");
        at(10, "b");
        at(50, "late");
        time.advance(Duration.ofMillis(40));
        assertThat(ran).containsExactly("a@10", "b@10", "c@30");
        assertThat(elapsedMillis()).isEqualTo(40);
        assertThat(time.pendingTasks()).isOne();
    }

    @Test
    void advance_pastATaskThatSchedulesAnother_runsThatToo() {
        time.schedule(() -> at(10, "second"), TimeUnit.MILLISECONDS.toNanos(10));
        time.advance(Duration.ofMillis(20));
        assertThat(ran).containsExactly("second@20");
    }

    @Test
    void cancel_ofATask_keepsItFromRunning() {
        Runnable cancel = time.schedule(() -> ran.add("cancelled"), 1);
        cancel.run();
        time.advance(Duration.ofSeconds(1));
        assertThat(ran).isEmpty();
    }

    @Test
    void advance_byNothing_runsWhatIsDue() {
        time.schedule(() -> ran.add("now"), 0);
        assertThat(ran).isEmpty();
        time.advance(Duration.ZERO);
        assertThat(ran).containsExactly("now");
    }

    @Test
    void clocks_ofAllKinds_moveTogether() {
        long millis = time.epochMillis();
        time.advance(Duration.ofSeconds(3));
        assertThat(time.coarseNanoTime()).isEqualTo(time.nanoTime()).isEqualTo(start + 3_000_000_000L);
        assertThat(time.epochMillis()).isEqualTo(millis + 3_000);
        assertThat(time.coarseLagNanos()).isZero();
    }

    @Test
    void advance_overTheEndOfTheNumbers_goesOn() {
        FakeTime wrapping = new FakeTime(Long.MAX_VALUE - 5);
        wrapping.schedule(() -> ran.add("after"), 10);
        wrapping.advance(Duration.ofNanos(20));
        assertThat(wrapping.nanoTime()).isEqualTo(Long.MIN_VALUE + 14);
        assertThat(ran).containsExactly("after");
    }

    @Test
    void advance_backwardsOrFromATask_isRefused() {
        assertThatThrownBy(() -> time.advance(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
        time.schedule(() -> time.advance(Duration.ZERO), 1);
        assertThatThrownBy(() -> time.advance(Duration.ofNanos(1))).isInstanceOf(IllegalStateException.class);
    }
}
