package io.twofold.redis;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * An input that doesn't believe lengths: whatever says that it is longer than what is left of the bytes is refused
 * before memory is set aside for it.
 */
final class BoundedInput extends Input {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** The bits that no letter of ASCII has. */
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    /** Refuses a number of elements, each of at least one byte, that can't be there. */
    static void check(Input input, int elements) {
        if (elements < 0 || elements > input.limit() - input.position()) {
            throw new KryoException(elements + " elements can't be in the " + (input.limit() - input.position())
                    + " bytes that are left");
        }
    }

    /** Text that is all ASCII, as most is, is copied at once, where Kryo goes through it letter by letter. */
    @Override
    public String readString() {
        int start = position();
        int length = stringLength();
        if (length > 0 && isAscii(length)) {
            String text = new String(buffer, position, length, StandardCharsets.ISO_8859_1);
            position += length;
            return text;
        }
        setPosition(start);
        return super.readString();
    }

    private boolean isAscii(int length) {
        int end = position + length;
        int at = position;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            if (((long) EIGHT_BYTES.get(buffer, at) & NOT_ASCII) != 0) {
                return false;
            }
        }
        for (; at < end; at++) {
            if (buffer[at] < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public StringBuilder readStringBuilder() {
        int start = position();
        int unusedLength = stringLength();
        setPosition(start);
        return super.readStringBuilder();
    }

    /**
     * Of a string that isn't short ASCII, which begins with its length plus one, and is then at its first letter; 0 of
     * others.
     */
    private int stringLength() {
        if (!readVarIntFlag()) {
            return 0;
        }
        int length = Math.max(0, readVarIntFlag(true) - 1);
        check(this, length);
        return length;
    }

    @Override
    public byte[] readBytes(int length) {
        check(this, length);
        return super.readBytes(length);
    }

    @Override
    public int[] readInts(int length) {
        check(this, length);
        return super.readInts(length);
    }

    @Override
    public int[] readInts(int length, boolean optimizePositive) {
        check(this, length);
        return super.readInts(length, optimizePositive);
    }

    @Override
    public long[] readLongs(int length) {
        check(this, length);
        return super.readLongs(length);
    }

    @Override
    public long[] readLongs(int length, boolean optimizePositive) {
        check(this, length);
        return super.readLongs(length, optimizePositive);
    }

    @Override
    public float[] readFloats(int length) {
        check(this, length);
        return super.readFloats(length);
    }

    @Override
    public double[] readDoubles(int length) {
        check(this, length);
        return super.readDoubles(length);
    }

    @Override
    public short[] readShorts(int length) {
        check(this, length);
        return super.readShorts(length);
    }

    @Override
    public char[] readChars(int length) {
        check(this, length);
        return super.readChars(length);
    }

    @Override
    public boolean[] readBooleans(int length) {
        check(this, length);
        return super.readBooleans(length);
    }
}
