package io.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.spi.DirtyStore;
import io.twofold.spi.DirtyStore.Dead;
import io.twofold.spi.DirtyStore.Failed;
import io.twofold.spi.DirtyStore.Failure;
import io.twofold.spi.DirtyStore.Item;
import io.twofold.spi.DirtyStore.PutReply;
import io.twofold.spi.DirtyStore.State;
import io.twofold.spi.DirtyStore.Take;
import io.twofold.spi.DirtyStore.Taken;
import io.twofold.spi.DirtyStore.Version;
import io.twofold.spi.Inspection;
import io.twofold.spi.Invalidation;
import io.twofold.spi.NewEntry;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply.Absent;
import io.twofold.spi.ReadReply.Dirty;
import io.twofold.spi.ReadReply.Granted;
import io.twofold.spi.ReadRequest.Mode;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.RemoteTier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link DirtyStore} must do; use it as {@link RemoteTierConformance}. */
public abstract class DirtyStoreConformance extends DirtyStoreHarness {
    private static final long SHORT_MILLIS = 100;

    private PutReply dirty(RemoteTier tier, DirtyStore.Put... puts) {
        return Await.value(tier.dirtyStore().put(SHARD, Arrays.asList(puts), unique("nonce"), NO_LIMIT));
    }

    private long dirty(RemoteTier tier, RemoteKey key, @Nullable String text) {
        return dirty(tier, value(key, text)).versions().get(0);
    }

    private static Taken take(RemoteTier tier, String holder) {
        return take(tier, holder, LONG, 10);
    }

    private static Taken take(RemoteTier tier, String holder, long leaseMillis, int atMost) {
        return Await.value(tier.dirtyStore().take(SHARD, new Take(holder, leaseMillis, atMost, 0)));
    }

    private static State state(RemoteTier tier) {
        return take(tier, "nobody", 0, 1).state();
    }

    private static boolean written(RemoteTier tier, String holder, long fence, RemoteKey key, long version) {
        return Await.value(tier.dirtyStore().written(SHARD, holder, fence, List.of(new Version(key, version))));
    }

    private Failed failed(RemoteTier tier, String holder, long fence, Version version, int mostAttempts) {
        return Await.value(tier.dirtyStore()
                .failed(
                        SHARD,
                        holder,
                        fence,
                        new Failure(version, SHORT_MILLIS, mostAttempts, "no\u00e9", unique("nonce"))));
    }

    @Test
    void put_isAStepAndFoundByEveryReadOfEveryNode() {
        RemoteTier tier = node("a");
        RecordingListener other = listening(node("b"));
        store(tier, KEY, "old");
        PutReply reply = dirty(tier, value(KEY, "new"), value(SECOND, "other"));
        Invalidation step = Objects.requireNonNull(reply.step(), "a step");
        assertThat(step.kind()).isEqualTo(Invalidation.Kind.PUT);
        assertThat(step.ids()).containsExactly(KEY.id(), SECOND.id());
        assertDirty(peek(tier, KEY), "new");
        assertDirty(load(node("b"), KEY, "t1"), "new");
        assertDirty(read(tier, Mode.REPLACE, "t2", Position.NONE), "new");
        settle(tier, other);
        assertThat(other.steps).contains(step);
        assertThat(head(tier).position()).isEqualTo(step.position());
    }

    @Test
    void put_endsTheLeaseOfALoadInFlight() {
        RemoteTier tier = node("a");
        load(tier, KEY, "t1");
        dirty(tier, KEY, "new");
        assertThat(fill(tier, KEY, "t1", "old").stored()).isFalse();
        assertDirty(peek(tier, KEY), "new");
    }

    @Test
    void versions_growWithEachStep() {
        RemoteTier tier = node("a");
        long first = dirty(tier, KEY, "1");
        List<Long> more = dirty(tier, value(KEY, "2"), value(SECOND, "3")).versions();
        assertThat(more).allMatch(version -> version > first);
        assertThat(take(tier, "f").items())
                .extracting(Item::version)
                .as("coalesced, in the order in which they became dirty")
                .containsExactlyElementsOf(more);
    }

