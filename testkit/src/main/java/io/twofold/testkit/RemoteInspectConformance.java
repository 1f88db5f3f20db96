package io.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.spi.Change;
import io.twofold.spi.Head;
import io.twofold.spi.Inspection;
import io.twofold.spi.Inspection.Standing;
import io.twofold.spi.NewEntry;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply.Absent;
import io.twofold.spi.ReadReply.Busy;
import io.twofold.spi.ReadReply.Granted;
import io.twofold.spi.ReadRequest.Mode;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.RemoteTier;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What every {@link RemoteTier} must tell when it is asked of a key; part of {@link RemoteTierConformance}. */
abstract class RemoteInspectConformance extends RemoteTierHarness {
    private static final long SHORT_MILLIS = 100;

    private static Inspection inspect(RemoteTier tier) {
        return Await.value(tier.inspect(KEY));
    }

    private static Inspection.Stored entry(RemoteTier tier) {
        return Objects.requireNonNull(inspect(tier).entry());
    }

    private void put(RemoteTier tier, long ttlMillis, String... tags) {
        NewEntry entry = new NewEntry(bytes("value"), ttlMillis, 0, List.of(tags));
        Await.value(tier.change(new Change.Put(KEY, entry, unique("nonce"))));
    }

    @Test
    void inspect_ofAShardWithoutHistory_findsNothingAndBeginsNone() {
        RemoteTier tier = node("a");
        assertThat(inspect(tier)).isEqualTo(new Inspection(null, 0, null, null, List.of(), null));
        assertThat(inspect(node("b"))).as("the first changed nothing").isEqualTo(inspect(tier));
    }

    @Test
    void inspect_ofAnEntry_tellsAllOfIt() {
        RemoteTier tier = node("a");
        put(tier, LONG, "red", "blue");
        Head head = head(tier);
        Inspection found = inspect(node("b"));
        assertThat(found.head()).isEqualTo(head);
        assertThat(found.lease()).isNull();
        assertThat(found.guards()).isEmpty();
        assertThat(entry(tier).standing()).isEqualTo(Standing.SERVABLE);
        assertThat(entry(tier).filledAt()).isEqualTo(head.position());
        assertThat(entry(tier).envelope()).isEqualTo(bytes("value"));
        assertThat(entry(tier).remainingMillis()).isBetween(1L, LONG);
        assertThat(entry(tier).tags()).containsExactly("red", "blue");
    }

    @Test
    void inspect_ofAnEntryThatExpired_findsNone() {
        RemoteTier tier = node("a");
        put(tier, SHORT_MILLIS);
        letTimePass(Duration.ofMillis(SHORT_MILLIS));
        Await.until("it has expired", () -> inspect(tier).entry() == null);
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
    }

    @Test
    void inspect_afterAClear_saysThatTheEntryIsBelowTheFloor() {
        RemoteTier tier = node("a");
        put(tier, LONG, "red");
        long floor = clear(tier, SHARD).position().seq();
        assertThat(entry(tier).standing()).isEqualTo(Standing.BELOW_FLOOR);
        assertThat(inspect(tier).floor()).isEqualTo(floor);
    }

    @Test
    void inspect_afterItsTagWasInvalidated_saysThatTheEntryIsBelowThatFloor() {
        RemoteTier tier = node("a");
        put(tier, LONG, "red");
        Await.value(tier.change(new Change.InvalidateTags(SHARD, List.of("red"), unique("nonce"))));
        assertThat(entry(tier).standing()).isEqualTo(Standing.BELOW_TAG_FLOOR);
    }

    @Test
    void inspect_ofAnEntryOfAnOlderHistory_saysSo() {
        RemoteTier tier = node("a");
        put(tier, LONG);
        Position later = new Position(head(tier).position().epoch() + 1_000_000_000L, 0);
        read(tier, Mode.PEEK, "none", later); // begins a history beyond that
        assertThat(entry(tier).standing()).isEqualTo(Standing.OTHER_EPOCH);
    }

    @Test
    void inspect_ofALease_tellsItsHolderAndDisturbsNobody() {
        RemoteTier tier = node("a");
        Granted granted = (Granted) load(tier, KEY, "a:1");
        Inspection.Lease lease = Objects.requireNonNull(inspect(node("b")).lease());
        assertThat(lease.token()).isEqualTo("a:1");
        assertThat(lease.grantedAt()).isEqualTo(granted.head().position());
        assertThat(lease.remainingMillis()).isBetween(1L, LONG);
        assertThat(load(tier, KEY, "b:1")).isInstanceOf(Busy.class);
        assertThat(fill(tier, KEY, "a:1", "value").stored()).isTrue();
        assertThat(inspect(tier).lease()).isNull();
    }

    @Test
    void inspect_ofAMissingKey_takesNoLease() {
        RemoteTier tier = node("a");
        inspect(tier);
        assertThat(load(node("b"), KEY, "b:1")).isInstanceOf(Granted.class);
    }

    @Test
    void inspect_ofWritesInProgress_tellsEachUntilItEndsOrRunsOut() {
        RemoteTier tier = node("a");
        begin(tier, "w1", LONG);
        begin(tier, "w2", SHORT_MILLIS);
        letTimePass(Duration.ofMillis(SHORT_MILLIS));
        Await.until("the second has run out", () -> inspect(tier).guards().size() == 1);
        Inspection.WriteGuard guard = inspect(tier).guards().get(0);
        assertThat(guard.token()).isEqualTo("w1");
        assertThat(guard.remainingMillis()).isBetween(1L, LONG);
        Await.value(tier.change(new Change.EndWrite(SHARD, List.of(KEY), unique("nonce"), "w1")));
        assertThat(inspect(tier).guards()).isEmpty();
    }

    private void begin(RemoteTier tier, String token, long guardMillis) {
        List<RemoteKey> keys = List.of(KEY);
        Await.value(tier.change(new Change.BeginWrite(SHARD, keys, unique("nonce"), token, guardMillis)));
    }

    @Test
    void inspect_changesNothing() {
        RemoteTier tier = node("a");
        put(tier, LONG);
        Head before = head(tier);
        inspect(tier);
        assertThat(head(tier)).isEqualTo(before);
        assertHit(peek(tier, KEY), "value");
    }
}
