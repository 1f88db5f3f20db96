package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.io.Output;
import io.twofold.spi.CodecException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that somebody made up to harm: all they ever get is a CodecException, or a value of the registered classes. */
class KryoAttackTest {
    /** What failing may cost: mostly the stack trace. A decoded length of 50 million would cost a hundred times that. */
    private static final long BOUND = 2 << 20;

    private static final int DEEP = 100_000;

    enum Color {
        RED,
        BLUE
    }

    record Plain() {}

    @SuppressWarnings("ArrayRecordComponent") // users have such
    record Item(
            int id,
            String name,
            Color color,
            List<Object> tags,
            @Nullable Item next,
            int[] counts,
            Item[] items) implements Comparable<Item> {
        @Override
        public int compareTo(Item other) {
            return Integer.compare(id, other.id);
        }
    }

    /** Would tell if bytes could name it. */
    static final class Gadget {
        static final AtomicInteger MADE = new AtomicInteger();

        Gadget() {
            MADE.incrementAndGet();
        }
    }

    private final KryoValueCodec<Object> codec = new KryoValueCodec<>(
            Object.class, List.of(Item.class, Color.class, Item[].class, Plain.class, int[][].class));

    private List<Object> values() {
        List<Object> values = new ArrayList<>(JdkValues.all());
        values.removeIf(value -> value instanceof String text && text.length() > 1_000);
        Item inner = new Item(1, "caf\u00e9", Color.RED, List.of("a", 1), null, new int[] {1}, new Item[0]);
        Item outer =
                new Item(2, "lamp", Color.BLUE, new ArrayList<>(List.of(inner)), inner, new int[0], new Item[] {inner});
        values.add(outer);
        values.add(new ArrayList<>(List.of(outer, inner)));
        values.add(new TreeSet<>(List.of(outer, inner)));
        values.add(Map.of("k", outer));
        values.add(new int[][] {{1, 2}, {3}});
        return values;
    }

    /** Decodes, and checks that whatever comes of it is harmless. Returns whether a value came of it. */
    private boolean attack(byte[] bytes) {
        long before = allocated();
        boolean decoded = decodes(bytes);
        if (allocated() - before >= BOUND) { // again, since the JVM itself allocates when code runs first
            before = allocated();
            decodes(bytes);
        }
        assertThat(allocated() - before)
                .as(() -> "memory allocated for " + HexFormat.of().formatHex(bytes))
                .isLessThan(BOUND);
        return decoded;
    }

