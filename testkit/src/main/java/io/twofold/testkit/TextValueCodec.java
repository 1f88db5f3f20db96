package io.twofold.testkit;

import io.twofold.spi.CodecException;
import io.twofold.spi.ValueCodec;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strings as UTF-8; a value codec for tests that need no other library. */
public final class TextValueCodec implements ValueCodec<String> {
    private static final byte ID = 30;

    @Override
    public byte id() {
        return ID;
    }

    @Override
    public int fingerprint() {
        return 0x54455854;
    }

    /** Refuses strings that aren't Unicode: those with a surrogate that lacks its partner. */
    @Override
    public byte[] encode(String value) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new CodecException("a string with half a surrogate pair has no UTF-8", e);
        }
    }

    @Override
    public String decode(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new CodecException("not UTF-8", e);
        }
    }
}
