package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.spi.FeedListener;
import io.twofold.spi.Invalidation;
import io.twofold.spi.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
    private final Heard heard = new Heard();

    private static final class Heard implements FeedListener {
        private final List<Invalidation> steps = new ArrayList<>();
        private final List<String> refreshed = new ArrayList<>();

        @Override
        public void onInvalidation(Invalidation invalidation) {
            steps.add(invalidation);
        }

        @Override
        public void onRefreshed(String id) {
            refreshed.add(id);
        }

        @Override
        public void onWake(String name) {
            throw new AssertionError("not on this channel");
        }

        @Override
        public void onSubscribed() {
            throw new AssertionError("not from a message");
        }

        @Override
        public void onUnreadable(Throwable cause) {
            throw new AssertionError("the feed says this", cause);
        }
    }

    private void deliver(String message) {
        Messages.deliver(message.getBytes(StandardCharsets.UTF_8), "me", heard);
    }

    private static String message(String... fields) {
        StringBuilder message = new StringBuilder();
        for (String field : fields) {
            message.append(field.getBytes(StandardCharsets.UTF_8).length)
                    .append(':')
                    .append(field);
        }
        return message.toString();
    }

    @Test
    void deliver_refreshOfAnother_isHeard() {
        for (String id :
                List.of("k:lamp", "k:caf\u00e9 \ud83d\ude00", "k:1:2:3", "k:" + "x".repeat(4_000), "k:\\d83d")) {
            Messages.deliver(Messages.refreshed("other", id), "me", heard);
            assertThat(heard.refreshed).last().isEqualTo(id);
        }
        assertThat(heard.steps).isEmpty();
    }

    @Test
    void deliver_refreshOfOnesOwn_isNotHeard() {
        Messages.deliver(Messages.refreshed("me", "k:lamp"), "me", heard);

        assertThat(heard.refreshed).isEmpty();
    }

    @Test
    void deliver_step_isHeardWhole() {
        deliver(message("S", "7", "1700000000000000", "12", "nonce", "before", "K", "k:a:b", "", "k:caf\u00e9"));
        deliver(message("S", "0", "1", "1", "n", "", "C"));
        deliver(message("S", "1", "2", "3", "n", "p", "P", "k:lamp"));

        assertThat(heard.steps)
                .containsExactly(
                        new Invalidation(
                                7,
                                new Position(1_700_000_000_000_000L, 12),
                                "nonce",
                                "before",
                                Invalidation.Kind.KEYS,
                                List.of("k:a:b", "", "k:caf\u00e9")),
                        new Invalidation(0, new Position(1, 1), "n", "", Invalidation.Kind.CLEAR, List.of()),
                        new Invalidation(1, new Position(2, 3), "n", "p", Invalidation.Kind.PUT, List.of("k:lamp")));
    }

    @Test
    void deliver_severalMessages_areHeardInOrder() {
        String first = message("S", "7", "1", "12", "nonce", "before", "P", "k:caf\u00e9");
        String second = message("S", "3", "2", "1", "n", "", "P", "k:a", "k:b");
        String refresh = message("R", "other", "k:lamp");
        deliver(message("M", first, refresh, second));

        assertThat(heard.steps).extracting(Invalidation::shard).containsExactly(7, 3);
        assertThat(heard.steps)
                .extracting(Invalidation::ids)
                .containsExactly(List.of("k:caf\u00e9"), List.of("k:a", "k:b"));
        assertThat(heard.refreshed).containsExactly("k:lamp");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1:M1:x",
                "1:M9:1:S",
                "1:M3:1:M",
                "1",
                "1:",
                ":",
                "::",
                "x",
                "-1:x",
                "1:S",
                "1:X",
                "2147483647:S",
                "2147483648:S",
                "99999999999999999:S",
                "1:R2:me",
                "1:R1:a1:b1:c",
                "1:S1:01:11:11:n0:",
                "1:S1:01:11:11:n0:1:X",
                "1:S1:x1:11:11:n0:1:K",
                "1:S1:01:x1:11:n0:1:K",
                "1:S0:1:11:11:n0:1:K",
                "1:S1:020:999999999999999999991:11:n0:1:K",
                "1:S1:01:11:11:n0:1:K9:k",
                "GET / HTTP/1.1"
            })
    void deliver_whatIsNoMessage_throwsIllegalArgumentException(String message) {
        assertThatThrownBy(() -> deliver(message)).isInstanceOf(IllegalArgumentException.class);
        assertThat(heard.steps).isEmpty();
        assertThat(heard.refreshed).isEmpty();
    }

    @Test
    void deliver_truncatedFlippedOrRandom_throwsNothingButIllegalArgumentException() {
        byte[] valid = message("S", "7", "1700000000000000", "12", "nonce", "before", "K", "k:a", "k:caf\u00e9")
                .getBytes(StandardCharsets.UTF_8);
        int refused = 0;
        for (int length = 0; length < valid.length; length++) {
            refused += refused(Arrays.copyOf(valid, length));
        }
        for (int bit = 0; bit < 8 * valid.length; bit++) {
            byte[] flipped = valid.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            refused += refused(flipped);
        }
        assertThat(refused).isGreaterThan(valid.length);
        SplittableRandom random = new SplittableRandom(31);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte)
                        (random.nextInt(3) == 0 ? random.nextInt(256) : "01259:SRKPC".charAt(random.nextInt(11)));
            }
            refused += refused(bytes);
        }
        assertThat(refused).isGreaterThan(40_000);
    }

    private int refused(byte[] message) {
        try {
            Messages.deliver(message, "me", heard);
            return 0;
        } catch (IllegalArgumentException e) {
            return 1;
        }
    }
}