    private boolean decodes(byte[] bytes) {
        try {
            codec.decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (OutOfMemoryError e) { // which would end the test run
            throw new AssertionError("memory was set aside for a length that isn't there", e);
        } catch (CodecException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                assertThat(cause).isNotInstanceOf(OutOfMemoryError.class);
            }
            return false;
        }
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private static byte[] varInt(int value) {
        Output output = new Output(8);
        output.writeVarInt(value, true);
        return output.toBytes();
    }

    private static byte[] concatenated(byte[] first, int firstLength, byte[]... others) {
        int length = firstLength
                + Arrays.stream(others).mapToInt(each -> each.length).sum();
        byte[] all = Arrays.copyOf(first, length);
        int at = firstLength;
        for (byte[] other : others) {
            System.arraycopy(other, 0, all, at, other.length);
            at += other.length;
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, -1, Integer.MIN_VALUE, 50_000_000})
    void decode_enormousLengthAnywhere_allocatesLittle(int length) {
        int attacks = 0;
        for (Object value : values()) {
            byte[] valid = codec.encode(value);
            for (int at = 1; at <= Math.min(valid.length, 200); at++) {
                attack(concatenated(valid, at, varInt(length)));
                attack(concatenated(valid, at, varInt(length), new byte[300]));
                byte[] utf8 = varInt(length); // strings have their length behind a flag
                utf8[0] |= (byte) 0x80;
                attack(concatenated(valid, at, utf8, new byte[300]));
                attacks += 3;
            }
        }
        assertThat(attacks).isGreaterThan(1_000);
    }

    @Test
    void decode_arrayLongerThanItsBytes_isRefused() {
        for (Object array : JdkValues.arrays()) {
            byte[] header = codec.encode(array);
            byte[] bytes = concatenated(header, 1, varInt(1_000_000), new byte[500]);
            assertThatThrownBy(() -> codec.decode(ByteBuffer.wrap(bytes)))
                    .as(array.getClass().getTypeName())
                    .isInstanceOf(CodecException.class);
        }
    }

    @Test
    void decode_elementsWithoutFields_cantBeMoreThanBytes() {
        byte[] one = codec.encode(new ArrayList<>(List.of(new Plain())));
        assertThat(one).hasSize(3);

        byte[] bytes = concatenated(one, 1, varInt(1_000_000), Arrays.copyOfRange(one, 2, 3));

        assertThat(attack(bytes)).isFalse();
    }

    @Test
    void decode_deepNesting_isRefused() {
        for (Object nest :
                List.of(new ArrayList<>(List.of(1)), List.of(1), Arrays.asList(1), new Object[] {1}, Optional.of(1))) {
            byte[] shallow = codec.encode(nest);
            byte[] inner = codec.encode(1);
            int prefix = shallow.length - inner.length;
            byte[] bytes = new byte[DEEP * prefix + inner.length];
            for (int i = 0; i < DEEP; i++) {
                System.arraycopy(shallow, 0, bytes, i * prefix, prefix);
            }
            System.arraycopy(inner, 0, bytes, DEEP * prefix, inner.length);

            assertThatThrownBy(() -> codec.decode(ByteBuffer.wrap(bytes)))
                    .as(nest.getClass().getName())
                    .isInstanceOf(CodecException.class)
                    .satisfies(e -> assertThat(e.toString().length()).isLessThan(400));
        }
    }

    @Test
    void decode_everyTruncation_isRefused() {
        for (Object value : values()) {
            byte[] valid = codec.encode(value);
            for (int length = 0; length < valid.length; length++) {
                assertThat(attack(Arrays.copyOf(valid, length)))
                        .as("%d of %d bytes of a %s", length, valid.length, value.getClass())
                        .isFalse();
            }
        }
    }

    @Test
    void decode_everyBitFlip_isRefusedOrAValue() {
        int refused = 0;
        for (Object value : values()) {
            byte[] valid = codec.encode(value);
            for (int bit = 0; bit < 8 * Math.min(valid.length, 200); bit++) {
                byte[] flipped = valid.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                refused += attack(flipped) ? 0 : 1;
            }
            assertThat(codec.encode(value)).as("still the same bytes").isEqualTo(valid);
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    void decode_randomBytes_areRefusedOrAValue() {
        SplittableRandom random = new SplittableRandom(17);
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(1, 80)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                bytes[0] = (byte) random.nextInt(90); // a registered class
            }
            refused += attack(bytes) ? 0 : 1;
        }
        assertThat(refused).isGreaterThan(10_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"io.twofold.redis.KryoAttackTest$Gadget", "java.lang.Runtime", "java.util.ArrayList", "none.Such"
            })
    void decode_classByName_isRefused(String name) {
        Output output = new Output(200);
        output.writeVarInt(1, true); // Kryo's mark of a name
        output.writeVarInt(0, true);
        output.writeString(name);
        output.writeVarInt(0, true);
        int before = Gadget.MADE.get();

        assertThatThrownBy(() -> codec.decode(ByteBuffer.wrap(output.toBytes())))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("only registered classes are allowed");
        assertThat(Gadget.MADE).hasValue(before);
    }

    @Test
    void decode_unknownClassNumber_isRefused() {
        for (int number : new int[] {500, 1 << 20, Integer.MAX_VALUE, -5}) {
            assertThatThrownBy(() -> codec.decode(ByteBuffer.wrap(varInt(number))))
                    .isInstanceOf(CodecException.class);
        }
    }
}
