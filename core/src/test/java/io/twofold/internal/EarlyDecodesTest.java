package io.twofold.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.CacheSpec;
import io.twofold.internal.codec.EntryCodec;
import io.twofold.internal.codec.EntryInfo;
import io.twofold.spi.CodecException;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.ValueCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The test's own thread is the one that waits. */
@Timeout(60)
class EarlyDecodesTest {
    private final List<Thread> decodedOn = new ArrayList<>();
    private final List<Runnable> passedOn = new ArrayList<>();
    private final WaitingThread caller = new WaitingThread(passedOn::add);
    private final EntryCodec<String> codec = EntryCodec.of(new Texts(), CacheSpec.parse("ttl=1m"), name -> {
        throw new AssertionError("nothing is compressed");
    });
    private final EarlyDecodes<String> early = new EarlyDecodes<>(codec, caller);
    private final CompletableFuture<String> done = new CompletableFuture<>();

    private final class Texts implements ValueCodec<String> {
        @Override
        public byte id() {
            return 9;
        }

        @Override
        public int fingerprint() {
            return 1;
        }

        @Override
        public byte[] encode(String value) {
            return value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(ByteBuffer bytes) {
            decodedOn.add(Thread.currentThread());
            String text = StandardCharsets.UTF_8.decode(bytes).toString();
            if (text.equals("bad")) {
                throw new CodecException("bad");
            }
            return text;
        }
    }

    private byte[] envelope(String value) {
        return codec.encode(new RemoteKey(0, "k", "k"), value, new EntryInfo(0, 0, 0));
    }

    private @Nullable String told(byte[] envelope) {
        EntryCodec.Decoded<String> decoded = early.of(envelope);
        return decoded == null ? null : decoded.value();
    }

    private void arriveAndEnd(byte[]... envelopes) {
        Thread network = new Thread(() -> {
            for (byte[] envelope : envelopes) {
                early.arrived(envelope);
            }
            caller.execute(() -> done.complete("all are here"));
        });
        network.start();
        assertThat(caller.await(done, "cache")).isEqualTo("all are here");
    }

    @Test
    void whatArrives_isDecodedByTheThreadThatWaits_inOrder() {
        byte[][] envelopes = new byte[200][];
        for (int i = 0; i < envelopes.length; i++) {
            envelopes[i] = envelope("value " + i);
        }
        arriveAndEnd(envelopes);
        assertThat(decodedOn).hasSize(200).containsOnly(Thread.currentThread());
        for (int i = 0; i < envelopes.length; i++) {
            assertThat(told(envelopes[i])).isEqualTo("value " + i);
        }
        assertThat(passedOn).isEmpty();
    }

    @Test
    void whatIsAskedFor_isFoundBehindWhatTurnedOutToBeNoHit() {
        byte[] first = envelope("first");
        byte[] second = envelope("second");
        byte[] third = envelope("third");
        arriveAndEnd(first, second, third);
        assertThat(told(second)).isEqualTo("second");
        assertThat(told(envelope("third")))
                .as("equal, but not the one that arrived")
                .isNull();
        assertThat(told(third)).isEqualTo("third");
    }

    @Test
    void whatCannotBeDecoded_orIsOfADigest_isLeftToWhoKnowsTheKey() {
        byte[] bad = envelope("bad");
        byte[] ofDigest = codec.encode(new RemoteKey(0, "#digest", "k:long"), "value", new EntryInfo(0, 0, 0));
        byte[] last = envelope("last");
        arriveAndEnd(bad, new byte[] {1, 2, 3}, ofDigest, last);
        assertThat(told(bad)).isNull();
        assertThat(told(ofDigest)).isNull();
        assertThat(told(last)).isEqualTo("last");
    }

    @Test
    void whatArrivesOnceTheCallerHasLeft_isNotDecodedByAnother() {
        done.complete("early");
        caller.await(done, "cache");
        byte[] late = envelope("late");
        early.arrived(late);
        assertThat(passedOn).hasSize(1);
        CompletableFuture.runAsync(passedOn.get(0)).join();
        assertThat(decodedOn).isEmpty();
        assertThat(told(late)).isNull();
    }
}
