package io.twofold.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.spi.Change;
import io.twofold.spi.NewEntry;
import io.twofold.spi.RemoteKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final int SHARDS = 4;

    private final Outbox outbox = new Outbox(SHARDS, new Ids("node"), new Warnings("cache", new StillTime()));
    private final List<Change> sent = new ArrayList<>();
    private boolean reachable = true;

    private static RemoteKey key(int number) {
        return new RemoteKey(number % SHARDS, "k:" + number, "k:" + number);
    }

    private static Change invalidation(RemoteKey... keys) {
        return new Change.Invalidate(keys[0].shard(), Arrays.asList(keys), "nonce");
    }

    private CompletableFuture<Boolean> send(Change change) {
        sent.add(change);
        return CompletableFuture.completedFuture(reachable);
    }

    private boolean replay() {
        sent.clear();
        return outbox.replay(this::send).join();
    }

    private Set<RemoteKey> sentKeys() {
        Set<RemoteKey> keys = new HashSet<>();
        for (Change change : sent) {
            if (change instanceof Change.Invalidate invalidate) {
                keys.addAll(invalidate.keys());
            }
        }
        return keys;
    }

    @Test
    void empty_holdsNothingAndSendsNothing() {
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(outbox.holds(key(1))).isFalse();
        assertThat(replay()).isTrue();
        assertThat(sent).isEmpty();
    }

    @Test
    void keysKeptTwice_areSentOnce() {
        outbox.keep(invalidation(key(0), key(4)));
        outbox.keep(invalidation(key(4)));
        outbox.keep(new Change.Put(key(1), NewEntry.of(new byte[0], 1), "nonce"));
        assertThat(outbox.size()).isEqualTo(3);
        assertThat(outbox.holds(key(4))).isTrue();
        assertThat(outbox.holds(key(1))).isTrue();
        assertThat(outbox.holds(key(2))).isFalse();

        assertThat(replay()).isTrue();
        assertThat(sent).hasSize(2).allMatch(Change.Invalidate.class::isInstance);
        assertThat(sentKeys()).containsExactlyInAnyOrder(key(0), key(4), key(1));
        assertThat(sent).extracting(Change::nonce).doesNotHaveDuplicates().doesNotContain("nonce");
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(outbox.holds(key(4))).isFalse();
    }

    @Test
    void manyKeysOfAShard_areSentInBatches() {
        IntStream.range(0, 250).forEach(i -> outbox.keep(invalidation(key(i * SHARDS))));
        assertThat(replay()).isTrue();
        assertThat(sent).hasSize(3);
        assertThat(sentKeys()).hasSize(250);
    }

    @Test
    void clear_takesTheKeysOfItsShardWithIt() {
        outbox.keep(invalidation(key(1), key(5)));
        outbox.keep(invalidation(key(2)));
        outbox.keep(new Change.Clear(1, "nonce"));
        outbox.keep(invalidation(key(9)));
        assertThat(outbox.size()).isEqualTo(2);
        assertThat(outbox.holds(key(13))).as("every key of the shard").isTrue();
        assertThat(outbox.holds(key(3))).isFalse();
        assertThat(replay()).isTrue();
        assertThat(sent).hasSize(2);
        assertThat(sent).anyMatch(change -> change instanceof Change.Clear && change.shard() == 1);
        assertThat(sentKeys()).containsExactly(key(2));
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void replayThatFails_keepsEverything() {
        outbox.keep(invalidation(key(0)));
        outbox.keep(invalidation(key(1)));
        reachable = false;
        assertThat(replay()).isFalse();
        assertThat(sent).as("each shard by itself").hasSize(2);
        assertThat(outbox.size()).isEqualTo(2);
        assertThat(outbox.holds(key(0))).isTrue();
        reachable = true;
        assertThat(replay()).isTrue();
        assertThat(sentKeys()).containsExactlyInAnyOrder(key(0), key(1));
    }

    @Test
    void replayThatFailsInOneShard_goesOnInTheOthers() {
        outbox.keep(invalidation(key(0)));
        outbox.keep(invalidation(key(1)));
        boolean all = outbox.replay(change -> CompletableFuture.completedFuture(change.shard() == 1))
                .join();
        assertThat(all).isFalse();
        assertThat(outbox.holds(key(0))).isTrue();
        assertThat(outbox.holds(key(1))).isFalse();
    }

    @Test
    void changeKeptDuringAReplay_isNotForgotten() {
        outbox.keep(invalidation(key(0)));
        outbox.keep(new Change.Clear(1, "nonce"));
        boolean all = outbox.replay(change -> {
                    if (change instanceof Change.Clear) {
                        outbox.keep(invalidation(key(1)));
                    } else {
                        outbox.keep(invalidation(key(0)));
                    }
                    return CompletableFuture.completedFuture(true);
                })
                .join();
        assertThat(all).isFalse();
        assertThat(outbox.holds(key(0))).isTrue();
        assertThat(outbox.holds(key(1))).isTrue();
        assertThat(replay()).isTrue();
        assertThat(sentKeys()).containsExactly(key(0));
        assertThat(sent).anyMatch(change -> change instanceof Change.Clear && change.shard() == 1);
    }

    @Test
    void overflow_becomesAClearOfEveryShard() {
        IntStream.rangeClosed(0, Outbox.LIMIT).forEach(i -> outbox.keep(invalidation(key(i))));
        assertThat(outbox.size()).isEqualTo(SHARDS);
        assertThat(outbox.holds(key(Outbox.LIMIT * 7))).isTrue();
        assertThat(replay()).isTrue();
        assertThat(sent).hasSize(SHARDS).allMatch(Change.Clear.class::isInstance);
        assertThat(sent).extracting(Change::shard).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(outbox.isEmpty()).isTrue();
    }
}
