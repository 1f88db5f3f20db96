package io.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.spi.RemoteTier;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a remote tier must do for the keys that nodes use most. */
abstract class RemoteHotKeysConformance extends RemoteInspectConformance {
    private static final int MOST_LISTS = 16;

    @Test
    void hotKeys_thatNobodyNoted_areNone() {
        assertThat(Await.value(node("a").hotKeys())).isEmpty();
    }

    @Test
    void noteHot_isSeenByTheFleetInItsOrder_andReplacesWhatTheNodeNotedBefore() {
        RemoteTier a = node("a");
        RemoteTier b = node("b");
        note(a, "k:3", "k:1", "k:\u00e4\n, ");
        assertThat(Await.value(b.hotKeys())).containsExactly(List.of("k:3", "k:1", "k:\u00e4\n, "));
        note(a, "k:2");
        assertThat(Await.value(b.hotKeys())).containsExactly(List.of("k:2"));
        assertThat(Await.value(otherCache("a").hotKeys())).isEmpty();
        assertThat(Await.value(otherNamespace("a").hotKeys())).isEmpty();
    }

    @Test
    void noteHot_ofManyNodes_keepsSome() {
        IntStream.range(0, 3 * MOST_LISTS).forEach(i -> note(node("n" + i), "k:" + i));
        List<List<String>> lists = Await.value(node("a").hotKeys());
        assertThat(lists).hasSizeBetween(1, MOST_LISTS);
        assertThat(lists).allSatisfy(list -> assertThat(list).hasSize(1));
    }

    @Test
    void noteHot_ofManyKeys_keepsAll() {
        List<String> ids = IntStream.range(0, 10_000).mapToObj(i -> "k:" + i).toList();
        Await.value(node("a").noteHot(ids));
        assertThat(Await.value(node("b").hotKeys())).containsExactly(ids);
        letTimePass(Duration.ofHours(1));
        assertThat(Await.value(node("b").hotKeys())).hasSize(1);
    }

    private static void note(RemoteTier tier, String... ids) {
        Await.value(tier.noteHot(List.of(ids)));
    }
}