    @Test
    void delete_isFoundAsOne() {
        RemoteTier tier = node("a");
        store(tier, KEY, "old");
        long version = dirty(tier, KEY, null);
        assertThat(load(tier, KEY, "t1"))
                .isInstanceOfSatisfying(
                        Dirty.class, found -> assertThat(found.item().entry()).isNull());
        long fence = take(tier, "f").fence();
        assertThat(written(tier, "f", fence, KEY, version)).isTrue();
        assertThat(load(tier, KEY, "t1")).isInstanceOf(Granted.class);
    }

    @Test
    void clearAndInvalidation_leaveWhatIsDirty() {
        RemoteTier tier = node("a");
        dirty(tier, KEY, "new");
        clear(tier, SHARD);
        invalidate(tier, KEY);
        assertDirty(peek(tier, KEY), "new");
    }

    @Test
    void anotherEpoch_leavesWhatIsDirty() {
        RemoteTier tier = node("a");
        dirty(tier, KEY, "new");
        Position later = new Position(head(tier).position().epoch() + 1, 0);
        assertDirty(read(tier, Mode.LOAD, "t1", later), "new");
        assertThat(state(tier).backlog()).isOne();
    }

    @Test
    void beyondTheLimit_aNewKeyIsRefused_aDirtyOneIsNot() {
        RemoteTier tier = node("a");
        dirty(tier, KEY, "1");
        PutReply reply = Await.value(
                tier.dirtyStore().put(SHARD, List.of(value(SECOND, "no room"), value(KEY, "2")), unique("nonce"), 1));
        assertThat(reply.versions().get(0)).isZero();
        assertThat(reply.versions().get(1)).isPositive();
        Invalidation step = Objects.requireNonNull(reply.step(), "a step");
        assertThat(step.ids()).containsExactly(KEY.id());
        assertThat(peek(tier, SECOND)).isInstanceOf(Absent.class);
        PutReply refused = Await.value(tier.dirtyStore().put(SHARD, List.of(value(SECOND, "no")), unique("nonce"), 1));
        assertThat(refused.step()).isNull();
        assertThat(head(tier).position()).isEqualTo(step.position());
    }

    @Test
    void lease_isOneFlushersAtATime_withAGrowingToken() {
        RemoteTier tier = node("a");
        dirty(tier, KEY, "1");
        Taken first = take(tier, "f1");
        assertThat(first.fence()).isPositive();
        assertThat(first.items()).hasSize(1);
        assertThat(take(tier, "f1").fence()).isEqualTo(first.fence());
        Taken other = take(node("b"), "f2");
        assertThat(other.fence()).isZero();
        assertThat(other.items()).isEmpty();
        assertThat(other.state().backlog()).isOne();
        assertThat(Await.value(tier.dirtyStore().release(SHARD, "f2"))).isFalse();
        assertThat(Await.value(tier.dirtyStore().release(SHARD, "f1"))).isTrue();
        assertThat(take(node("b"), "f2").fence()).isGreaterThan(first.fence());
    }

    @Test
    void lease_ofAFlusherThatDied_runsOut() {
        RemoteTier tier = node("a");
        long version = dirty(tier, KEY, "1");
        long first = take(tier, "dead", SHORT_MILLIS, 10).fence();
        letTimePass(Duration.ofMillis(SHORT_MILLIS));
        Await.until("the lease has run out", () -> take(tier, "f2").fence() > first);
        assertThat(written(tier, "dead", first, KEY, version)).isFalse();
        assertThat(failed(tier, "dead", first, new Version(KEY, version), 1)).isEqualTo(Failed.LEASE_LOST);
        assertThat(Await.value(tier.dirtyStore().renew(SHARD, "dead", LONG))).isFalse();
        assertThat(Await.value(tier.dirtyStore().renew(SHARD, "f2", LONG))).isTrue();
        assertDirty(peek(tier, KEY), "1");
    }

    @Test
    void written_becomesTheEntry() {
        RemoteTier tier = node("a");
        long version = dirty(tier, KEY, "new");
        long fence = take(tier, "f").fence();
        assertThat(written(tier, "f", fence, KEY, version)).isTrue();
        assertHit(peek(tier, KEY), "new");
        assertThat(state(tier)).isEqualTo(new State(0, -1, 0, 0));
        assertThat(take(tier, "f").items()).isEmpty();
    }

