package io.twofold.redis;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.KryoBufferOverflowException;
import com.esotericsoftware.kryo.io.Output;
import io.twofold.spi.CodecException;
import io.twofold.spi.ValueCodec;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Values by Kryo, with registered classes only: what bytes can make is a list that the user wrote down, and no
 * class is ever looked up by a name in them.
 *
 * <p>Instances of Kryo are expensive and not thread-safe, so they are lent, with their buffers.
 *
 * @param <V> the type of the values
 */
final class KryoValueCodec<V> implements ValueCodec<V> {
    private static final byte ID = 1;
    private static final int FIRST_BUFFER = 512;
    /** A buffer that grew larger isn't kept: one huge value shouldn't cost memory for ever. */
    private static final int LARGEST_KEPT_BUFFER = 256 << 10;

    private static final int LARGEST_BUFFER = 1 << 30;

    private final Class<V> type;
    private final KryoTypes types;
    private final Lender<Coder> coders;

    /**
     * @throws IllegalArgumentException if values of the type can't be encoded with just the registered classes, as far
     *     as that can be told from their fields
     */
    KryoValueCodec(Class<V> type, List<Class<?>> registered) {
        this.type = type;
        this.types = KryoTypes.of(type, registered);
        this.coders = new Lender<>(() -> new Coder(types.newKryo()));
        coders.giveBack(coders.borrow()); // so that what is wrong with the classes shows now
    }

    /** An instance of Kryo with its buffers. */
    private static final class Coder {
        private static final byte[] NOTHING = {};

        private final Kryo kryo;
        private final Input input = new BoundedInput();
        private Output output = new Output(FIRST_BUFFER, LARGEST_BUFFER);

        Coder(Kryo kryo) {
            this.kryo = kryo;
        }

        byte[] encode(Object value) {
            kryo.writeClassAndObject(output, value);
            return output.toBytes();
        }

        Object decode(ByteBuffer bytes) {
            input.setBuffer(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            Object value = kryo.readClassAndObject(input);
            if (input.position() < input.limit()) {
                throw new KryoException((input.limit() - input.position()) + " bytes are left over");
            }
            if (value == null) {
                throw new KryoException("nothing where a value should be");
            }
            return value;
        }

        void reset() {
            kryo.reset();
            input.setBuffer(NOTHING);
            if (output.getBuffer().length > LARGEST_KEPT_BUFFER) {
                output = new Output(FIRST_BUFFER, LARGEST_BUFFER);
            } else {
                output.reset();
            }
        }
    }

    @Override
    public byte id() {
        return ID;
    }

    @Override
    public int fingerprint() {
        return types.fingerprint();
    }

    @Override
    public byte[] encode(V value) {
        Coder coder = coders.borrow();
        try {
            return coder.encode(value);
        } catch (KryoBufferOverflowException e) {
            throw new CodecException("the value has more than " + LARGEST_BUFFER + " bytes", e);
        } catch (KryoException | IllegalArgumentException e) {
            throw new CodecException(types.explain(value, e), e);
        } catch (StackOverflowError e) {
            throw new CodecException(KryoTypes.TOO_DEEP, e);
        } finally {
            coder.reset();
            coders.giveBack(coder);
        }
    }

    @Override
    public V decode(ByteBuffer bytes) {
        Coder coder = coders.borrow();
        try {
            return type.cast(coder.decode(bytes));
        } catch (RuntimeException | StackOverflowError e) { // serializers throw whatever bad bytes lead them to
            // the first line: the rest is a trace through each level of the value
            String reason = e.toString().lines().findFirst().orElse("");
            throw new CodecException("not the encoding of a " + type.getName() + ": " + reason, e);
        } finally {
            coder.reset();
            coders.giveBack(coder);
        }
    }
}
