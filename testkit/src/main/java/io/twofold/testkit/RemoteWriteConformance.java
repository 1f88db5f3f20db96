package io.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.spi.Change;
import io.twofold.spi.Invalidation;
import io.twofold.spi.NewEntry;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply.Absent;
import io.twofold.spi.ReadReply.Busy;
import io.twofold.spi.ReadReply.Granted;
import io.twofold.spi.ReadReply.Guarded;
import io.twofold.spi.ReadRequest;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.RemoteTier;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link RemoteTier} must do with the guards of writes; part of {@link RemoteTierConformance}. */
abstract class RemoteWriteConformance extends RemoteRefreshConformance {
    private static final long SHORT_MILLIS = 100;

    private Invalidation begin(RemoteTier tier, String token, RemoteKey... keys) {
        return begin(tier, token, LONG, keys);
    }

    private Invalidation begin(RemoteTier tier, String token, long guardMillis, RemoteKey... keys) {
        return Await.value(tier.change(
                new Change.BeginWrite(keys[0].shard(), List.of(keys), unique("nonce"), token, guardMillis)));
    }

    private Invalidation end(RemoteTier tier, String token, RemoteKey... keys) {
        return Await.value(tier.change(new Change.EndWrite(keys[0].shard(), List.of(keys), unique("nonce"), token)));
    }

    private Invalidation endStoring(RemoteTier tier, String token, RemoteKey key, Invalidation begun) {
        return Await.value(tier.change(new Change.EndWriteStoring(
                key,
                new NewEntry(bytes("written"), LONG, 0, List.of("tag")),
                unique("nonce"),
                token,
                begun.position())));
    }

    private static boolean renew(RemoteTier tier, String token, long guardMillis, RemoteKey... keys) {
        return Await.value(tier.renewWrite(List.of(keys), token, guardMillis));
    }

    @Test
    void beginWrite_dropsTheEntryAndIsAStep() {
        RemoteTier tier = node("a");
        RecordingListener other = listening(node("b"));
        store(tier, KEY, "old");
        Invalidation step = begin(tier, "w1", KEY);
        assertThat(step.kind()).isEqualTo(Invalidation.Kind.KEYS);
        assertThat(step.ids()).containsExactly(KEY.id());
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
        settle(tier, other);
        assertThat(other.steps).contains(step);
    }

    @Test
    void load_whileAWriteIsInProgress_isGuardedUntilItEnds() {
        RemoteTier tier = node("a");
        begin(tier, "w1", KEY);
        assertThat(load(node("b"), KEY, "t1")).isInstanceOf(Guarded.class);
        assertThat(load(tier, key("k:other"), "t2")).isInstanceOf(Granted.class);
        end(tier, "w1", KEY);
        assertThat(load(node("b"), KEY, "t1")).isInstanceOf(Granted.class);
    }

    @Test
    void fill_ofALoadFromBeforeTheWrite_isRejected() {
        RemoteTier tier = node("a");
        load(tier, KEY, "t1");
        begin(tier, "w1", KEY);
        assertThat(fill(tier, KEY, "t1", "old").stored()).isFalse();
        end(tier, "w1", KEY);
        assertThat(fill(tier, KEY, "t1", "old").stored()).isFalse();
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
    }

    @Test
    void put_whileAWriteIsInProgress_isAnInvalidation() {
        RemoteTier tier = node("a");
        begin(tier, "w1", KEY);
        assertThat(put(tier, KEY, "put").kind()).isEqualTo(Invalidation.Kind.KEYS);
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
        end(tier, "w1", KEY);
        assertThat(put(tier, KEY, "put").kind()).isEqualTo(Invalidation.Kind.PUT);
        assertHit(peek(tier, KEY), "put");
    }

    @Test
    void writes_ofOneKey_overlap() {
        RemoteTier tier = node("a");
        begin(tier, "w1", KEY);
        begin(tier, "w2", KEY);
        end(tier, "w1", KEY);
        assertThat(load(tier, KEY, "t1")).isInstanceOf(Guarded.class);
        end(tier, "w2", KEY);
        assertThat(load(tier, KEY, "t1")).isInstanceOf(Granted.class);
    }

    @Test
    void guard_ofAWriterThatDied_runsOut() {
        RemoteTier tier = node("a");
        begin(tier, "dead", SHORT_MILLIS, KEY);
        letTimePass(Duration.ofMillis(SHORT_MILLIS));
        Await.until("the guard has run out", () -> load(tier, KEY, "t1") instanceof Granted);
    }

    @Test
    void guard_ofAWriterThatDied_isNotProlongedByOthers() {
        RemoteTier tier = node("a");
        begin(tier, "dead", SHORT_MILLIS, KEY);
        begin(tier, "w2", KEY);
        letTimePass(Duration.ofMillis(SHORT_MILLIS));
        assertThat(load(tier, KEY, "t1")).isInstanceOf(Guarded.class);
        end(tier, "w2", KEY);
        Await.until("the dead writer's guard has run out", () -> load(tier, KEY, "t1") instanceof Granted);
    }