    @Test
    void written_ofAnOlderVersion_leavesTheNewerDirty() {
        RemoteTier tier = node("a");
        long first = dirty(tier, KEY, "1");
        long fence = take(tier, "f").fence();
        long second = dirty(tier, KEY, "2");
        assertThat(written(tier, "f", fence, KEY, first)).isTrue();
        assertDirty(peek(tier, KEY), "2");
        List<Item> items = take(tier, "f").items();
        assertThat(items).hasSize(1);
        assertThat(items.get(0).version()).isEqualTo(second);
    }

    @Test
    void take_youngerThanAsked_isLeft() {
        RemoteTier tier = node("a");
        dirty(tier, KEY, "1");
        Taken taken = Await.value(tier.dirtyStore().take(SHARD, new Take("f", LONG, 10, LONG)));
        assertThat(taken.fence()).isPositive();
        assertThat(taken.items()).isEmpty();
        assertThat(taken.state().oldestMillis()).isBetween(0L, LONG);
    }

    @Test
    void take_isOfSoManyAtMost() {
        RemoteTier tier = node("a");
        dirty(tier, value(KEY, "1"), value(SECOND, "2"), value(key("k:third"), "3"));
        assertThat(take(tier, "f", LONG, 2).items()).hasSize(2);
        assertThat(state(tier).backlog()).isEqualTo(3);
    }

    @Test
    void failed_isTakenAgainAfterAPause_andTheOthersMeanwhile() {
        RemoteTier tier = node("a");
        long version = dirty(tier, KEY, "bad");
        dirty(tier, SECOND, "good");
        long fence = take(tier, "f").fence();
        assertThat(failed(tier, "f", fence, new Version(KEY, version), 5)).isEqualTo(Failed.TRIED_AGAIN);
        assertThat(state(tier).retrying()).isOne();
        assertDirty(peek(tier, KEY), "bad");
        letTimePass(Duration.ofMillis(SHORT_MILLIS));
        Await.until("the pause is over", () -> take(tier, "f").items().size() == 2);
        assertThat(take(tier, "f").items())
                .anySatisfy(item -> assertThat(item.attempts()).isOne());
        dirty(tier, KEY, "better");
        assertThat(state(tier).retrying()).as("another value, another try").isZero();
    }

    private Version setAside(RemoteTier tier, String text) {
        Version version = new Version(KEY, dirty(tier, KEY, text));
        long fence = take(tier, "f").fence();
        assertThat(failed(tier, "f", fence, version, 1)).isEqualTo(Failed.SET_ASIDE);
        return version;
    }

    private static List<Dead> dead(RemoteTier tier) {
        return Await.value(tier.dirtyStore().dead(SHARD, 10));
    }

    @Test
    void failedTooOften_isSetAsideAsAStep_andListed() {
        RemoteTier tier = node("a");
        RecordingListener other = listening(node("b"));
        Version version = setAside(tier, "bad");
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
        assertThat(state(tier)).isEqualTo(new State(0, -1, 0, 1));
        List<Dead> dead = dead(tier);
        assertThat(dead).hasSize(1);
        assertThat(dead.get(0).reason()).isEqualTo("no\u00e9");
        assertThat(dead.get(0).superseded()).isFalse();
        assertThat(dead.get(0).item().id()).isEqualTo(KEY.id());
        assertThat(dead.get(0).item().version()).isEqualTo(version.version());
        assertThat(dead.get(0).item().attempts()).isOne();
        assertText(dead.get(0).item(), "bad");
        settle(tier, other);
        assertThat(other.steps)
                .filteredOn(step -> step.ids().contains(KEY.id()))
                .extracting(Invalidation::kind)
                .containsExactly(Invalidation.Kind.PUT, Invalidation.Kind.KEYS);
    }

    @Test
    void setAside_isRetriedOrDropped() {
        RemoteTier tier = node("a");
        Version version = setAside(tier, "bad");
        DirtyStore dirty = tier.dirtyStore();
        assertThat(Await.value(dirty.retryDead(new Version(KEY, 1), unique("nonce"))))
                .isFalse();
        assertThat(Await.value(dirty.retryDead(version, unique("nonce")))).isTrue();
        assertThat(dead(tier)).isEmpty();
        assertDirty(peek(tier, KEY), "bad");
        long fence = take(tier, "f").fence();
        assertThat(failed(tier, "f", fence, version, 1)).isEqualTo(Failed.SET_ASIDE);
        assertThat(Await.value(dirty.dropDead(new Version(KEY, 1)))).isFalse();
        assertThat(Await.value(dirty.dropDead(version))).isTrue();
        assertThat(Await.value(dirty.dropDead(version))).isFalse();
        assertThat(dead(tier)).isEmpty();
    }

