package io.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.spi.Change;
import io.twofold.spi.Head;
import io.twofold.spi.Invalidation;
import io.twofold.spi.Invalidation.Kind;
import io.twofold.spi.LogSlice;
import io.twofold.spi.NewEntry;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply.Busy;
import io.twofold.spi.ReadRequest.Mode;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.RemoteTier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every {@link RemoteTier} must do with the history of a shard and with announcements. */
abstract class RemoteFeedConformance extends RemoteTagConformance {
    static final List<String> ODD_NAMES = List.of(
            "k:",
            "k: ",
            "k:  ",
            "k:a b\tc\nd\r\n",
            "k:{a}",
            "k:}{",
            "k:{}",
            "k:a:b",
            "t1:a:b",
            "k::e:a",
            "k:*?[a-z]\\",
            "k:\u0000",
            "k:'\"`$;--",
            "k:%s%n",
            "k:ä",
            "k:a\u0308",
            "k:\u65e5\u672c\u8a9e",
            "k:\ud83d\ude00",
            "k:\u202eabc",
            "#0123456789012345678901234567890123456789012");

    @Test
    void change_afterChange_movesThePositionByOneInAChain() {
        RemoteTier tier = node("a");
        Head before = head(tier);
        assertThat(before.position().epoch()).isPositive();
        assertThat(before.position().seq()).isZero();
        assertThat(before.nonce()).isEmpty();
        List<Invalidation> steps = List.of(
                invalidate(tier, KEY),
                put(node("b"), KEY, "value"),
                clear(tier, SHARD),
                invalidate(node("b"), key("k:1"), key("k:2")));
        String previous = "";
        for (int i = 0; i < steps.size(); i++) {
            Invalidation step = steps.get(i);
            assertThat(step.shard()).isEqualTo(SHARD);
            assertThat(step.position()).isEqualTo(new Position(before.position().epoch(), i + 1));
            assertThat(step.previousNonce()).isEqualTo(previous);
            assertThat(head(tier).position().seq()).isEqualTo(steps.size());
            previous = step.nonce();
        }
        assertThat(steps).extracting(Invalidation::kind).containsExactly(Kind.KEYS, Kind.PUT, Kind.CLEAR, Kind.KEYS);
        assertThat(steps)
                .extracting(Invalidation::ids)
                .containsExactly(List.of("k:key"), List.of("k:key"), List.of(), List.of("k:1", "k:2"));
        assertThat(head(tier)).isEqualTo(steps.get(3).head());
    }

    @Test
    void change_ofOneShard_leavesOthersWhereTheyAre() {
        RemoteTier tier = node("a");
        Invalidation step = invalidate(tier, KEY);
        List<Head> heads =
                Await.value(tier.heads(List.of(OTHER_SHARD, SHARD, 0))).known();
        assertThat(heads).extracting(Head::shard).containsExactly(OTHER_SHARD, SHARD, 0);
        assertThat(heads.get(0).position().seq()).isZero();
        assertThat(heads.get(1)).isEqualTo(step.head());
        assertThat(heads.get(2).position().seq()).isZero();
        assertThat(Await.value(node("b").heads(List.of(OTHER_SHARD, SHARD, 0))).known())
                .isEqualTo(heads);
    }

    @Test
    void everyReply_carriesTheHead() {
        RemoteTier tier = node("a");
        Head head = invalidate(tier, key("k:other")).head();
        assertThat(peek(tier, KEY).head()).isEqualTo(head);
        assertThat(load(tier, KEY, "t1").head()).isEqualTo(head);
        assertThat(load(tier, KEY, "t2").head()).isEqualTo(head);
        assertThat(fill(tier, KEY, "t1", "value").head()).isEqualTo(head);
        assertThat(load(tier, KEY, "t3").head()).isEqualTo(head);
    }

    @Test
    void log_afterAPosition_hasTheStepsSince() {
        RemoteTier tier = node("a");
        Position start = head(tier).position();
        List<Invalidation> steps = new ArrayList<>(
                List.of(invalidate(tier, KEY, key("k:\u65e5 {x}")), put(tier, KEY, "value"), clear(tier, SHARD)));
        invalidate(tier, new RemoteKey(OTHER_SHARD, "k:x", "k:x"));
        steps.add(invalidate(tier, KEY));
        Head head = head(tier);
        assertThat(Await.value(node("b").log(SHARD, start))).isEqualTo(new LogSlice(head, steps));
        assertThat(Await.value(tier.log(SHARD, steps.get(1).position())))
                .isEqualTo(new LogSlice(head, steps.subList(2, 4)));
        assertThat(Await.value(tier.log(SHARD, head.position()))).isEqualTo(new LogSlice(head, List.of()));
    }

