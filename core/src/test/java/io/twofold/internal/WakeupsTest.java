package io.twofold.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WakeupsTest {
    private final StillTime time = new StillTime();
    private final Wakeups wakeups = new Wakeups(time);
    private final List<Boolean> calls = new ArrayList<>();

    @Test
    void wake_ofAName_callsEachWhoWaitsForIt() {
        wakeups.expect("k").await(calls::add, 50);
        wakeups.expect("k").await(calls::add, 50);
        wakeups.expect("other").await(woken -> calls.add(null), 50);
        wakeups.wake("k");
        assertThat(calls).containsExactly(true, true);
        wakeups.wake("k");
        assertThat(calls).hasSize(2);
    }

    @Test
    void wake_beforeTheWait_callsAtOnce() {
        Wakeups.Ticket ticket = wakeups.expect("k");
        wakeups.wake("k");
        ticket.await(calls::add, 50);
        assertThat(calls).containsExactly(true);
        assertThat(time.scheduled).isEmpty();
    }

    @Test
    void time_thatIsOver_callsOnceAndTakesTheTicketBack() {
        wakeups.expect("k").await(calls::add, 50);
        assertThat(time.scheduled).extracting(StillTime.Scheduled::delayNanos).containsExactly(50L);
        assertThat(time.runNext()).isTrue();
        assertThat(calls).containsExactly(false);
        wakeups.wake("k");
        assertThat(calls).hasSize(1);
    }

    @Test
    void time_thatIsOverAfterTheWakeUp_callsNoMore() {
        wakeups.expect("k").await(calls::add, 50);
        wakeups.wake("k");
        while (!time.scheduled.isEmpty()) {
            assertThat(time.runNext()).isTrue();
        }
        assertThat(calls).containsExactly(true);
    }

    @Test
    void ticketGivenBack_isNotCalled() {
        try (Wakeups.Ticket ticket = wakeups.expect("k")) {
            assertThat(ticket).isNotNull();
        }
        wakeups.wake("k");
        assertThat(calls).isEmpty();
    }
}
