package io.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.spi.Change;
import io.twofold.spi.FillReply;
import io.twofold.spi.Invalidation;
import io.twofold.spi.NewEntry;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply;
import io.twofold.spi.ReadReply.Absent;
import io.twofold.spi.ReadReply.Busy;
import io.twofold.spi.ReadReply.Granted;
import io.twofold.spi.ReadReply.Hit;
import io.twofold.spi.ReadRequest;
import io.twofold.spi.ReadRequest.Mode;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.RemoteTier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link RemoteTier} must do with entries, leases and fills; {@link RemoteFeedConformance}, which this
 * includes, has what it must do with histories and announcements. Extend it beside an implementation:
 *
 * <pre>{@code
 * class MyTierConformanceTest extends RemoteTierConformance {
 *     @Override
 *     protected RemoteTier open(RemoteCache cache) {
 *         return factory.open(cache);
 *     }
 * }
 * }</pre>
 */
public abstract class RemoteTierConformance extends RemoteFeedConformance {
    private static final Duration SHORT = Duration.ofMillis(100);

    @Test
    void load_afterFill_isAHit() {
        RemoteTier tier = node("a");
        Granted granted = (Granted) load(tier, KEY, "t1");
        FillReply filled = fill(tier, KEY, "t1", "value");
        assertThat(filled.stored()).isTrue();
        assertThat(filled.head()).isEqualTo(granted.head());

        ReadReply reply = load(node("b"), KEY, "t2");
        assertHit(reply, "value");
        assertThat(((Hit) reply).filledAt()).isEqualTo(granted.head().position());
        assertThat(((Hit) reply).life().remainingMillis()).isBetween(1L, LONG);
    }

    @Test
    void load_ofAMissingKey_isGrantedOnce() {
        assertThat(load(node("a"), KEY, "t1")).isInstanceOf(Granted.class);
        assertThat(load(node("b"), KEY, "t2")).isInstanceOf(Busy.class);
        assertThat(load(node("a"), KEY, "t3")).isInstanceOf(Busy.class);
    }

    @Test
    void load_byManyAtOnce_isGrantedOnce() {
        List<RemoteTier> nodes = List.of(node("a"), node("b"));
        List<CompletableFuture<ReadReply>> replies = IntStream.range(0, 100)
                .parallel()
                .mapToObj(i -> nodes.get(i % 2)
                        .read(new ReadRequest(KEY, Mode.LOAD, "t" + i, LONG, Position.NONE))
                        .toCompletableFuture())
                .toList();
        assertThat(replies.stream().filter(reply -> Await.value(reply) instanceof Granted))
                .hasSize(1);
    }

    @Test
    void load_againWithTheSameToken_isGrantedAgain() {
        RemoteTier tier = node("a");
        load(tier, KEY, "t1");
        assertThat(load(tier, KEY, "t1")).isInstanceOf(Granted.class);
        assertThat(fill(tier, KEY, "t1", "value").stored()).isTrue();
        assertHit(peek(tier, KEY), "value");
    }

    @Test
    void load_afterRelease_isGranted() {
        RemoteTier tier = node("a");
        load(tier, KEY, "t1");
        Await.value(tier.release(KEY, "t1"));
        Await.value(tier.release(KEY, "t1"));
        assertThat(load(tier, KEY, "t2")).isInstanceOf(Granted.class);
        assertThat(fill(tier, KEY, "t1", "late").stored()).isFalse();
    }

    @Test
    void release_byAnother_changesNothing() {
        RemoteTier tier = node("a");
        load(tier, KEY, "t1");
        Await.value(tier.release(KEY, "t2"));
        assertThat(load(tier, KEY, "t3")).isInstanceOf(Busy.class);
        assertThat(fill(tier, KEY, "t1", "value").stored()).isTrue();
    }

    @Test
    void fill_withoutALease_isRejected() {
        RemoteTier tier = node("a");
        assertThat(fill(tier, KEY, "t1", "value").stored()).isFalse();
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
    }

    @Test
    void fill_withAnOldToken_isRejectedAndLeavesTheNewLease() {
        RemoteTier tier = node("a");
        load(tier, KEY, "old");
        Await.value(tier.release(KEY, "old"));
        load(tier, KEY, "new");
        assertThat(fill(tier, KEY, "old", "stale").stored()).isFalse();
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
        assertThat(fill(tier, KEY, "new", "fresh").stored()).isTrue();
    }

