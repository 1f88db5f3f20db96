package io.twofold.redis;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;

/**
 * An input that doesn't believe lengths: whatever says that it is longer than what is left of the bytes is refused
 * before memory is set aside for it.
 */
final class BoundedInput extends Input {
    /** Refuses a number of elements, each of at least one byte, that can't be there. */
    static void check(Input input, int elements) {
        if (elements < 0 || elements > input.limit() - input.position()) {
            throw new KryoException(elements + " elements can't be in the " + (input.limit() - input.position())
                    + " bytes that are left");
        }
    }

    @Override
    public String readString() {
        checkString();
        return super.readString();
    }

    @Override
    public StringBuilder readStringBuilder() {
        checkString();
        return super.readStringBuilder();
    }

    /** A string that isn't short ASCII begins with its length plus one. */
    private void checkString() {
        int start = position();
        if (readVarIntFlag()) {
            int lengthPlusOne = readVarIntFlag(true);
            check(this, Math.max(0, lengthPlusOne - 1));
        }
        setPosition(start);
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
