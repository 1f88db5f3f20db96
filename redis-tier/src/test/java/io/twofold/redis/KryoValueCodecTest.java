package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.spi.CodecException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KryoValueCodecTest {
    enum Level {
        LOW,
        HIGH {
            @Override
            public String toString() {
                return "very high";
            }
        }
    }

    record Price(long cents, String currency) {}

    record Product(
            int id,
            @Nullable String name,
            @Nullable Level level,
            List<Price> prices,
            @Nullable Product successor) {}

    record Marker() {}

    record Holder(Object any) {}

    private record Positive(int number) {
        Positive {
            if (number <= 0) {
                throw new IllegalArgumentException("not positive");
            }
        }
    }

    static class Base {
        private final String name;
        protected int count;

        Base(String name, int count) {
            this.name = Objects.requireNonNull(name);
            this.count = count;
        }

        @Override
        @SuppressWarnings("EqualsGetClass") // to tell the subclass
        public boolean equals(@Nullable Object other) {
            return other != null
                    && other.getClass() == getClass()
                    && ((Base) other).name.equals(name)
                    && ((Base) other).count == count;
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    static final class Derived extends Base {
        private final String name;
        private final transient int cached = 5;

        Derived(String name, int count) {
            super("base of " + name, count);
            this.name = name;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return super.equals(other) && other instanceof Derived that && that.name.equals(name);
        }

        @Override
        public int hashCode() {
            return name.hashCode() + cached - cached;
        }
    }

    interface Shape2d {}

    record Circle(double radius) implements Shape2d {}

    record Square(double side) implements Shape2d {}

    static final class Names extends ArrayList<String> {}

    static final class Node {
        @Nullable
        Node next;
    }

    private static <V> KryoValueCodec<V> codec(Class<V> type, Class<?>... registered) {
        return new KryoValueCodec<>(type, List.of(registered));
    }

    private static <V> V roundTrip(KryoValueCodec<V> codec, V value) {
        return codec.decode(ByteBuffer.wrap(codec.encode(value)));
    }

    static Stream<Arguments> valuesOfTheJdk() {
        List<Object> all = JdkValues.all();
        return IntStream.range(0, all.size())
                .mapToObj(i -> Arguments.of(i, all.get(i).getClass().getTypeName(), all.get(i)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("valuesOfTheJdk")
    void decode_valueOfTheJdk_isEqualAndOfTheSameKind(int number, String type, Object value) {
        KryoValueCodec<Object> codec = codec(Object.class);

        Object decoded = roundTrip(codec, value);
        Object held = roundTrip(codec(Holder.class), new Holder(value)).any();

        for (Object each : List.of(decoded, held)) {
            assertThat(kind(each)).isEqualTo(kind(value));
            if (value instanceof Deque<?> || value instanceof StringBuilder) { // which have no equals of their own
                assertThat(each).hasToString(value.toString());
            } else {
                assertThat(each).isEqualTo(value);
            }
        }
    }

    @Test
    void decode_text_isEqualWhereverItHasALetterThatIsNotAscii() {
        KryoValueCodec<Object> codec = codec(Object.class);
        for (int length : new int[] {1, 2, 7, 8, 9, 32, 33, 39, 40, 41, 64, 65, 300}) {
            String plain = "abcdefghij".repeat(30).substring(0, length);
            assertThat(roundTrip(codec, plain)).isEqualTo(plain);
            for (int at : new int[] {0, 1, 7, 8, length / 2, length - 1}) {
                for (String odd : List.of("\u00e9", "\u20ac", "\ud83d\ude00", "\0", "\u0080", "\ud800")) {
                    String text =
                            plain.substring(0, Math.min(at, length)) + odd + plain.substring(Math.min(at, length));
                    assertThat(roundTrip(codec, List.of(text, plain))).isEqualTo(List.of(text, plain));
                }
            }
        }
    }

    /** The class, but for lists of one, two and many elements, which are one kind. */
    private static String kind(Object value) {
        return value.getClass()
                .getName()
                .replaceFirst("ImmutableCollections\\$(List12|SubList)", "ImmutableCollections\\$ListN");
    }

    @Test
    void decode_sortedContainers_keepTheirOrder() {
        KryoValueCodec<Object> codec = codec(Object.class);

        assertThat(roundTrip(codec, new TreeSet<>(Set.of(3, 1, 2)))).hasToString("[1, 2, 3]");
        assertThat(roundTrip(codec, new TreeMap<>(Map.of(2, "b", 1, "a")))).hasToString("{1=a, 2=b}");
        Set<String> backwards = new TreeSet<>(Collections.reverseOrder());
        backwards.addAll(List.of("a", "c", "b"));
        assertThat(roundTrip(codec, backwards)).hasToString("[c, b, a]");
        Map<String, Integer> ignoringCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        ignoringCase.put("b", 1);
        @SuppressWarnings("unchecked") // a map of the same kind
        Map<String, Integer> decoded = (Map<String, Integer>) roundTrip(codec, ignoringCase);
        assertThat(decoded.get("B")).isEqualTo(1);
    }

    @Test
    @SuppressWarnings("JdkObsolete") // users have such
    void decode_emptyAndNullElements_areAllThere() {
        KryoValueCodec<Object> codec = codec(Object.class, Marker.class);

        for (List<Object> list : List.<List<Object>>of(new ArrayList<>(), new LinkedList<>())) {
            list.addAll(Collections.nCopies(1_000, null));
            assertThat(roundTrip(codec, list)).isEqualTo(list);
            list.clear();
            list.addAll(Collections.nCopies(1_000, new Marker()));
            assertThat(roundTrip(codec, list)).isEqualTo(list);
        }
        Deque<Marker> deque = new ArrayDeque<>(Collections.nCopies(1_000, new Marker()));
        assertThat((Deque<?>) roundTrip(codec, deque)).hasSize(1_000);
        Object[] array = new Object[1_000];
        assertThat(roundTrip(codec, array)).isEqualTo(array);
        Arrays.fill(array, new Marker());
        assertThat(roundTrip(codec, array)).isEqualTo(array);
        assertThat(roundTrip(codec, new HashSet<>(Set.of(new Marker())))).isEqualTo(Set.of(new Marker()));
        assertThat(roundTrip(codec, Arrays.asList(null, new Marker()))).isEqualTo(Arrays.asList(null, new Marker()));
    }

    @Test
    void decode_recordsAndEnums_areEqual() {
        KryoValueCodec<Product> codec = codec(Product.class, Price.class, Level.class);
        Product old = new Product(1, null, Level.HIGH, List.of(), null);
        Product product = new Product(
                Integer.MIN_VALUE,
                "lamp \ud83d\udca1",
                Level.LOW,
                Arrays.asList(new Price(1, "EUR"), null, new Price(-1, "")),
                old);

        assertThat(roundTrip(codec, old)).isEqualTo(old);
        assertThat(roundTrip(codec, product)).isEqualTo(product);
        assertThat(roundTrip(codec(Level.class), Level.HIGH)).isSameAs(Level.HIGH);
        assertThat(roundTrip(codec(Marker.class), new Marker())).isEqualTo(new Marker());
        assertThat(roundTrip(codec(Positive.class), new Positive(3))).isEqualTo(new Positive(3));
    }

    @Test
    void decode_classWithoutDefaultConstructor_isEqual() {
        assertThat(roundTrip(codec(Base.class), new Base("a", 3))).isEqualTo(new Base("a", 3));
    }

    @Test
    void decode_subclass_hasTheFieldsOfBoth() {
        KryoValueCodec<Base> codec = codec(Base.class, Derived.class);

        assertThat(roundTrip(codec, new Derived("d", 7))).isEqualTo(new Derived("d", 7));
        assertThat(roundTrip(codec, new Base("b", 7))).isEqualTo(new Base("b", 7));
    }

    @Test
    void decode_interfaceWithRegisteredKinds_isEqual() {
        KryoValueCodec<Shape2d> codec = codec(Shape2d.class, Circle.class, Square.class);

        assertThat(roundTrip(codec, new Circle(1.5))).isEqualTo(new Circle(1.5));
        assertThat(roundTrip(codec, new Square(2.5))).isEqualTo(new Square(2.5));
    }

    @Test
    void decode_arraysAndContainersOfTheUser_areEqual() {
        KryoValueCodec<Object> codec = codec(Object.class, Price[].class, Price.class, int[][].class, Names.class);
        Names names = new Names();
        names.add("one");

        assertThat(roundTrip(codec, new Price[] {new Price(1, "a"), null})).isEqualTo(new Price[] {
            new Price(1, "a"), null
        });
        assertThat(roundTrip(codec, new int[][] {{1, 2}, {}})).isEqualTo(new int[][] {{1, 2}, {}});
        assertThat(roundTrip(codec, names)).isEqualTo(names).isInstanceOf(Names.class);
    }

    @Test
    void decode_deepButSensibleValue_isEqual() {
        KryoValueCodec<Product> codec = codec(Product.class, Price.class, Level.class);
        Product product = null;
        for (int i = 0; i < 400; i++) {
            product = new Product(i, null, null, List.of(), product);
        }

        assertThat(roundTrip(codec, Objects.requireNonNull(product))).isEqualTo(product);
    }

    @Test
    void decode_bufferInTheMiddleOfAnArray_readsJustIt() {
        KryoValueCodec<String> codec = codec(String.class);
        byte[] bytes = codec.encode("lamp");
        byte[] around = new byte[bytes.length + 20];
        System.arraycopy(bytes, 0, around, 7, bytes.length);

        assertThat(codec.decode(ByteBuffer.wrap(around, 7, bytes.length))).isEqualTo("lamp");
        assertThat(codec.decode(ByteBuffer.wrap(around, 7, bytes.length).slice()))
                .isEqualTo("lamp");
        assertThatThrownBy(() -> codec.decode(ByteBuffer.wrap(around, 7, bytes.length + 1)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("1 bytes are left over");
        assertThatThrownBy(() -> codec.decode(ByteBuffer.wrap(around, 7, 0))).isInstanceOf(CodecException.class);
    }

    @Test
    void encode_largeValue_isWholeAgain() {
        KryoValueCodec<String> codec = codec(String.class);
        String large = "caf\u00e9".repeat(500_000);

        assertThat(roundTrip(codec, large)).isEqualTo(large);
        assertThat(roundTrip(codec, "small")).isEqualTo("small");
    }

    @Test
    void build_fieldOfAnUnregisteredClass_namesItAndSaysWhatToDo() {
        assertThatThrownBy(() -> codec(Product.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        Product.class.getName(),
                        Level.class.getName(),
                        "register(Level.class)",
                        "types=" + Level.class.getName(),
                        "on every node");
    }

    @Test
    void build_abstractTypeWithoutAnyKind_saysWhatToDo() {
        assertThatThrownBy(() -> codec(Shape2d.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(Shape2d.class.getName(), "abstract", "register(...)", "types=");
        Object list = codec(List.class).decode(ByteBuffer.wrap(codec(List.class).encode(List.of(1))));
        assertThat(list).isEqualTo(List.of(1));
    }

    @Test
    void encode_unregisteredClass_namesItAndSaysWhatToDo() {
        assertThatThrownBy(() -> codec(Holder.class).encode(new Holder(new Price(1, "EUR"))))
                .isInstanceOf(CodecException.class)
                .hasMessageContainingAll(
                        Price.class.getName(),
                        "isn't registered",
                        "register(Price.class)",
                        "types=" + Price.class.getName());
        assertThatThrownBy(() -> codec(Holder.class).encode(new Holder(new ArrayList<>(List.of(Thread.State.NEW)))))
                .isInstanceOf(CodecException.class)
                .hasMessageContainingAll("java.lang.Thread$State", "register(State.class)");
        assertThatThrownBy(() -> codec(Holder.class).encode(new Holder(new Price[0])))
                .isInstanceOf(CodecException.class)
                .hasMessageContainingAll("Price[]", "register(Price[].class)");
        assertThatThrownBy(() -> codec(Base.class).encode(new Derived("subclass", 1)))
                .isInstanceOf(CodecException.class)
                .hasMessageContainingAll(Derived.class.getName(), "register(Derived.class)");
    }

    @Test
    void encode_valueThatContainsItself_saysSo() {
        Node node = new Node();
        node.next = node;
        List<Object> list = new ArrayList<>();
        list.add(list);

        assertThatThrownBy(() -> codec(Node.class).encode(node))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("nested too deeply, or contains itself");
        assertThatThrownBy(() -> codec(Object.class).encode(list))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("nested too deeply, or contains itself");
    }

    @Test
    void encode_afterFailures_givesTheSameBytes() {
        KryoValueCodec<Object> codec = codec(Object.class, Product.class, Price.class, Level.class);
        Object good = new Product(1, "lamp", Level.LOW, List.of(new Price(1, "EUR")), null);
        byte[] bytes = codec.encode(good);
        Map<String, List<Object>> bad = new LinkedHashMap<>();
        bad.put("threads", new ArrayList<>(List.of(new Price(1, "EUR"), Thread.State.NEW)));
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> codec.encode(bad)).isInstanceOf(CodecException.class);
            int cut = i % bytes.length;
            assertThatThrownBy(() -> codec.decode(ByteBuffer.wrap(bytes, 0, cut)))
                    .isInstanceOf(CodecException.class);

            assertThat(codec.encode(good)).isEqualTo(bytes);
            assertThat(codec.decode(ByteBuffer.wrap(bytes))).isEqualTo(good);
        }
    }

    @Test
    void decode_valueOfAnotherType_throwsCodecException() {
        byte[] text = codec(Object.class).encode("text");

        assertThatThrownBy(() -> codec(Level.class).decode(ByteBuffer.wrap(text)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining(Level.class.getName());
    }

    @Test
    void decode_null_throwsCodecException() {
        assertThatThrownBy(() -> codec(Object.class).decode(ByteBuffer.wrap(new byte[] {0})))
                .isInstanceOf(CodecException.class);
    }

    @Test
    void decode_recordWhoseConstructorRefuses_throwsCodecException() {
        KryoValueCodec<Positive> codec = codec(Positive.class);
        byte[] bytes = codec.encode(new Positive(1));
        bytes[bytes.length - 1] = 1; // zigzag for -1

        assertThatThrownBy(() -> codec.decode(ByteBuffer.wrap(bytes))).isInstanceOf(CodecException.class);
    }

    @Test
    void encodeAndDecode_fromManyThreads_stayApart() throws Exception {
        KryoValueCodec<Product> codec = codec(Product.class, Price.class, Level.class);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 16; thread++) {
                int id = thread;
                all.add(threads.submit(() -> {
                    start.await();
                    for (int i = 0; i < 500; i++) {
                        Product product = new Product(
                                id,
                                "name " + i,
                                Level.LOW,
                                Collections.nCopies(i % 50, new Price(i, "EUR")).stream()
                                        .toList(),
                                null);
                        assertThat(roundTrip(codec, product)).isEqualTo(product);
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> each : all) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void fingerprint_sameClasses_isTheSame() {
        assertThat(codec(Product.class, Price.class, Level.class).fingerprint())
                .isEqualTo(codec(Product.class, Price.class, Level.class).fingerprint());
        assertThat(codec(Product.class, Product.class, Price.class, Level.class, String.class)
                        .fingerprint())
                .as("what is known already doesn't count")
                .isEqualTo(codec(Product.class, Price.class, Level.class).fingerprint());
    }

    @Test
    void fingerprint_otherClassesOrOrder_differs() {
        Set<Integer> fingerprints = new HashSet<>();
        fingerprints.add(codec(Object.class).fingerprint());
        fingerprints.add(codec(Object.class, Price.class).fingerprint());
        fingerprints.add(codec(Object.class, Price.class, Marker.class).fingerprint());
        fingerprints.add(codec(Object.class, Marker.class, Price.class).fingerprint());
        fingerprints.add(codec(Object.class, Marker.class).fingerprint());

        assertThat(fingerprints).hasSize(5);
    }

    @Test
    void fingerprint_anyChangeOfShape_differs(@TempDir Path folder) throws Exception {
        List<String> versions = List.of(
                "package demo; public class Value { int a; }",
                "package demo; public class Value { int a; int b; }",
                "package demo; public class Value { long a; }",
                "package demo; public class Value { int c; }",
                "package demo; public class Value { java.util.List<String> a; }",
                "package demo; public class Value { java.util.List<Integer> a; }",
                "package demo; public record Value(int a) {}",
                "package demo; public record Value(int a, int b) {}",
                "package demo; public enum Value { ONE, TWO }",
                "package demo; public enum Value { ONE, TWO, THREE }",
                "package demo; public enum Value { TWO, ONE }");
        Map<Integer, String> byFingerprint = new HashMap<>();
        for (String source : versions) {
            int fingerprint = codec(compiled(folder, source)).fingerprint();
            assertThat(byFingerprint.put(fingerprint, source)).as(source).isNull();
        }
        String withoutEffect =
                "package demo; public class Value { static int s; transient int t; int a; int m() { return a; } }";
        assertThat(byFingerprint.get(codec(compiled(folder, withoutEffect)).fingerprint()))
                .isEqualTo(versions.get(0));
    }

    /** A class of the name demo.Value, in a loader of its own. */
    private static Class<?> compiled(Path folder, String source) throws IOException, ClassNotFoundException {
        Path own = Files.createTempDirectory(folder, "version");
        Path file = Files.writeString(own.resolve("Value.java"), source);
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-d", own.toString(), file.toString());
        assertThat(result).isZero();
        return Class.forName("demo.Value", false, new URLClassLoader(new URL[] {url(own)}, null));
    }

    private static URL url(Path folder) throws MalformedURLException {
        return folder.toUri().toURL();
    }
}