    @Test
    void fill_repeated_isRejectedAndLeavesTheEntry() {
        RemoteTier tier = node("a");
        load(tier, KEY, "t1");
        fill(tier, KEY, "t1", "value");
        assertThat(fill(tier, KEY, "t1", "again").stored()).isFalse();
        assertHit(peek(tier, KEY), "value");
    }

    @Test
    void fill_afterAnInvalidation_isRejected() {
        RemoteTier tier = node("a");
        load(tier, KEY, "t1");
        Invalidation step = invalidate(node("b"), KEY);
        FillReply reply = fill(tier, KEY, "t1", "stale");
        assertThat(reply).isEqualTo(new FillReply(false, step.head()));
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
    }

    @Test
    void fill_afterAPut_isRejectedAndLeavesThePut() {
        RemoteTier tier = node("a");
        load(tier, KEY, "t1");
        put(node("b"), KEY, "put");
        assertThat(fill(tier, KEY, "t1", "stale").stored()).isFalse();
        assertHit(peek(tier, KEY), "put");
    }

    @Test
    void fill_afterAClear_isRejectedAndEndsTheLease() {
        RemoteTier tier = node("a");
        load(tier, KEY, "t1");
        clear(node("b"), SHARD);
        assertThat(fill(tier, KEY, "t1", "stale").stored()).isFalse();
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
        assertThat(load(tier, KEY, "t2")).isInstanceOf(Granted.class);
    }

    @Test
    void fill_afterTheLeaseRanOut_isRejected() {
        RemoteTier tier = node("a");
        load(tier, KEY, "dead", SHORT.toMillis());
        letTimePass(SHORT);
        Await.until("the lease has run out", () -> load(tier, KEY, "heir") instanceof Granted);
        assertThat(fill(tier, KEY, "dead", "stale").stored()).isFalse();
        assertThat(Await.value(tier.renew(KEY, "dead", LONG))).isFalse();
        assertThat(fill(tier, KEY, "heir", "value").stored()).isTrue();
    }

    @Test
    void fill_ofAnotherKeyInvalidated_isStored() {
        RemoteTier tier = node("a");
        load(tier, KEY, "t1");
        invalidate(tier, key("k:other"));
        assertThat(fill(tier, KEY, "t1", "value").stored()).isTrue();
    }

    @Test
    void renew_ofALease_prolongsIt() {
        RemoteTier tier = node("a");
        RemoteKey brief = key("k:brief");
        load(tier, KEY, "t1", SHORT.toMillis());
        assertThat(Await.value(tier.renew(KEY, "t1", LONG))).isTrue();
        load(tier, brief, "t2", SHORT.toMillis());
        letTimePass(SHORT);
        Await.until("a lease as short, taken later, has run out", () -> load(tier, brief, "t3") instanceof Granted);
        assertThat(load(tier, KEY, "t4")).isInstanceOf(Busy.class);
        assertThat(fill(tier, KEY, "t1", "value").stored()).isTrue();
    }

    @Test
    void renew_byWhoDoesNotHoldIt_isRefused() {
        RemoteTier tier = node("a");
        assertThat(Await.value(tier.renew(KEY, "t1", LONG))).isFalse();
        load(tier, KEY, "t1");
        assertThat(Await.value(tier.renew(KEY, "t2", LONG))).isFalse();
        invalidate(tier, KEY);
        assertThat(Await.value(tier.renew(KEY, "t1", LONG))).isFalse();
    }

    @Test
    void entry_pastItsTimeToLive_isAMiss() {
        RemoteTier tier = node("a");
        RemoteKey lasting = key("k:lasting");
        load(tier, KEY, "t1");
        Await.value(tier.fill(KEY, "t1", NewEntry.of(bytes("brief"), SHORT.toMillis()), false));
        Await.value(tier.change(new Change.Put(lasting, NewEntry.of(bytes("lasting"), LONG), "n1")));
        letTimePass(SHORT);
        Await.until("the entry has expired", () -> peek(tier, KEY) instanceof Absent);
        assertHit(peek(tier, lasting), "lasting");
        assertThat(load(tier, KEY, "t2")).isInstanceOf(Granted.class);
    }

