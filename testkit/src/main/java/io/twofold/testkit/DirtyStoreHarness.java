package io.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.spi.DirtyStore;
import io.twofold.spi.DirtyStore.Item;
import io.twofold.spi.DirtyStore.PutReply;
import io.twofold.spi.DirtyStore.Step;
import io.twofold.spi.Invalidation;
import io.twofold.spi.NewEntry;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply;
import io.twofold.spi.ReadReply.Absent;
import io.twofold.spi.ReadReply.Dirty;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.RemoteTier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Short ways to ask about dirty values, and what must become of those that are put in several shards at once. */
abstract class DirtyStoreHarness extends RemoteTierHarness {
    static final long NO_LIMIT = 1_000_000;
    static final RemoteKey SECOND = key("k:second");

    @Override
    final boolean writesBehind() {
        return true;
    }

    static DirtyStore.Put value(RemoteKey key, @Nullable String text) {
        return new DirtyStore.Put(key, text == null ? null : new NewEntry(bytes(text), LONG, 0, List.of("tag")));
    }

    static void assertDirty(ReadReply reply, String text) {
        assertThat(reply).isInstanceOfSatisfying(Dirty.class, found -> assertText(found.item(), text));
    }

    static void assertText(Item item, String text) {
        NewEntry entry = Objects.requireNonNull(item.entry(), "a value");
        assertThat(new String(entry.envelope(), StandardCharsets.UTF_8)).isEqualTo(text);
        assertThat(entry.ttlMillis()).isEqualTo(LONG);
        assertThat(entry.tags()).containsExactly("tag");
    }

    @Test
    void putAll_isAStepOfEachShard() {
        RemoteTier tier = node("a");
        RecordingListener other = listening(node("b"));
        RemoteKey elsewhere = new RemoteKey(OTHER_SHARD, "k:elsewhere", "k:elsewhere");
        load(tier, elsewhere, "t1");
        List<PutReply> replies = putAll(
                tier,
                new Step(SHARD, List.of(value(KEY, "1"), value(SECOND, "2")), unique("nonce"), NO_LIMIT),
                new Step(OTHER_SHARD, List.of(value(elsewhere, "caf\u00e9")), unique("nonce"), NO_LIMIT));
        assertThat(replies.get(0).versions()).hasSize(2).doesNotContain(0L);
        assertThat(replies.get(1).versions()).hasSize(1).doesNotContain(0L);
        assertThat(fill(tier, elsewhere, "t1", "old").stored()).isFalse();
        assertDirty(peek(tier, KEY), "1");
        assertDirty(peek(tier, SECOND), "2");
        assertDirty(peek(tier, elsewhere), "caf\u00e9");
        settle(tier, other);
        for (PutReply reply : replies) {
            Invalidation step = Objects.requireNonNull(reply.step(), "a step");
            assertThat(other.steps).contains(step);
            assertThat(Await.value(tier.heads(List.of(step.shard())))
                            .known()
                            .get(0)
                            .position())
                    .isEqualTo(step.position());
        }
    }

    @Test
    void find_findsWhatIsDirty_ofAnyShard_andBeginsNoHistory() {
        RemoteTier tier = node("a");
        RemoteKey elsewhere = new RemoteKey(OTHER_SHARD, "k:elsewhere", "k:elsewhere");
        assertThat(Await.value(tier.dirtyStore().find(List.of(KEY, elsewhere)))).containsExactly(none(), none());
        store(tier, SECOND, "an entry");
        putAll(tier, new Step(SHARD, List.of(value(KEY, "1")), unique("nonce"), NO_LIMIT));
        putAll(tier, new Step(OTHER_SHARD, List.of(value(elsewhere, null)), unique("nonce"), NO_LIMIT));
        Position before = head(tier).position();
        List<Optional<Item>> found = Await.value(tier.dirtyStore().find(List.of(elsewhere, SECOND, KEY)));
        assertThat(found.get(0))
                .hasValueSatisfying(item -> assertThat(item.entry()).isNull());
        assertThat(found.get(1)).isEmpty();
        assertThat(found.get(2)).hasValueSatisfying(item -> assertText(item, "1"));
        assertThat(head(tier).position()).isEqualTo(before);
    }

    private static Optional<Item> none() {
        return Optional.empty();
    }

    @Test
    void putAll_noRoomInOneShard_leavesTheOthersAlone() {
        RemoteTier tier = node("a");
        Await.value(tier.dirtyStore().put(SHARD, List.of(value(KEY, "1")), unique("nonce"), NO_LIMIT));
        RemoteKey elsewhere = new RemoteKey(OTHER_SHARD, "k:elsewhere", "k:elsewhere");
        List<PutReply> replies = putAll(
                tier,
                new Step(SHARD, List.of(value(SECOND, "no room")), unique("nonce"), 1),
                new Step(OTHER_SHARD, List.of(value(elsewhere, "2")), unique("nonce"), 1));
        assertThat(replies.get(0)).isEqualTo(new PutReply(null, List.of(0L)));
        assertThat(replies.get(1).versions().get(0)).isPositive();
        assertDirty(peek(tier, elsewhere), "2");
        assertThat(peek(tier, SECOND)).isInstanceOf(Absent.class);
    }

    private static List<PutReply> putAll(RemoteTier tier, Step... steps) {
        return tier.dirtyStore().putAll(Arrays.asList(steps)).stream()
                .map(Await::value)
                .toList();
    }
}
