package io.twofold.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.spi.CodecException;
import io.twofold.spi.KeyCodec;
import io.twofold.spi.RemoteKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyMapperTest {
    private final KeyMapper<String> mapper = mapper(16);

    private static KeyMapper<String> mapper(int shards) {
        return new KeyMapper<>(KeyCodecs.forType(String.class), shards);
    }

    @Test
    void remoteKey_ofOrdinaryKeys_isReadable() {
        assertThat(mapper.remoteKey(null, "lamp").id()).isEqualTo("k:lamp");
        assertThat(mapper.remoteKey("acme", "lamp").id()).isEqualTo("t4:acme:lamp");
        assertThat(mapper.remoteKey("a:b", "c").id()).isEqualTo("t3:a:b:c");
        assertThat(mapper.remoteKey("a", "b:c").id()).isEqualTo("t1:a:b:c");
        assertThat(mapper.remoteKey(null, "\\").id()).isEqualTo("k:\\\\");
        assertThat(mapper.remoteKey(null, "\ud83d").id()).isEqualTo("k:\\d83d");
        assertThat(mapper.remoteKey(null, "lamp").isDigest()).isFalse();
    }

    @Test
    void remoteKey_hostileTenantsAndKeys_neverCollide() {
        SplittableRandom random = new SplittableRandom(42);
        Map<String, QualifiedKey<String>> byId = new HashMap<>();
        Map<String, QualifiedKey<String>> byName = new HashMap<>();
        Set<QualifiedKey<String>> all = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            String tenant = random.nextInt(3) == 0 ? null : hostile(random, 1);
            QualifiedKey<String> key = new QualifiedKey<>(tenant, hostile(random, 0));
            all.add(key);
            RemoteKey remote = mapper.remoteKey(tenant, key.key());
            assertSameKey(byId.putIfAbsent(remote.id(), key), key, remote);
            assertSameKey(byName.putIfAbsent(remote.name(), key), key, remote);
            assertThat(mapper.decode(remote.id())).as(remote.id()).isEqualTo(key);
            String transmitted = new String(remote.id().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            assertThat(transmitted).isEqualTo(remote.id());
        }
        assertThat(byId).hasSameSizeAs(all);
        assertThat(all).hasSizeGreaterThan(30_000);
    }

    private static void assertSameKey(
            @Nullable QualifiedKey<String> before, QualifiedKey<String> key, RemoteKey remote) {
        assertThat(before == null || before.equals(key))
                .as("%s and %s are both %s", before, key, remote)
                .isTrue();
    }

    private static String hostile(SplittableRandom random, int atLeast) {
        String alphabet = "kt:1#\\d8\ud83d\ude00\u0000{}~,";
        char[] text = new char[random.nextInt(atLeast, 7)];
        for (int i = 0; i < text.length; i++) {
            text[i] = alphabet.charAt(random.nextInt(alphabet.length()));
        }
        return new String(text);
    }

    @Test
    void remoteKey_above200Bytes_isStoredUnderADigest() {
        RemoteKey last = mapper.remoteKey(null, "x".repeat(198));
        assertThat(last.isDigest()).isFalse();
        assertThat(last.name()).hasSize(200);

        RemoteKey first = mapper.remoteKey(null, "x".repeat(199));
        assertThat(first.isDigest()).isTrue();
        assertThat(first.name()).isEqualTo("#pD7RTTrerrieEHUYk7K6u-cXG4ag9TybtX8kFVs992s");
        assertThat(first.id()).isEqualTo("k:" + "x".repeat(199));
        assertThat(mapper.decode(first.id()).key()).isEqualTo("x".repeat(199));

        RemoteKey bytesCount = mapper.remoteKey(null, "\u20ac".repeat(67));
        assertThat(bytesCount.isDigest()).isTrue();
        assertThat(bytesCount.name()).isNotEqualTo(first.name()).hasSize(44);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u20ac", "\ud83d\ude00"})
    void remoteKey_ofOneShard_hasTheNameThatItHasWithMany(String letter) {
        for (int length = 0; length <= 300; length++) {
            RemoteKey ofMany = mapper.remoteKey(null, letter.repeat(length));
            RemoteKey expected = new RemoteKey(0, ofMany.name(), ofMany.id());
            assertThat(mapper(1).remoteKey(null, letter.repeat(length))).isEqualTo(expected);
            assertThat(mapper(1).remoteKey(ofMany.id())).isEqualTo(expected);
        }
    }

    @Test
    void remoteKey_thatLooksLikeADigest_isNotOne() {
        String name = mapper.remoteKey(null, "x".repeat(199)).name();

        assertThat(mapper.remoteKey(null, name).name()).isEqualTo("k:" + name);
    }

    @Test
    void remoteKey_above4096Bytes_isRefused() {
        assertThat(mapper.remoteKey(null, "x".repeat(4_094)).isDigest()).isTrue();
        assertThatThrownBy(() -> mapper.remoteKey(null, "x".repeat(4_095)))
                .isInstanceOf(CodecException.class)
                .hasMessageContainingAll("4097 bytes", "4096", "use a shorter key");
        assertThatThrownBy(() -> mapper.remoteKey("tenant", "x".repeat(4_090)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("with its tenant");
    }

    /** Nodes of different versions must agree; a change here needs another version of the format. */
    @ParameterizedTest
    @CsvSource({
        "k:, 7, 7, 647",
        "k:0, 6, 6, 774",
        "k:1, 13, 45, 557",
        "k:42, 14, 62, 190",
        "k:lamp, 1, 1, 257",
        "k:caf\u00e9, 9, 57, 185",
        "k:\\d83d, 1, 17, 81",
        "t4:acme:lamp, 14, 62, 510",
        "t1:a:b:c, 9, 25, 985",
        "k:123e4567-e89b-12d3-a456-426614174000, 2, 34, 482"
    })
    void remoteKey_shard_isStable(String id, int of16, int of64, int of1024) {
        QualifiedKey<String> key = mapper.decode(id);
        assertThat(List.of(
                        mapper(16).remoteKey(key.tenant(), key.key()).shard(),
                        mapper(64).remoteKey(key.tenant(), key.key()).shard(),
                        mapper(1024).remoteKey(key.tenant(), key.key()).shard()))
                .as(id)
                .containsExactly(of16, of64, of1024);
        assertThat(mapper(1).remoteKey(key.tenant(), key.key()).shard()).isZero();
    }

    @Test
    void remoteKey_shardsOfManyKeys_areEven() {
        int[] counts = new int[64];
        for (int i = 0; i < 64_000; i++) {
            counts[mapper(64).remoteKey(null, "product-" + i).shard()]++;
        }
        assertThat(Arrays.stream(counts)).allMatch(count -> count > 800 && count < 1_200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "k",
                "x:",
                "#abc",
                "t",
                "t:",
                "t:a:b",
                "t0::key",
                "t1:a",
                "t1:a;b",
                "t9:a:b",
                "t-1:a:b",
                "tx:a:b",
                "t99999999999:a:b",
                "t2147483647:a:b",
                "k:\\",
                "k:\\d8",
                "k:\\0041",
                "k:\\zzzz",
                "k:\\-d80"
            })
    void decode_textOfNoIdentity_throwsCodecException(String id) {
        assertThatThrownBy(() -> mapper.decode(id)).isInstanceOf(CodecException.class);
    }

    @Test
    void decode_randomText_throwsNothingButCodecException() {
        SplittableRandom random = new SplittableRandom(5);
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            try {
                mapper.decode(hostile(random, 0));
            } catch (CodecException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }

    @Test
    void remoteKey_failingCodec_throwsCodecExceptionThatNamesIt() {
        KeyMapper<String> failing = new KeyMapper<>(new FailingCodec(), 1);

        assertThatThrownBy(() -> failing.remoteKey(null, "fail"))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining(FailingCodec.class.getName())
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> failing.remoteKey(null, "null"))
                .isInstanceOf(CodecException.class)
                .hasMessageContainingAll(FailingCodec.class.getName(), "returned null");
        assertThatThrownBy(() -> failing.decode("k:any"))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining(FailingCodec.class.getName());
    }

    private static final class FailingCodec implements KeyCodec<String> {
        @Override
        @SuppressWarnings("NullAway") // what users' codecs may do
        public String encode(String key) {
            if (key.equals("null")) {
                return null;
            }
            throw new IllegalStateException("broken");
        }

        @Override
        public String decode(String text) {
            throw new IllegalStateException("broken");
        }
    }
}