    @Test
    void put_pastItsTimeToLive_isAMiss() {
        RemoteTier tier = node("a");
        Await.value(tier.change(new Change.Put(KEY, NewEntry.of(bytes("brief"), SHORT.toMillis()), "n1")));
        letTimePass(SHORT);
        Await.until("the entry has expired", () -> peek(tier, KEY) instanceof Absent);
    }

    @Test
    void put_overAnEntry_replacesIt() {
        RemoteTier tier = node("a");
        store(tier, KEY, "old");
        Invalidation step = put(tier, KEY, "new");
        ReadReply reply = load(node("b"), KEY, "t2");
        assertHit(reply, "new");
        assertThat(((Hit) reply).filledAt()).isEqualTo(step.position());
    }

    @Test
    void invalidate_severalKeys_deletesThemInOneStep() {
        RemoteTier tier = node("a");
        List<RemoteKey> keys = List.of(key("k:1"), key("k:2"), key("k:3"));
        keys.forEach(key -> store(tier, key, key.name()));
        store(tier, KEY, "stays");
        Position before = head(tier).position();
        Invalidation step = invalidate(tier, keys.toArray(RemoteKey[]::new));
        assertThat(step.position()).isEqualTo(new Position(before.epoch(), before.seq() + 1));
        assertThat(keys).allSatisfy(key -> assertThat(peek(tier, key)).isInstanceOf(Absent.class));
        assertHit(peek(tier, KEY), "stays");
    }

    @Test
    void clear_ofAShard_makesAMissOfEachOfItsEntriesOnly() {
        RemoteTier tier = node("a");
        RemoteKey elsewhere = new RemoteKey(OTHER_SHARD, "k:elsewhere", "k:elsewhere");
        store(tier, KEY, "filled");
        put(tier, key("k:put"), "put");
        store(tier, elsewhere, "stays");
        clear(tier, SHARD);
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
        assertThat(peek(tier, key("k:put"))).isInstanceOf(Absent.class);
        assertHit(peek(tier, elsewhere), "stays");
        store(tier, KEY, "filled again");
        assertHit(peek(tier, KEY), "filled again");
    }

    @Test
    void replace_ofAnEntry_isNeverAHitAndLeavesItReadable() {
        RemoteTier tier = node("a");
        store(tier, KEY, "old");
        assertThat(read(tier, Mode.REPLACE, "t1", Position.NONE)).isInstanceOf(Granted.class);
        assertHit(peek(tier, KEY), "old");
        assertHit(load(node("b"), KEY, "t2"), "old");
        assertThat(read(node("b"), Mode.REPLACE, "t3", Position.NONE)).isInstanceOf(Busy.class);
        assertThat(fill(tier, KEY, "t1", "new").stored()).isTrue();
        assertHit(peek(tier, KEY), "new");
    }

    @Test
    void peek_atAMissingKey_takesNoLease() {
        RemoteTier tier = node("a");
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
        assertThat(load(node("b"), KEY, "t1")).isInstanceOf(Granted.class);
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
    }

    @Test
    void guard_laterThanTheEntry_makesItAMiss() {
        RemoteTier tier = node("a");
        store(tier, KEY, "value");
        Position filledAt = head(tier).position();
        Position later = new Position(filledAt.epoch(), filledAt.seq() + 1);
        assertHit(read(tier, Mode.PEEK, "t", filledAt), "value");
        assertHit(read(tier, Mode.PEEK, "t", new Position(filledAt.epoch() - 1, filledAt.seq() + 100)), "value");
        assertThat(read(tier, Mode.PEEK, "t", later)).isInstanceOf(Absent.class);
        assertThat(read(tier, Mode.LOAD, "t", later)).isInstanceOf(Granted.class);
    }

    @Test
    void guard_ofALaterEpoch_beginsAnotherLaterStill() {
        RemoteTier tier = node("a");
        store(tier, KEY, "value");
        invalidate(tier, key("k:other"));
        Position guard = new Position(head(tier).position().epoch() + 3_600_000_000L, 7);
        ReadReply reply = read(tier, Mode.LOAD, "t1", guard);
        assertThat(reply).isInstanceOf(Granted.class);
        assertThat(reply.head().position().epoch()).isGreaterThan(guard.epoch());
        assertThat(reply.head().position().seq()).isZero();
        assertThat(reply.head().nonce()).isEmpty();
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
        assertThat(fill(tier, KEY, "t1", "anew").stored()).isTrue();
        assertHit(peek(tier, KEY), "anew");
    }

