package io.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.spi.Change;
import io.twofold.spi.Inspection;
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
import io.twofold.spi.RemoteTier;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a remote tier must do for entries that are refreshed early, kept past their life, prolonged or expired. */
abstract class RemoteRefreshConformance extends RemoteHotKeysConformance {
    private static final long SHORT = 50;

    /** Stores a value that is kept past its life. */
    private void store(RemoteTier tier, String value, long ttlMillis, long staleMillis, String... tags) {
        String token = unique("token");
        assertThat(load(tier, KEY, token)).isInstanceOf(Granted.class);
        NewEntry entry = new NewEntry(bytes(value), ttlMillis, staleMillis, List.of(tags));
        assertThat(Await.value(tier.fill(KEY, token, entry, false)).stored()).isTrue();
    }

    private static ReadReply refresh(RemoteTier tier, String token, long freshMillis) {
        return Await.value(tier.read(new ReadRequest(KEY, Mode.REFRESH, token, LONG, Position.NONE, freshMillis)));
    }

    private Invalidation expire(RemoteTier tier) {
        return Await.value(tier.change(new Change.Expire(KEY.shard(), List.of(KEY), unique("nonce"))));
    }

    private static Hit previous(ReadReply reply) {
        return Objects.requireNonNull(((Granted) reply).previous(), "the previous entry");
    }

    private void awaitEndOfLife(RemoteTier tier) {
        letTimePass(Duration.ofMillis(SHORT));
        Await.until("the entry's life is over", () -> peek(tier, KEY) instanceof Absent);
    }

    @Test
    void refresh_ofAnEntryWithMuchOfItsLifeLeft_isAHit() {
        RemoteTier tier = node("a");
        store(tier, "value", LONG, 0);
        ReadReply reply = refresh(tier, "t1", LONG / 2);
        assertHit(reply, "value");
        assertThat(((Hit) reply).life().ttlMillis()).isEqualTo(LONG);
        assertThat(((Hit) reply).life().staleMillis()).isZero();
    }

    @Test
    void refresh_ofAnEntryWithLittleOfItsLifeLeft_isGrantedOnceWithTheEntry() {
        RemoteTier tier = node("a");
        store(tier, "value", LONG, 0, "tag");
        Hit previous = previous(refresh(tier, "t1", LONG));
        assertThat(previous.envelope()).isEqualTo(bytes("value"));
        assertThat(previous.tags()).containsExactly("tag");
        assertThat(refresh(node("b"), "t2", LONG)).isInstanceOf(Busy.class);
        assertHit(peek(tier, KEY), "value");
        assertThat(fill(tier, KEY, "t1", "newer").stored()).isTrue();
        assertHit(peek(tier, KEY), "newer");
    }

    @Test
    void refresh_ofAnEntryThatWasInvalidated_hasNoPrevious() {
        RemoteTier tier = node("a");
        store(tier, "value", LONG, LONG);
        invalidate(tier, KEY);
        assertThat(((Granted) refresh(tier, "t1", LONG)).previous()).isNull();
    }

    @Test
    void load_pastTheEntrysLife_isGrantedWithWhatIsKept() {
        RemoteTier tier = node("a");
        store(tier, "value", SHORT, LONG);
        awaitEndOfLife(tier);
        Hit previous = previous(load(tier, KEY, "t1"));
        assertThat(previous.envelope()).isEqualTo(bytes("value"));
        assertThat(previous.life().remainingMillis()).isLessThanOrEqualTo(0);
        assertThat(previous.life().staleMillis()).isEqualTo(LONG);
        ReadReply waiting = load(node("b"), KEY, "t2");
        assertThat(waiting)
                .isInstanceOfSatisfying(
                        Busy.class, busy -> assertThat(busy.previous()).isNotNull());
    }

    @Test
    void load_pastTheEntrysLife_afterAClearOrATagsInvalidation_hasNothingKept() {
        RemoteTier tier = node("a");
        store(tier, "value", SHORT, LONG, "tag");
        awaitEndOfLife(tier);
        Await.value(tier.change(new Change.InvalidateTags(KEY.shard(), List.of("tag"), unique("nonce"))));
        assertThat(((Granted) load(tier, KEY, "t1")).previous()).isNull();
        fill(tier, KEY, "t1", "value");
        clear(tier, KEY.shard());
        assertThat(((Granted) load(tier, KEY, "t2")).previous()).isNull();
    }

