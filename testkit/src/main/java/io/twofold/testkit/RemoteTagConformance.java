package io.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.spi.Change;
import io.twofold.spi.Invalidation;
import io.twofold.spi.LogSlice;
import io.twofold.spi.NewEntry;
import io.twofold.spi.ReadReply;
import io.twofold.spi.ReadReply.Absent;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.RemoteTier;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link RemoteTier} must do with the tags of entries; part of {@link RemoteTierConformance}. */
abstract class RemoteTagConformance extends RemoteWriteConformance {
    private void store(RemoteTier tier, RemoteKey key, String value, String... tags) {
        String token = unique("token");
        assertThat(load(tier, key, token)).isInstanceOf(ReadReply.Granted.class);
        assertThat(fill(tier, key, token, value, tags)).isTrue();
    }

    private static boolean fill(RemoteTier tier, RemoteKey key, String token, String value, String... tags) {
        NewEntry entry = new NewEntry(bytes(value), LONG, 0, List.of(tags));
        return Await.value(tier.fill(key, token, entry, false)).stored();
    }

    private Invalidation invalidateTags(RemoteTier tier, String... tags) {
        return Await.value(tier.change(new Change.InvalidateTags(SHARD, List.of(tags), unique("nonce"))));
    }

    @Test
    void hit_bringsTheTagsOfTheEntry() {
        RemoteTier tier = node("a");
        store(tier, KEY, "value", "red", "gr\u00fcn");
        ReadReply reply = load(node("b"), KEY, "t1");
        assertHit(reply, "value");
        assertThat(((ReadReply.Hit) reply).tags()).containsExactly("red", "gr\u00fcn");
        put(tier, KEY, "plain");
        assertThat(((ReadReply.Hit) load(tier, KEY, "t2")).tags()).isEmpty();
    }

    @Test
    void invalidateTags_makesMissesOfWhatHasOneOfThem() {
        RemoteTier tier = node("a");
        RemoteKey other = key("k:other");
        RemoteKey plain = key("k:plain");
        store(tier, KEY, "1", "red", "round");
        store(tier, other, "2", "green");
        store(tier, plain, "3");
        invalidateTags(tier, "round", "square");
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
        assertHit(peek(tier, other), "2");
        assertHit(peek(tier, plain), "3");
        store(tier, KEY, "new", "red", "round");
        assertHit(peek(tier, KEY), "new");
    }

    @Test
    void invalidateTags_endsWhatWasPut() {
        RemoteTier tier = node("a");
        NewEntry entry = new NewEntry(bytes("put"), LONG, 0, List.of("red"));
        Await.value(tier.change(new Change.Put(KEY, entry, unique("nonce"))));
        assertHit(peek(tier, KEY), "put");
        invalidateTags(tier, "red");
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
        Await.value(tier.change(new Change.Put(KEY, entry, unique("nonce"))));
        assertHit(peek(tier, KEY), "put");
    }

    @Test
    void fill_withATagInvalidatedSinceTheGrant_isRejected() {
        RemoteTier tier = node("a");
        load(tier, KEY, "t1");
        invalidateTags(tier, "red");
        assertThat(fill(tier, KEY, "t1", "old", "blue", "red")).isFalse();
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
        RemoteKey other = key("k:other");
        load(tier, other, "t2");
        invalidateTags(tier, "red");
        assertThat(fill(tier, other, "t2", "value", "blue")).as("another tag").isTrue();
    }

    @Test
    void invalidateTags_isAStepOfTheHistory() {
        RemoteTier tier = node("a");
        RecordingListener other = listening(node("b"));
        Invalidation before = invalidate(tier, KEY);
        Invalidation step = invalidateTags(tier, "red", "blue");
        assertThat(step.kind()).isEqualTo(Invalidation.Kind.TAGS);
        assertThat(step.ids()).containsExactly("red", "blue");
        assertThat(step.position().seq()).isEqualTo(before.position().seq() + 1);
        LogSlice log = Await.value(tier.log(SHARD, before.position()));
        assertThat(log.steps()).containsExactly(step);
        settle(tier, other);
        assertThat(other.steps).contains(step);
    }

    @Test
    void tags_ofManyInvalidations_allKeepTheirFloors() {
        RemoteTier tier = node("a");
        store(tier, KEY, "value", "tag 0", "tag 57");
        RemoteKey other = key("k:other");
        store(tier, other, "value", "tag 200");
        IntStream.range(0, 100).forEach(i -> invalidateTags(tier, "tag " + i));
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
        assertHit(peek(tier, other), "value");
    }

    @Test
    void tags_asManyAndAsLongAsAllowed_areKept() {
        RemoteTier tier = node("a");
        String[] tags =
                IntStream.range(0, 32).mapToObj(i -> i + "-" + "x".repeat(250)).toArray(String[]::new);
        store(tier, KEY, "value", tags);
        assertThat(((ReadReply.Hit) load(tier, KEY, "t1")).tags()).containsExactly(tags);
        invalidateTags(tier, tags[31]);
        assertThat(peek(tier, KEY)).isInstanceOf(Absent.class);
    }
}