    @Test
    void fill_grantedInAnEarlierEpoch_isRejected() {
        RemoteTier tier = node("a");
        load(tier, KEY, "t1");
        Position guard = new Position(head(tier).position().epoch() + 3_600_000_000L, 0);
        read(node("b"), Mode.PEEK, "t2", guard);
        assertThat(fill(tier, KEY, "t1", "stale").stored()).isFalse();
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
    }

    @Test
    void readAll_ofDifferentOutcomes_repliesInOrder() {
        RemoteTier tier = node("a");
        store(tier, key("k:hit"), "one");
        put(tier, new RemoteKey(OTHER_SHARD, "k:put", "k:put"), "two");
        load(node("b"), key("k:busy"), "somebody else");
        List<ReadRequest> requests = new ArrayList<>();
        for (RemoteKey key :
                List.of(key("k:hit"), key("k:missing"), new RemoteKey(OTHER_SHARD, "k:put", "k:put"), key("k:busy"))) {
            requests.add(new ReadRequest(key, Mode.LOAD, unique("token"), LONG, Position.NONE));
        }
        List<ReadReply> replies = Await.value(tier.readAll(requests)).stream()
                .map(Optional::orElseThrow)
                .toList();
        assertThat(replies).hasSize(4);
        assertHit(replies.get(0), "one");
        assertThat(replies.get(1)).isInstanceOf(Granted.class);
        assertHit(replies.get(2), "two");
        assertThat(replies.get(2).head().shard()).isEqualTo(OTHER_SHARD);
        assertThat(replies.get(3)).isInstanceOf(Busy.class);
    }

    @Test
    void readAll_ofNothing_repliesNothing() {
        assertThat(Await.value(node("a").readAll(List.of()))).isEmpty();
    }

    @Test
    void names_ofAnyCharacters_areKeptApart() {
        RemoteTier tier = node("a");
        List<RemoteKey> keys = IntStream.range(0, ODD_NAMES.size())
                .mapToObj(i -> key(ODD_NAMES.get(i)))
                .toList();
        keys.forEach(key -> store(tier, key, "of " + key.name()));
        keys.forEach(key -> assertHit(peek(tier, key), "of " + key.name()));
        invalidate(tier, keys.get(0));
        assertThat(peek(tier, keys.get(0))).isInstanceOf(Absent.class);
        keys.stream().skip(1).forEach(key -> assertHit(peek(tier, key), "of " + key.name()));
    }

    @Test
    void payloads_ofAnySize_comeBackAsTheyWere() {
        RemoteTier tier = node("a");
        byte[] large = new byte[3 << 20];
        new Random(1).nextBytes(large);
        for (byte[] payload : List.of(new byte[0], new byte[] {0}, new byte[] {-1, 0, 13, 10, 36}, large)) {
            Await.value(tier.change(new Change.Put(KEY, NewEntry.of(payload, LONG), unique("nonce"))));
            assertThat(((Hit) peek(tier, KEY)).envelope()).isEqualTo(payload);
            read(tier, Mode.REPLACE, "t1", Position.NONE);
            Await.value(tier.fill(KEY, "t1", NewEntry.of(payload, LONG), false));
            assertThat(((Hit) peek(tier, KEY)).envelope()).isEqualTo(payload);
        }
    }

    @Test
    void caches_ofOtherNames_areKeptApart() {
        RemoteTier tier = node("a");
        store(tier, KEY, "value");
        assertThat(peek(otherCache("a"), KEY)).isInstanceOf(Absent.class);
        assertThat(peek(otherNamespace("a"), KEY)).isInstanceOf(Absent.class);
        invalidate(otherCache("a"), KEY);
        clear(otherNamespace("a"), SHARD);
        assertHit(peek(tier, KEY), "value");
    }

    @Test
    void agreeOnShards_byNodesThatDiffer_isTheFirstNodesNumber() {
        assertThat(Await.value(node("a").agreeOnShards(16))).isEqualTo(16);
        assertThat(Await.value(node("b").agreeOnShards(32))).isEqualTo(16);
        assertThat(Await.value(node("a").agreeOnShards(16))).isEqualTo(16);
        assertThat(Await.value(otherCache("b").agreeOnShards(32))).isEqualTo(32);
    }
}
