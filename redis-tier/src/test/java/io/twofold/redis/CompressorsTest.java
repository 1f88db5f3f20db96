package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.spi.CodecException;
import io.twofold.spi.Compressor;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressorsTest {
    private static List<byte[]> samples() {
        SplittableRandom random = new SplittableRandom(23);
        byte[] noise = new byte[70_000];
        random.nextBytes(noise);
        byte[] text = "a line of text that repeats itself\n".repeat(3_000).getBytes(StandardCharsets.UTF_8);
        return List.of(new byte[0], new byte[] {1}, new byte[100_000], noise, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lz4", "zstd"})
    void decompress_whatWasCompressed_isTheOriginal(String name) {
        Compressor compressor = Compressors.named(name);
        for (byte[] sample : samples()) {
            byte[] compressed = compressor.compress(sample);
            byte[] around = new byte[compressed.length + 9];
            System.arraycopy(compressed, 0, around, 5, compressed.length);

            assertThat(compressor.decompress(ByteBuffer.wrap(compressed), sample.length))
                    .isEqualTo(sample);
            assertThat(compressor.decompress(ByteBuffer.wrap(around, 5, compressed.length), sample.length))
                    .isEqualTo(sample);
            assertThat(compressor.decompress(
                            ByteBuffer.wrap(around, 5, compressed.length).slice(), sample.length))
                    .isEqualTo(sample);
        }
        assertThat(compressor.compress(new byte[100_000])).hasSizeLessThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lz4", "zstd"})
    void decompress_wrongLength_throwsCodecException(String name) {
        Compressor compressor = Compressors.named(name);
        byte[] compressed = compressor.compress(new byte[1_000]);

        for (int length : new int[] {0, 1, 999, 1_001, 100_000}) {
            assertThatThrownBy(() -> compressor.decompress(ByteBuffer.wrap(compressed), length))
                    .as(length + " bytes")
                    .isInstanceOf(CodecException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lz4", "zstd"})
    void decompress_truncatedOrDamaged_throwsNothingButCodecException(String name) {
        Compressor compressor = Compressors.named(name);
        byte[] text = "a line of text that repeats itself\n".repeat(30).getBytes(StandardCharsets.UTF_8);
        byte[] compressed = compressor.compress(text);
        for (int length = 0; length < compressed.length; length++) {
            byte[] cut = Arrays.copyOf(compressed, length);
            assertThatThrownBy(() -> compressor.decompress(ByteBuffer.wrap(cut), text.length))
                    .isInstanceOf(CodecException.class);
        }
        for (int bit = 0; bit < 8 * compressed.length; bit++) {
            byte[] flipped = compressed.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertLengthOrCodecException(compressor, flipped, text.length);
        }
        SplittableRandom random = new SplittableRandom(29);
        for (int i = 0; i < 20_000; i++) {
            byte[] garbage = new byte[random.nextInt(100)];
            random.nextBytes(garbage);
            assertLengthOrCodecException(compressor, garbage, random.nextInt(300));
        }
    }

    private static void assertLengthOrCodecException(Compressor compressor, byte[] bytes, int length) {
        try {
            assertThat(compressor.decompress(ByteBuffer.wrap(bytes), length)).hasSize(length);
        } catch (CodecException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @Test
    void id_ofEach_isWhatStoredBytesSay() {
        assertThat(Compressors.named("lz4").id()).isEqualTo((byte) 1);
        assertThat(Compressors.named("zstd").id()).isEqualTo((byte) 2);
    }

    @Test
    void named_unknown_saysWhatIsAllowed() {
        assertThatThrownBy(() -> Compressors.named("gzip"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'gzip'", "lz4", "zstd");
    }

    @ParameterizedTest
    @CsvSource({"lz4, at.yawk.lz4:lz4-java, net.jpountz.", "zstd, com.github.luben:zstd-jni, com.github.luben."})
    void named_libraryIsMissing_saysWhichToAdd(String name, String library, String packages) throws Exception {
        try (Without loader = new Without(packages)) {
            Method named = loader.loadClass(Compressors.class.getName()).getDeclaredMethod("named", String.class);
            named.setAccessible(true);

            assertThatThrownBy(() -> named.invoke(null, name))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("l2.compression=" + name, library, "l2.compression=none");
        }
    }

    /** The same class path but for some packages. */
    private static final class Without extends URLClassLoader {
        private final String packages;

        Without(String packages) throws MalformedURLException {
            super(classPath(), ClassLoader.getPlatformClassLoader());
            this.packages = packages;
        }

        private static URL[] classPath() throws MalformedURLException {
            List<URL> urls = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                urls.add(new File(entry).toURI().toURL());
            }
            return urls.toArray(URL[]::new);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(packages)) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }
    }
}