    @Test
    void setAside_thenPutAnew_isKeptButNotRetried() {
        RemoteTier tier = node("a");
        Version version = setAside(tier, "bad");
        long newer = dirty(tier, KEY, "good");
        assertThat(written(tier, "f", take(tier, "f").fence(), KEY, newer)).isTrue();
        List<Dead> dead = dead(tier);
        assertThat(dead).hasSize(1);
        assertThat(dead.get(0).superseded()).isTrue();
        assertText(dead.get(0).item(), "bad");
        assertThat(Await.value(tier.dirtyStore().retryDead(version, unique("nonce"))))
                .as("it would undo what is newer")
                .isFalse();
        assertHit(peek(tier, KEY), "good");
    }

    @Test
    void evicting_isNothingOnAServerThatKeepsWhatHasNoTimeToLive() {
        assertThat(Await.value(node("a").dirtyStore().evicting())).isEmpty();
    }

    @Test
    void inspect_ofADirtyKey_tellsWhatWaits() {
        RemoteTier tier = node("a");
        DirtyStore store = tier.dirtyStore();
        DirtyStore.Put put = new DirtyStore.Put(KEY, new NewEntry(bytes("dirty"), LONG, 0, List.of("red")));
        long version = Await.value(store.put(SHARD, List.of(put), unique("nonce"), 10))
                .versions()
                .get(0);
        Inspection.Unwritten found =
                Objects.requireNonNull(Await.value(node("b").inspect(KEY)).unwritten());
        DirtyStore.Item item = Objects.requireNonNull(found.dirty());
        assertThat(item.version()).isEqualTo(version);
        assertThat(item.attempts()).isZero();
        assertThat(Objects.requireNonNull(item.entry()).envelope()).isEqualTo(bytes("dirty"));
        assertThat(found.ageMillis()).isNotNegative();
        assertThat(found.dead()).isNull();
    }

    @Test
    void inspect_ofAValueThatWasRefused_tellsTheAttemptsAndThenTheReason() {
        RemoteTier tier = node("a");
        DirtyStore store = tier.dirtyStore();
        Await.value(store.put(SHARD, List.of(new DirtyStore.Put(KEY, null)), unique("nonce"), 10));
        DirtyStore.Taken taken = Await.value(store.take(SHARD, new DirtyStore.Take("holder", LONG, 10, 0)));
        DirtyStore.Version version =
                new DirtyStore.Version(KEY, taken.items().get(0).version());
        Await.value(store.failed(SHARD, "holder", taken.fence(), failure(version)));
        assertThat(Objects.requireNonNull(Objects.requireNonNull(
                                        Await.value(tier.inspect(KEY)).unwritten())
                                .dirty())
                        .attempts())
                .isEqualTo(1);
        Await.value(store.failed(SHARD, "holder", taken.fence(), failure(version)));
        Inspection.Unwritten found =
                Objects.requireNonNull(Await.value(tier.inspect(KEY)).unwritten());
        assertThat(found.dirty()).isNull();
        DirtyStore.Dead dead = Objects.requireNonNull(found.dead());
        assertThat(dead.reason()).isEqualTo("the reason");
        assertThat(dead.item().attempts()).isEqualTo(2);
        assertThat(dead.item().entry()).isNull();
        assertThat(dead.superseded()).isFalse();
    }

    private DirtyStore.Failure failure(DirtyStore.Version version) {
        return new DirtyStore.Failure(version, 1, 2, "the reason", unique("nonce"));
    }

    @Test
    void agreeOnShards_ofANodeThatDoesntWriteBehind_fails() {
        Await.value(node("a").agreeOnShards(16));
        CompletableFuture<Integer> agreed =
                nodeThatWritesOtherwise("b").agreeOnShards(16).toCompletableFuture();
        Await.until("it is answered", agreed::isDone);
        assertThatThrownBy(agreed::join).hasMessageContainingAll("write=behind", "write=aside");
    }
}
