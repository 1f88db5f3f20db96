package io.twofold.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.internal.codec.Envelope.Flaw;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static Envelope envelope(@Nullable String id, EntryInfo info, byte[] payload) {
        return new Envelope((byte) 7, 0xCAFEBABE, 2, info, id, 12_345, false, ByteBuffer.wrap(payload));
    }

    @Test
    void of_itsOwnBytes_isTheSameEnvelope() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 1_000; i++) {
            byte[] payload = new byte[random.nextInt(300)];
            random.nextBytes(payload);
            String id = random.nextBoolean() ? null : "k:" + "\u20ac".repeat(random.nextInt(1_365));
            EntryInfo info =
                    new EntryInfo(random.nextLong(), random.nextLong(0, 0xFFFF_FFFFL) * 1_000, random.nextLong());
            Envelope envelope = envelope(id, info, payload);

            byte[] bytes = envelope.toBytes();

            assertThat(Envelope.flaw(bytes)).isNull();
            assertThat(Envelope.of(bytes)).isEqualTo(envelope);
        }
    }

    @Test
    void toBytes_extremeLoadCost_isCutNotWrapped() {
        Envelope envelope = envelope(null, new EntryInfo(0, Long.MAX_VALUE, 0), new byte[1]);

        assertThat(Envelope.of(envelope.toBytes()).info().loadCostNanos()).isEqualTo(0xFFFF_FFFFL * 1_000);
    }

    @Test
    void toBytes_payloadOfABuffer_takesOnlyWhatIsLeft() {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}, 1, 3);

        byte[] bytes = new Envelope((byte) 1, 0, 0, new EntryInfo(0, 0, 0), null, 3, false, buffer).toBytes();

        assertThat(Envelope.of(bytes).payload()).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3, 4}));
        assertThat(buffer.remaining()).isEqualTo(3);
    }

    @Test
    void flaw_ofOtherBytes_saysWhich() {
        byte[] bytes = envelope(null, new EntryInfo(1, 2, 3), new byte[10]).toBytes();

        assertThat(Envelope.flaw(new byte[0])).isEqualTo(Flaw.TOO_SHORT);
        assertThat(Envelope.flaw(new byte[36])).isEqualTo(Flaw.TOO_SHORT);
        assertThat(Envelope.flaw(new byte[37])).isEqualTo(Flaw.NO_MAGIC);
        assertThat(Envelope.flaw(changed(bytes, 0))).isEqualTo(Flaw.NO_MAGIC);
        assertThat(Envelope.flaw(changed(bytes, 1))).isEqualTo(Flaw.NO_MAGIC);
        assertThat(Envelope.flaw(changed(bytes, 2))).isEqualTo(Flaw.OTHER_VERSION);
        for (int at = 3; at < bytes.length; at++) {
            assertThat(Envelope.flaw(changed(bytes, at))).as("byte " + at).isEqualTo(Flaw.CHECKSUM);
        }
    }

    private static byte[] changed(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        changed[at] ^= 0x40;
        return changed;
    }
}