    @Test
    void prolong_underTheLease_beginsANewLifeOfTheSameBytes() {
        RemoteTier tier = node("a");
        RecordingListener others = listening(node("b"));
        store(tier, "value", SHORT, LONG, "tag");
        awaitEndOfLife(tier);
        load(tier, KEY, "t1");
        assertThat(Await.value(tier.prolong(KEY, "t1", new RemoteTier.Life(LONG, SHORT), true))
                        .stored())
                .isTrue();
        ReadReply reply = load(tier, KEY, "t2");
        assertHit(reply, "value");
        assertThat(((Hit) reply).tags()).containsExactly("tag");
        assertThat(((Hit) reply).life().ttlMillis()).isEqualTo(LONG);
        assertThat(((Hit) reply).life().staleMillis()).isEqualTo(SHORT);
        Await.until("the others are told", () -> others.refreshed.contains(KEY.id()));
    }

    @Test
    void prolong_withoutTheLease_orAfterAnInvalidation_doesNothing() {
        RemoteTier tier = node("a");
        store(tier, "value", LONG, 0);
        RemoteTier.Life life = new RemoteTier.Life(LONG, 0);
        assertThat(Await.value(tier.prolong(KEY, "none", life, false)).stored()).isFalse();
        refresh(tier, "t1", LONG);
        invalidate(tier, KEY);
        assertThat(Await.value(tier.prolong(KEY, "t1", life, false)).stored()).isFalse();
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
        load(tier, KEY, "t2");
        assertThat(Await.value(tier.prolong(KEY, "t2", life, false)).stored())
                .as("there is nothing to prolong")
                .isFalse();
        assertThat(load(tier, KEY, "t3")).as("the lease has ended").isInstanceOf(Granted.class);
    }

    @Test
    void prolong_afterATagsInvalidation_isRejected() {
        RemoteTier tier = node("a");
        store(tier, "value", LONG, 0, "tag");
        refresh(tier, "t1", LONG);
        Await.value(tier.change(new Change.InvalidateTags(KEY.shard(), List.of("tag"), unique("nonce"))));
        assertThat(Await.value(tier.prolong(KEY, "t1", new RemoteTier.Life(LONG, 0), false))
                        .stored())
                .isFalse();
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
    }

    @Test
    void expire_endsTheLifeAndTheLease_andKeepsWhatIsToBeKept() {
        RemoteTier tier = node("a");
        RecordingListener others = listening(node("b"));
        store(tier, "value", LONG, LONG);
        refresh(tier, "old", LONG);
        Invalidation step = expire(tier);
        assertThat(step.kind()).isEqualTo(Invalidation.Kind.EXPIRE);
        Await.until("the step is heard", () -> others.steps.contains(step));
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
        assertThat(fill(tier, KEY, "old", "late").stored()).isFalse();
        ReadRequest guarded = new ReadRequest(KEY, Mode.LOAD, "t1", LONG, step.position());
        Hit kept = previous(Await.value(tier.read(guarded)));
        assertThat(kept.envelope()).isEqualTo(bytes("value"));
        assertThat(kept.life().remainingMillis()).isLessThanOrEqualTo(0);
    }

    @Test
    void expire_ofWhatIsNotToBeKept_orIsAMissAlready_deletesIt() {
        RemoteTier tier = node("a");
        store(tier, "value", LONG, 0);
        expire(tier);
        assertThat(((Granted) load(tier, KEY, "t1")).previous()).isNull();
        Await.value(tier.fill(KEY, "t1", new NewEntry(bytes("value"), LONG, LONG, List.of()), false));
        clear(tier, KEY.shard());
        expire(tier);
        assertThat(((Granted) load(tier, KEY, "t2")).previous())
                .as("a clear is for good")
                .isNull();
    }

    @Test
    void inspect_pastTheEntrysLife_showsWhatIsKept() {
        RemoteTier tier = node("a");
        store(tier, "value", SHORT, LONG);
        awaitEndOfLife(tier);
        Inspection.Stored kept =
                Objects.requireNonNull(Await.value(tier.inspect(KEY)).entry(), "what is kept");
        assertThat(kept.remainingMillis()).isLessThanOrEqualTo(0);
        assertThat(kept.staleMillis()).isEqualTo(LONG);
    }

    @Test
    void permits_ofASecond_areGrantedOnceInTheFleet() {
        RemoteTier a = node("a");
        RemoteTier b = node("b");
        int granted = IntStream.range(0, 10)
                .map(i -> Await.value((i % 2 == 0 ? a : b).acquire(3, 1_000_000)))
                .sum();
        assertThat(granted).as("there are plenty").isEqualTo(30);
        RemoteTier other = otherCache("a");
        int first = Await.value(other.acquire(7, 10));
        assertThat(first).isEqualTo(7);
        assertThat(Await.value(other.acquire(10_000_000, 10)))
                .as("no more than a second has, should one have begun")
                .isLessThanOrEqualTo(10);
        letTimePass(Duration.ofSeconds(1));
        Await.until("another second has permits again", () -> Await.value(other.acquire(1, 10)) == 1);
    }
}