    @Test
    void log_ofAnotherEpoch_hasNoSteps() {
        RemoteTier tier = node("a");
        invalidate(tier, KEY);
        Head head = head(tier);
        for (long other : new long[] {-1, 1}) {
            Position position = new Position(head.position().epoch() + other, 0);
            assertThat(Await.value(tier.log(SHARD, position))).isEqualTo(new LogSlice(head, List.of()));
        }
        assertThat(Await.value(tier.log(SHARD, Position.NONE)).steps()).isEmpty();
    }

    @Test
    void log_afterANewEpoch_hasItsStepsOnly() {
        RemoteTier tier = node("a");
        invalidate(tier, KEY);
        Position old = head(tier).position();
        read(tier, Mode.PEEK, "t", new Position(old.epoch() + 3_600_000_000L, 0));
        Invalidation first = invalidate(tier, KEY);
        assertThat(first.position().epoch()).isGreaterThan(old.epoch() + 3_600_000_000L);
        assertThat(first.position().seq()).isOne();
        assertThat(first.previousNonce()).isEmpty();
        assertThat(Await.value(tier.log(SHARD, new Position(first.position().epoch(), 0))))
                .isEqualTo(new LogSlice(first.head(), List.of(first)));
    }

    @Test
    void log_ofManySteps_isTrimmedButReachesTheHead() {
        RemoteTier tier = node("a");
        Position start = head(tier).position();
        List<CompletableFuture<Invalidation>> changes = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            changes.add(tier.change(new Change.Clear(SHARD, "n" + i)).toCompletableFuture());
        }
        changes.forEach(Await::value);
        LogSlice slice = Await.value(tier.log(SHARD, start));
        assertThat(slice.steps()).hasSizeBetween(10, 399);
        for (int i = 1; i < slice.steps().size(); i++) {
            assertThat(slice.steps().get(i).previousNonce())
                    .isEqualTo(slice.steps().get(i - 1).nonce());
        }
        assertThat(slice.steps().get(slice.steps().size() - 1).head()).isEqualTo(slice.head());
        assertThat(slice.head().position().seq()).isEqualTo(400);
    }

    @Test
    void steps_areHeardByEveryoneAsTheyWereAnswered() {
        RemoteTier a = node("a");
        RemoteTier b = node("b");
        RecordingListener atA = listening(a);
        RecordingListener atB = listening(b);
        settle(b, atA);
        List<RemoteKey> odd = ODD_NAMES.stream().map(RemoteTierHarness::key).toList();
        List<Invalidation> steps = List.of(
                invalidate(a, KEY),
                put(b, KEY, "value"),
                clear(a, SHARD),
                invalidate(b, odd.toArray(RemoteKey[]::new)));
        settle(a, atA);
        settle(a, atB);
        assertThat(atA.steps).isEqualTo(steps);
        assertThat(atB.steps).isEqualTo(steps);
        assertThat(atA.unreadable).isEmpty();
        assertThat(steps.get(3).ids()).isEqualTo(ODD_NAMES);
    }

    @Test
    void stepOfAKeyWithADigestName_carriesItsId() {
        RemoteTier tier = node("a");
        RecordingListener listener = listening(tier);
        RemoteKey digest = new RemoteKey(SHARD, "#digest", "k:" + "long ".repeat(800));
        store(tier, digest, "value");
        Invalidation step = invalidate(tier, digest);
        settle(tier, listener);
        assertThat(step.ids()).containsExactly(digest.id());
        assertThat(listener.steps).containsExactly(step);
    }

    @Test
    void waiter_isWokenByTheFill() {
        RemoteTier a = node("a");
        RecordingListener atB = busyAt("b", a, KEY);
        fill(a, KEY, "t1", "value");
        awaitWoken(atB, KEY);
    }

    @Test
    void waiter_isWokenByTheRelease() {
        RemoteTier a = node("a");
        RecordingListener atB = busyAt("b", a, KEY);
        Await.value(a.release(KEY, "t1"));
        awaitWoken(atB, KEY);
    }

    @Test
    void waiter_isWokenByAnInvalidation() {
        RemoteTier a = node("a");
        RecordingListener atB = busyAt("b", a, KEY);
        invalidate(a, KEY);
        awaitWoken(atB, KEY);
    }

    @Test
    void waiter_isWokenByAPut() {
        RemoteTier a = node("a");
        RecordingListener atB = busyAt("b", a, KEY);
        put(a, KEY, "value");
        awaitWoken(atB, KEY);
    }

    @Test
    void waiter_isWokenByARejectedFill() {
        RemoteTier a = node("a");
        RecordingListener atB = busyAt("b", a, KEY);
        clear(a, SHARD);
        assertThat(fill(a, KEY, "t1", "stale").stored()).isFalse();
        awaitWoken(atB, KEY);
    }

    @Test
    void waiterForAnOddName_isWokenByThatName() {
        RemoteTier a = node("a");
        RemoteKey odd = new RemoteKey(SHARD, "#\u65e5 {x}\n", "k:\u65e5");
        RecordingListener atB = busyAt("b", a, odd);
        Await.value(a.release(odd, "t1"));
        awaitWoken(atB, odd);
    }

    @Test
    void nodeThatDoesNotWait_isNotWoken() {
        RemoteTier a = node("a");
        RecordingListener atA = listening(a);
        RecordingListener atB = busyAt("b", a, KEY);
        fill(a, KEY, "t1", "value");
        awaitWoken(atB, KEY);
        settle(a, atA);
        assertThat(atA.woken).isEmpty();
    }

    private RecordingListener busyAt(String nodeId, RemoteTier holder, RemoteKey key) {
        RemoteTier waiter = node(nodeId);
        RecordingListener listener = listening(waiter);
        load(holder, key, "t1");
        assertThat(load(waiter, key, "t2")).isInstanceOf(Busy.class);
        return listener;
    }

    private static void awaitWoken(RecordingListener listener, RemoteKey key) {
        Await.until("the waiter is woken", () -> listener.woken.contains(key.name()));
        assertThat(listener.woken).containsOnly(key.name());
    }

    @Test
    void fillThatIsAnnounced_isHeardByOthersOnly() {
        RemoteTier a = node("a");
        RemoteTier b = node("b");
        RecordingListener atA = listening(a);
        RecordingListener atB = listening(b);
        RemoteKey odd = new RemoteKey(SHARD, "#\u65e5", "k:\u65e5 \n{}");
        load(a, odd, "t1");
        Await.value(a.fill(odd, "t1", NewEntry.of(bytes("value"), LONG), true));
        settle(a, atA);
        settle(a, atB);
        assertThat(atB.refreshed).containsExactly(odd.id());
        assertThat(atA.refreshed).isEmpty();
        assertThat(atB.steps).isEmpty();
    }

    @Test
    void fillThatIsNotAnnounced_orIsRejected_isHeardByNobody() {
        RemoteTier a = node("a");
        RemoteTier b = node("b");
        RecordingListener atB = listening(b);
        load(a, KEY, "t1");
        fill(a, KEY, "t1", "value");
        Await.value(a.fill(KEY, "no lease", NewEntry.of(bytes("value"), LONG), true));
        settle(a, atB);
        assertThat(atB.refreshed).isEmpty();
    }

    @Test
    void otherCaches_areNotHeard() {
        RemoteTier tier = node("a");
        RecordingListener listener = listening(tier);
        invalidate(otherCache("b"), KEY);
        invalidate(otherNamespace("b"), KEY);
        settle(tier, listener);
        assertThat(listener.steps).isEmpty();
    }

    @Test
    void closedTier_isHeardNoMore() {
        RemoteTier a = node("a");
        RemoteTier b = node("b");
        RecordingListener atA = listening(a);
        RecordingListener atB = listening(b);
        a.close();
        a.close();
        Await.until("an announcement doesn't reach the closed tier", () -> {
            settle(b, atB);
            atA.steps.clear();
            Invalidation step = invalidate(b, KEY);
            settle(b, atB);
            return !atA.steps.contains(step);
        });
    }
}
