package io.twofold.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.spi.RemoteKey;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FlightsTest {
    private static final long TRUST = 100;

    private final Fences fences = new Fences();
    private final Flights<String> flights = new Flights<>(fences, TRUST);
    private Validity validity = Validity.unlimited(0);
    private long now;

    private Flight<String> candidate(String key) {
        Slot slot = new Slot(key, new RemoteKey(0, key, key));
        Flight.Fence fence =
                new Flight.Fence(fences.stamp(key), validity, fences.tags().stamp(), now);
        return new Flight<>(slot, previous -> new CompletableFuture<>(), 0, Runnable::run, fence);
    }

    @Test
    void secondFlightOfAKey_joinsTheFirst() {
        Flight<String> first = candidate("k");
        assertThat(flights.joinOrAdd(first)).isSameAs(first);
        assertThat(flights.joinOrAdd(candidate("k"))).isSameAs(first);
        Flight<String> other = candidate("other");
        assertThat(flights.joinOrAdd(other)).isSameAs(other);
    }

    @Test
    void flightThatWasFenced_isJoinedNoMore() {
        Flight<String> first = candidate("k");
        flights.joinOrAdd(first);
        fences.raise("k");
        Flight<String> second = candidate("k");
        assertThat(flights.joinOrAdd(second)).isSameAs(second);
        assertThat(flights.joinOrAdd(candidate("k"))).isSameAs(second);
        assertThat(first.result).isNotDone();
        flights.land(first);
        assertThat(flights.joinOrAdd(candidate("k")))
                .as("the older one's end isn't its")
                .isSameAs(second);
    }

    @Test
    void flightFromBeforeAnyTagWasInvalidated_isJoinedNoMore() {
        flights.joinOrAdd(candidate("k"));
        fences.tags().raise("t");
        Flight<String> second = candidate("k");
        assertThat(flights.joinOrAdd(second)).isSameAs(second);
        assertThat(flights.joinOrAdd(candidate("k"))).isSameAs(second);
    }

    @Test
    void flightWhoseShardWasDropped_isJoinedNoMore() {
        flights.joinOrAdd(candidate("k"));
        validity = validity.replace(0);
        Flight<String> second = candidate("k");
        assertThat(flights.joinOrAdd(second)).isSameAs(second);
    }

    @Test
    void flightOlderThanMaxStaleness_isJoinedOnlyWithEvidence() {
        Flight<String> proved = candidate("proved");
        flights.joinOrAdd(proved);
        validity = Validity.withoutEvidence(0);
        Flight<String> unproved = candidate("unproved");
        flights.joinOrAdd(unproved);
        now = TRUST - 1;
        assertThat(flights.joinOrAdd(candidate("unproved"))).isSameAs(unproved);
        now = TRUST;
        assertThat(flights.joinOrAdd(candidate("proved"))).isSameAs(proved);
        assertThat(flights.joinOrAdd(candidate("unproved"))).isNotSameAs(unproved);
    }

    @Test
    void flightOlderThanMaxStaleness_thatDidNotAskTheRemoteTier_isNotJoinedWithEvidenceEither() {
        Flight<String> unasked = candidate("k");
        unasked.isUnasked = true;
        flights.joinOrAdd(unasked);
        now = TRUST - 1;
        assertThat(flights.joinOrAdd(candidate("k"))).isSameAs(unasked);
        now = TRUST;
        assertThat(flights.joinOrAdd(candidate("k"))).isNotSameAs(unasked);
    }

    @Test
    void flightThatHasItsResult_isJoinedNoMore() {
        Flight<String> first = candidate("k");
        flights.joinOrAdd(first);
        first.result.complete("v");
        Flight<String> second = candidate("k");
        assertThat(flights.joinOrAdd(second)).isSameAs(second);
    }

    @Test
    void flightThatLanded_isForgotten() {
        Flight<String> first = candidate("k");
        flights.joinOrAdd(first);
        flights.land(first);
        Flight<String> second = candidate("k");
        assertThat(flights.joinOrAdd(second)).isSameAs(second);
    }

    @Test
    void close_failsEveryFlightNowAndLater() {
        Flight<String> before = candidate("k");
        flights.joinOrAdd(before);
        IllegalStateException reason = new IllegalStateException("closed");
        flights.close(reason);
        Flight<String> after = flights.joinOrAdd(candidate("k"));
        assertThat(before.result).isCompletedExceptionally();
        assertThat(after.result).isCompletedExceptionally();
        assertThat(after.result.handle((value, failure) -> failure)).isCompletedWithValue(reason);
    }
}
