package io.twofold.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.benchmarks.scale.FleetLoad.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetLoadTest {
    private static final String CACHE = "shop:products";
    private static final String NONCE = "node-1:2s";
    private static final String KEY = "product:1";
    private static final FleetLoad LOAD =
            new FleetLoad(20, 3, 4, 500, 5, new Names(CACHE.length(), NONCE.length(), KEY.length()));

    private static int resp(List<String> words) {
        StringBuilder bytes = new StringBuilder("*" + words.size() + "\r\n");
        words.forEach(word -> bytes.append("$")
                .append(word.length())
                .append("\r\n")
                .append(word)
                .append("\r\n"));
        return bytes.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private static String fields(String... fields) {
        StringBuilder payload = new StringBuilder();
        for (String field : fields) {
            payload.append(field.length()).append(':').append(field);
        }
        return payload.toString();
    }

    @Test
    void rates_growWithNodesAndCaches() {
        assertThat(LOAD.beatsPerSecond()).isEqualTo(120);
        assertThat(LOAD.pingsPerSecond()).isEqualTo(100);
        assertThat(LOAD.messagesPerSecond(7)).isEqualTo(140);
    }

    @Test
    void beatRequestBytes_areThoseOfTheCommand() {
        List<String> words = new ArrayList<>(List.of("EVALSHA", "0".repeat(40), "8"));
        for (int shard = 0; shard < 4; shard++) {
            words.add("tf:{" + CACHE + ":" + shard + "}:c");
            words.add("tf:{" + CACHE + ":" + shard + "}:x");
        }

        assertThat(LOAD.beatRequestBytes()).isEqualTo(resp(words));
    }

    @Test
    void beatReplyBytes_areThoseOfTheHeads() {
        List<String> heads = new ArrayList<>();
        for (int shard = 0; shard < 4; shard++) {
            heads.addAll(List.of("1767225600000000", "123", NONCE));
        }

        heads.add("1767225600000");

        assertThat(LOAD.beatReplyBytes(123)).isEqualTo(resp(heads));
    }

    @Test
    void changeBytesOut_areAMessageToEachNodeAndTheReply() {
        int reply = resp(List.of("1767225600000000", "123", NONCE, "K"));

        assertThat(LOAD.changeBytesOut(123)).isEqualTo(20 * LOAD.messageBytes(123) + reply);
    }

    @Test
    void messageBytes_areThoseOfAnAnnouncement() {
        String payload = fields("S", "3", "1767225600000000", "123", NONCE, NONCE, "K", KEY);

        assertThat(LOAD.messageBytes(123)).isEqualTo(resp(List.of("message", "tf:{" + CACHE + "}:ch", payload)));
    }
}
