package io.twofold.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.spi.Change;
import io.twofold.spi.NewEntry;
import io.twofold.spi.RemoteKey;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final Journal journal = new Journal();
    private final Outbox outbox = new Outbox(4, new Ids("node"), new Warnings("cache", new SystemTime()));

    private static RemoteKey key(int shard, int number) {
        return new RemoteKey(shard, "k:" + number, "k:" + number);
    }

    private static Change invalidate(RemoteKey key) {
        return new Change.Invalidate(key.shard(), List.of(key), "nonce");
    }

    @Test
    void repeat_sendsTheLastChangesOfTheShardOnceMore() {
        journal.add(invalidate(key(1, 1)), 0);
        journal.add(new Change.Put(key(1, 2), NewEntry.of(new byte[0], 1), "nonce"), 0);
        journal.add(invalidate(key(2, 3)), 0);
        journal.repeat(1, outbox, MINUTE);
        assertThat(outbox.holds(key(1, 1))).isTrue();
        assertThat(outbox.holds(key(1, 2))).isTrue();
        assertThat(outbox.holds(key(2, 3))).as("of another shard").isFalse();
        assertThat(outbox.size()).isEqualTo(2);
    }

    @Test
    void changesLongAgo_areNotRepeated() {
        journal.add(invalidate(key(1, 1)), 0);
        journal.add(invalidate(key(1, 2)), 2 * MINUTE);
        journal.repeat(1, outbox, 3 * MINUTE);
        assertThat(outbox.holds(key(1, 1))).isFalse();
        assertThat(outbox.holds(key(1, 2))).isTrue();
    }

    @Test
    void moreChangesThanItHolds_clearTheShard() {
        journal.add(invalidate(key(1, -1)), 0);
        IntStream.range(0, 10_000).forEach(i -> journal.add(invalidate(key(2, i)), MINUTE));
        journal.repeat(1, outbox, MINUTE);
        assertThat(outbox.holds(key(1, 77))).as("any key of the shard").isTrue();
        assertThat(outbox.holds(key(3, 77))).isFalse();
        assertThat(outbox.size()).isOne();
    }

    @Test
    void whatWasForgottenLongAgo_isNotCleared() {
        journal.add(invalidate(key(1, -1)), 0);
        IntStream.range(0, 10_000).forEach(i -> journal.add(invalidate(key(2, i)), MINUTE));
        journal.repeat(1, outbox, 3 * MINUTE);
        assertThat(outbox.isEmpty()).isTrue();
    }
}
