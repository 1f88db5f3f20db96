package io.twofold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheSpecsTest {
    private static final String FILE = """
            # every cache
            * = ttl=10m, maxStaleness=2s
            products = l1.maximumSize=50_000
            prices = ttl=1m, \\
                     l1.ttl=10s
            caf\u00e9 = l2=off
            """;

    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> properties = new HashMap<>();

    /** Nothing that the machine's own environment says gets in. */
    private CacheSpecs alone(CacheSpecs specs) {
        return specs.within(environment::get, properties::get);
    }

    private CacheSpecs of(String... namesAndLines) {
        Map<String, String> lines = new HashMap<>();
        for (int i = 0; i < namesAndLines.length; i += 2) {
            lines.put(namesAndLines[i], namesAndLines[i + 1]);
        }
        return alone(CacheSpecs.of(lines));
    }

    @Test
    void load_file_hasALineForEachCache(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("caches.properties"), FILE);

        CacheSpecs specs = alone(CacheSpecs.load(file));

        assertThat(specs.forCache("products"))
                .isEqualTo(CacheSpec.parse("ttl=10m, maxStaleness=2s, l1.maximumSize=50_000"));
        assertThat(specs.forCache("prices")).isEqualTo(CacheSpec.parse("ttl=1m, maxStaleness=2s, l1.ttl=10s"));
        assertThat(specs.forCache("caf\u00e9").l2()).isFalse();
        assertThat(specs.forCache("others")).isEqualTo(CacheSpec.parse("ttl=10m, maxStaleness=2s"));
    }

    @Test
    void load_stream_isTheSameAndStaysOpen() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream stream = new ByteArrayInputStream(FILE.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public void close() {
                closed.set(true);
            }
        };

        CacheSpecs specs = alone(CacheSpecs.load(stream));

        assertThat(specs.forCache("caf\u00e9").l2()).isFalse();
        assertThat(closed).isFalse();
    }

    @Test
    void load_missingFile_throwsIoException(@TempDir Path folder) {
        assertThatThrownBy(() -> CacheSpecs.load(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void load_twoLinesForACache_isRefused() {
        InputStream twice = stream("prices = ttl=1m\nproducts=ttl=2m\nprices = ttl=3m\n");

        assertThatThrownBy(() -> CacheSpecs.load(twice))
                .isInstanceOf(CacheSpecException.class)
                .hasMessage("cache 'prices': there are two lines for it; keep one");
    }

    @Test
    void load_wrongLine_namesTheCache() {
        assertThatThrownBy(() -> CacheSpecs.load(stream("prices = ttl=soon\n")))
                .isInstanceOf(CacheSpecException.class)
                .hasMessageStartingWith("cache 'prices': ttl=soon is not allowed");
        assertThatThrownBy(() -> CacheSpecs.load(stream("* = tll=1m\n")))
                .isInstanceOf(CacheSpecException.class)
                .hasMessageStartingWith("cache '*': there is no setting 'tll'; did you mean ttl?");
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void forCache_eachSource_goesBeforeTheOnesBeforeIt() {
        CacheSpecs specs = of("*", "ttl=1m, l2.logLength=11", "user-sessions.v2", "ttl=4m, l2.timeout=4ms");
        assertThat(specs.forCache("user-sessions.v2"))
                .isEqualTo(CacheSpec.parse("ttl=4m, l2.logLength=11, l2.timeout=4ms"));

        environment.put("TWOFOLD_CACHES", "ttl=2m, l2.logLength=22, l2.timeout=2ms, jitter=2%, l2.shards=2");
        assertThat(specs.forCache("user-sessions.v2"))
                .isEqualTo(CacheSpec.parse("ttl=4m, l2.logLength=22, l2.timeout=4ms, jitter=2%, l2.shards=2"));

        properties.put("twofold.caches", "ttl=3m, l2.timeout=3ms, jitter=3%");
        assertThat(specs.forCache("user-sessions.v2"))
                .isEqualTo(CacheSpec.parse("ttl=4m, l2.logLength=22, l2.timeout=4ms, jitter=3%, l2.shards=2"));

        environment.put("TWOFOLD_CACHE_USER_SESSIONS_V2", "ttl=5m, l2.shards=8");
        assertThat(specs.forCache("user-sessions.v2"))
                .isEqualTo(CacheSpec.parse("ttl=5m, l2.logLength=22, l2.timeout=4ms, jitter=3%, l2.shards=8"));

        properties.put("twofold.cache.user-sessions.v2", "ttl=6m");
        assertThat(specs.forCache("user-sessions.v2"))
                .isEqualTo(CacheSpec.parse("ttl=6m, l2.logLength=22, l2.timeout=4ms, jitter=3%, l2.shards=8"));
        assertThat(specs.forCache("another"))
                .isEqualTo(CacheSpec.parse("ttl=3m, l2.logLength=22, l2.timeout=3ms, jitter=3%, l2.shards=2"));
    }

    @Test
    void forCache_weightOverSize_replacesIt() {
        CacheSpecs specs = of("*", "ttl=1m, l1.maximumSize=5", "heavy", "l1.maximumWeight=7");
        assertThat(specs.forCache("heavy")).isEqualTo(CacheSpec.parse("ttl=1m, l1.maximumWeight=7"));

        properties.put("twofold.cache.heavy", "l1.maximumSize=9");
        assertThat(specs.forCache("heavy")).isEqualTo(CacheSpec.parse("ttl=1m, l1.maximumSize=9"));
    }

    @Test
    void forCache_wrongOverride_namesCacheAndSource() {
        CacheSpecs specs = of("*", "ttl=1m");
        environment.put("TWOFOLD_CACHE_PRICES", "ttl=never");
        assertThatThrownBy(() -> specs.forCache("prices"))
                .isInstanceOf(CacheSpecException.class)
                .hasMessageStartingWith("cache 'prices': in TWOFOLD_CACHE_PRICES: ttl=never is not allowed");

        environment.clear();
        properties.put("twofold.caches", "jitter=2");
        assertThatThrownBy(() -> specs.forCache("prices"))
                .isInstanceOf(CacheSpecException.class)
                .hasMessageStartingWith("cache 'prices': in twofold.caches: jitter=200% is not allowed");
    }

    @Test
    void forCache_settingsOfSeveralSourcesThatDontGoTogether_namesTheCache() {
        CacheSpecs specs = of("*", "ttl=1m, l1.ttl=50s", "prices", "ttl=30s");

        assertThatThrownBy(() -> specs.forCache("prices"))
                .isInstanceOf(CacheSpecException.class)
                .hasMessage("cache 'prices': l1.ttl=50s is not allowed: it must be at most ttl=30s");
    }

    @Test
    void forCache_unknownCache_suggestsTheNearest() {
        CacheSpecs specs = of("products", "ttl=1m", "prices", "ttl=1m");

        assertThatThrownBy(() -> specs.forCache("produtcs"))
                .isInstanceOf(CacheSpecException.class)
                .hasMessage("cache 'produtcs': nothing is said of it; there are lines for products, prices; add a line"
                        + " for it, or one for every cache: * = ttl=10m");
        assertThatThrownBy(() -> of().forCache("prices"))
                .isInstanceOf(CacheSpecException.class)
                .hasMessage("cache 'prices': nothing is said of it; add a line for it, or one for every cache: * ="
                        + " ttl=10m");
    }

    @Test
    void of_realSystemProperty_isReadWhenASpecIsAskedFor() {
        CacheSpecs specs = CacheSpecs.of(Map.of("*", "ttl=1m"));
        String property = "twofold.cache.cache-of-CacheSpecsTest";
        System.setProperty(property, "ttl=2m");
        try {
            assertThat(specs.forCache("cache-of-CacheSpecsTest").ttl()).hasMinutes(2);
        } finally {
            System.clearProperty(property);
        }
        assertThat(specs.forCache("cache-of-CacheSpecsTest").ttl()).hasMinutes(1);
    }

    @Test
    void forCache_sizeAndWeightInOneLine_isRefused() {
        CacheSpecs specs = CacheSpecs.of(Map.of("products", "ttl=10m, l1.maximumSize=5, l1.maximumWeight=7"));
        assertThatThrownBy(() -> specs.forCache("products"))
                .isInstanceOf(CacheSpecException.class)
                .hasMessage("cache 'products': l1.maximumSize=5 and l1.maximumWeight=7 are both set: allowed is one"
                        + " of them");
    }
}