    @Test
    void renewWrite_prolongsTheGuard() {
        RemoteTier tier = node("a");
        begin(tier, "w1", LONG, KEY);
        assertThat(renew(tier, "w1", SHORT_MILLIS, KEY)).isTrue();
        letTimePass(Duration.ofMillis(SHORT_MILLIS));
        Await.until("the guard has run out", () -> load(tier, KEY, "t1") instanceof Granted);
        assertThat(renew(tier, "w1", LONG, KEY)).isFalse();
        assertThat(load(tier, KEY, "t2"))
                .as("a guard that ran out doesn't come back")
                .isInstanceOf(Busy.class);
    }

    @Test
    void renewWrite_ofSeveralKeys_isTrueOnlyIfAllAreGuarded() {
        RemoteTier tier = node("a");
        RemoteKey other = key("k:other");
        begin(tier, "w1", KEY, other);
        assertThat(renew(tier, "w1", LONG, KEY, other)).isTrue();
        assertThat(renew(tier, "w2", LONG, KEY)).as("another's").isFalse();
        end(tier, "w1", other);
        assertThat(renew(tier, "w1", LONG, KEY, other)).isFalse();
        assertThat(load(tier, KEY, "t1")).isInstanceOf(Guarded.class);
    }

    @Test
    void endWriteStoring_ofAWriteThatWasAlone_stores() {
        RemoteTier tier = node("a");
        RecordingListener other = listening(node("b"));
        store(tier, KEY, "old");
        Invalidation step = endStoring(tier, "w1", KEY, begin(tier, "w1", KEY));
        assertThat(step.kind()).isEqualTo(Invalidation.Kind.PUT);
        assertHit(peek(node("b"), KEY), "written");
        settle(tier, other);
        assertThat(other.steps).contains(step);
        store(tier, key("k:other"), "unguarded");
        assertThat(put(tier, KEY, "put").kind()).as("its guard is gone").isEqualTo(Invalidation.Kind.PUT);
    }

    private void assertStoresNothing(RemoteTier tier, String token, Invalidation begun) {
        Invalidation step = endStoring(tier, token, KEY, begun);
        assertThat(step.kind()).isEqualTo(Invalidation.Kind.KEYS);
        assertThat(step.ids()).containsExactly(KEY.id());
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
    }

    @Test
    void endWriteStoring_whileAnotherWriteIsInProgress_storesNothing_neitherDoesTheOther() {
        RemoteTier tier = node("a");
        Invalidation first = begin(tier, "w1", KEY);
        Invalidation second = begin(tier, "w2", KEY);
        assertStoresNothing(tier, "w1", first);
        assertStoresNothing(tier, "w2", second);
        Invalidation third = begin(tier, "w3", KEY);
        assertThat(endStoring(tier, "w3", KEY, third).kind())
                .as("the mark went with the guards")
                .isEqualTo(Invalidation.Kind.PUT);
    }

    @Test
    void endWriteStoring_afterAnotherWriteEndedMeanwhile_storesNothing() {
        RemoteTier tier = node("a");
        Invalidation begun = begin(tier, "w1", KEY);
        begin(tier, "w2", KEY);
        end(tier, "w2", KEY);
        assertStoresNothing(tier, "w1", begun);
    }

    @Test
    void endWriteStoring_afterAnInvalidationOrAPut_storesNothing() {
        RemoteTier tier = node("a");
        Invalidation begun = begin(tier, "w1", KEY);
        invalidate(tier, KEY);
        assertStoresNothing(tier, "w1", begun);
        begun = begin(tier, "w2", KEY);
        put(tier, KEY, "put");
        assertStoresNothing(tier, "w2", begun);
    }

    @Test
    void endWriteStoring_afterAClearOrItsTagWasInvalidated_storesNothing() {
        RemoteTier tier = node("a");
        Invalidation begun = begin(tier, "w1", KEY);
        clear(tier, SHARD);
        assertStoresNothing(tier, "w1", begun);
        begun = begin(tier, "w2", KEY);
        Await.value(tier.change(new Change.InvalidateTags(SHARD, List.of("tag"), unique("nonce"))));
        assertStoresNothing(tier, "w2", begun);
    }

    @Test
    void endWriteStoring_withoutItsGuard_storesNothing() {
        RemoteTier tier = node("a");
        Invalidation begun = begin(tier, "w1", SHORT_MILLIS, KEY);
        letTimePass(Duration.ofMillis(SHORT_MILLIS));
        Await.until("the guard has run out", () -> load(tier, KEY, "t1") instanceof Granted);
        assertStoresNothing(tier, "w1", begun);
    }

    @Test
    void endWriteStoring_ofAWriteThatBeganInAnotherEpoch_storesNothing() {
        RemoteTier tier = node("a");
        Invalidation begun = begin(tier, "w1", KEY);
        Position later = new Position(begun.position().epoch() + 1, 0);
        read(tier, ReadRequest.Mode.PEEK, "no token", later);
        assertStoresNothing(tier, "w1", begun);
    }

    @Test
    void endWrite_withoutABeginning_isAnInvalidation() {
        RemoteTier tier = node("a");
        store(tier, KEY, "old");
        Invalidation step = end(tier, "w1", KEY);
        assertThat(step.ids()).containsExactly(KEY.id());
        assertThat(load(tier, KEY, "t1")).isInstanceOf(Granted.class);
    }
}
