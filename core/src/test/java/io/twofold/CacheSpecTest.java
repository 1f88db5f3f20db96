package io.twofold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheSpecTest {
    private static final List<Compression> COMPRESSIONS = List.of(Compression.NONE, Compression.LZ4, Compression.ZSTD);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    @Test
    void parse_ttlOnly_leavesTheDefaults() {
        CacheSpec spec = CacheSpec.parse("ttl=10m");

        assertThat(spec.ttl()).isEqualTo(TEN_MINUTES);
        assertThat(spec.jitter()).isEqualTo(0.1);
        assertThat(spec.l1MaximumSize()).isEqualTo(10_000);
        assertThat(spec.l1MaximumWeight()).isEmpty();
        assertThat(spec.l1Ttl()).isEqualTo(TEN_MINUTES);
        assertThat(spec.l2()).isTrue();
        assertThat(spec.l2Timeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(spec.l2Lease()).isEqualTo(Duration.ofSeconds(2));
        assertThat(spec.l2Shards()).isEmpty();
        assertThat(spec.l2LogLength()).isEqualTo(4_000);
        assertThat(spec.l2MaxValueSize()).isEqualTo(1 << 20);
        assertThat(spec.l2Compression()).isEqualTo(Compression.NONE);
        assertThat(spec.l2CompressAbove()).isEqualTo(2 << 10);
        assertThat(spec.maxStaleness()).isEqualTo(Duration.ofSeconds(5));
        assertThat(spec.heartbeat()).isEqualTo(Duration.ofMillis(1_250));
        assertThat(spec.types()).isEmpty();
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                setting("ttl=90s", b -> b.ttl(Duration.ofSeconds(90)), CacheSpec::ttl, Duration.ofSeconds(90)),
                setting(
                        "absentTtl=30s",
                        b -> b.absentTtl(Duration.ofSeconds(30)),
                        CacheSpec::absentTtl,
                        Duration.ofSeconds(30)),
                setting("refresh.after=80%", b -> b.refreshAfter(0.8), CacheSpec::refreshAfter, 0.8),
                setting("refresh.beta=1.5", b -> b.refreshBeta(1.5), CacheSpec::refreshBeta, 1.5),
                setting("refresh.parallel=4", b -> b.refreshParallel(4), CacheSpec::refreshParallel, 4),
                setting("refresh.rate=100", b -> b.refreshRate(100), CacheSpec::refreshRate, 100),
                setting("warmUp=500", b -> b.warmUp(500), CacheSpec::warmUp, 500),
                setting("refresh.batch=50", b -> b.refreshBatch(50), CacheSpec::refreshBatch, 50),
                setting(
                        "load.hardTimeout=5s",
                        b -> b.loadHardTimeout(Duration.ofSeconds(5)),
                        CacheSpec::loadHardTimeout,
                        Duration.ofSeconds(5)),
                setting(
                        "load.errorTtl=1s",
                        b -> b.loadErrorTtl(Duration.ofSeconds(1)),
                        CacheSpec::loadErrorTtl,
                        Duration.ofSeconds(1)),
                setting("failSafe=1h", b -> b.failSafe(Duration.ofHours(1)), CacheSpec::failSafe, Duration.ofHours(1)),
                setting(
                        "failSafe.retry=2s",
                        b -> b.failSafeRetry(Duration.ofSeconds(2)),
                        CacheSpec::failSafeRetry,
                        Duration.ofSeconds(2)),
                setting(
                        "failSafe.maxRetry=1m",
                        b -> b.failSafeMaxRetry(Duration.ofMinutes(1)),
                        CacheSpec::failSafeMaxRetry,
                        Duration.ofMinutes(1)),
                setting("jitter=25%", b -> b.jitter(0.25), CacheSpec::jitter, 0.25),
                setting("jitter=0.25", b -> b.jitter(0.25), CacheSpec::jitter, 0.25),
                setting("l1.maximumSize=50_000", b -> b.l1MaximumSize(50_000), CacheSpec::l1MaximumSize, 50_000L),
                setting(
                        "l1.maximumWeight=7",
                        b -> b.l1MaximumWeight(7),
                        spec -> spec.l1MaximumWeight().orElseThrow(),
                        7L),
                setting("l1.ttl=1m", b -> b.l1Ttl(Duration.ofMinutes(1)), CacheSpec::l1Ttl, Duration.ofMinutes(1)),
                setting("l2=off", b -> b.l2(false), CacheSpec::l2, false),
                setting("l2=ON", b -> b.l2(true), CacheSpec::l2, true),
                setting(
                        "l2.timeout=50ms",
                        b -> b.l2Timeout(Duration.ofMillis(50)),
                        CacheSpec::l2Timeout,
                        Duration.ofMillis(50)),
                setting(
                        "l2.lease=1s",
                        b -> b.l2Lease(Duration.ofSeconds(1)),
                        CacheSpec::l2Lease,
                        Duration.ofSeconds(1)),
                setting("l2.shards=64", b -> b.l2Shards(64), CacheSpec::l2Shards, OptionalInt.of(64)),
                setting("l2.logLength=5_000", b -> b.l2LogLength(5_000), CacheSpec::l2LogLength, 5_000),
                setting("l2.maxValueSize=3MB", b -> b.l2MaxValueSize(3 << 20), CacheSpec::l2MaxValueSize, 3 << 20),
                setting("l2.maxValueSize=300", b -> b.l2MaxValueSize(300), CacheSpec::l2MaxValueSize, 300),
                setting(
                        "l2.compression=zstd",
                        b -> b.l2Compression(Compression.ZSTD),
                        CacheSpec::l2Compression,
                        Compression.ZSTD),
                setting("l2.compressAbove=9KB", b -> b.l2CompressAbove(9 << 10), CacheSpec::l2CompressAbove, 9 << 10),
                setting(
                        "maxStaleness=PT2.5S",
                        b -> b.maxStaleness(Duration.ofMillis(2_500)),
                        CacheSpec::maxStaleness,
                        Duration.ofMillis(2_500)),
                setting(
                        "heartbeat=2s",
                        b -> b.heartbeat(Duration.ofSeconds(2)),
                        CacheSpec::heartbeat,
                        Duration.ofSeconds(2)),
                setting(
                        "types=com.acme.Price | com.acme.Stock$Level",
                        b -> b.types(List.of("com.acme.Price", "com.acme.Stock$Level")),
                        CacheSpec::types,
                        List.of("com.acme.Price", "com.acme.Stock$Level")));
    }

    private static Arguments setting(
            String text, Consumer<CacheSpecBuilder> onBuilder, Function<CacheSpec, Object> getter, Object value) {
        return Arguments.of(text, onBuilder, getter, value);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void parse_eachSetting_isWhatTheBuilderSets(
            String text, Consumer<CacheSpecBuilder> onBuilder, Function<CacheSpec, Object> getter, Object value) {
        String complete = text.startsWith("ttl") ? text : "ttl=1h, " + text;
        CacheSpecBuilder builder = CacheSpec.builder().ttl(Duration.ofHours(1));
        onBuilder.accept(builder);

        CacheSpec parsed = CacheSpec.parse(complete);

        assertThat(getter.apply(parsed)).isEqualTo(value);
        assertThat(parsed).isEqualTo(builder.build()).hasSameHashCodeAs(builder.build());
        assertThat(CacheSpec.parse(parsed.toString())).isEqualTo(parsed);
    }

    @ParameterizedTest
    @CsvSource({
        "5ms, 5000000",
        "7us, 7000",
        "1_000_000ns, 1000000",
        "3 s, 3000000000",
        "2h, 7200000000000",
        "1d, 86400000000000",
        "365d, 31536000000000000",
        "PT1M, 60000000000",
        "pt1m, 60000000000"
    })
    void parse_duration_isSoManyNanoseconds(String text, long nanos) {
        Duration expected = Duration.ofNanos(nanos);
        if (expected.compareTo(Duration.ofMillis(1)) < 0) {
            assertThatThrownBy(() -> CacheSpec.parse("ttl=" + text)).hasMessageContaining("ttl=" + text);
        } else {
            assertThat(CacheSpec.parse("ttl=" + text).ttl()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"  ttl = 10m ,l2=off  ", "ttl=10m,l2=off", "l2 = off,\n\tttl=10m"})
    void parse_whiteSpaceAndOrder_dontCount(String text) {
        assertThat(CacheSpec.parse(text))
                .isEqualTo(CacheSpec.builder().ttl(TEN_MINUTES).l2(false).build());
    }

    @Test
    void toString_ofSettingsInAnyOrder_isOneText() {
        CacheSpec spec = CacheSpec.builder()
                .maxStaleness(Duration.ofSeconds(2))
                .l1MaximumSize(50_000)
                .jitter(0.05)
                .ttl(Duration.ofSeconds(600))
                .build();

        assertThat(spec).hasToString("ttl=10m, jitter=5%, l1.maximumSize=50000, maxStaleness=2s");
    }

    @Test
    void toString_ofRandomSpecs_parsesBackEqual() {
        SplittableRandom random = new SplittableRandom(20_260_101);
        for (int i = 0; i < 2_000; i++) {
            CacheSpec spec = randomSpec(random);
            CacheSpec parsed = CacheSpec.parse(spec.toString());
            assertThat(parsed).as(spec.toString()).isEqualTo(spec).hasSameHashCodeAs(spec);
            assertThat(parsed).hasToString(spec.toString());
        }
    }

    private static CacheSpec randomSpec(SplittableRandom random) {
        Duration ttl =
                Duration.ofNanos(random.nextLong(1_000_000, Duration.ofDays(365).toNanos()));
        CacheSpecBuilder builder = CacheSpec.builder().ttl(ttl);
        List<Consumer<CacheSpecBuilder>> others = new ArrayList<>(List.of(
                b -> b.jitter(random.nextDouble(0, 0.5)),
                b -> b.l1Ttl(Duration.ofNanos(random.nextLong(1_000_000, ttl.toNanos() + 1))),
                b -> b.l2(random.nextBoolean()),
                b -> b.refreshAfter(random.nextDouble(0.1, 1)),
                b -> b.refreshBeta(random.nextDouble(0, 100)),
                b -> b.refreshRate(random.nextInt(1_000_001)),
                b -> b.loadSoftTimeout(Duration.ofMillis(random.nextLong(1, 3_600_000)))
                        .failSafe(Duration.ofMillis(random.nextLong(1, 3_600_000))),
                b -> b.l2Timeout(Duration.ofMillis(random.nextLong(1, 60_001))),
                b -> b.l2Lease(Duration.ofMillis(random.nextLong(100, 300_001))),
                b -> b.l2Shards(1 << random.nextInt(11)),
                b -> b.l2LogLength(random.nextInt(10, 1_000_001)),
                b -> b.l2MaxValueSize(random.nextInt(1, (512 << 20) + 1)),
                b -> b.l2Compression(COMPRESSIONS.get(random.nextInt(3))),
                b -> b.l2CompressAbove(random.nextInt(0, (512 << 20) + 1)),
                b -> {
                    long staleness =
                            random.nextLong(50_000_000, Duration.ofHours(1).toNanos() + 1);
                    b.maxStaleness(Duration.ofNanos(staleness));
                    b.heartbeat(Duration.ofNanos(random.nextLong(10_000_000, staleness / 2 + 1)));
                },
                b -> b.types(List.of("com.acme.A" + random.nextInt(100), "com.acme.B$C")),
                b -> {
                    if (random.nextBoolean()) {
                        b.l1MaximumSize(random.nextLong(0, Long.MAX_VALUE));
                    } else {
                        b.l1MaximumWeight(random.nextLong(1, Long.MAX_VALUE));
                    }
                }));
        others.stream().filter(any -> random.nextBoolean()).forEach(each -> each.accept(builder));
        return builder.build();
    }

    /** The text, and what the message must contain beside the cache. */
    static Stream<Arguments> wrongSpecs() {
        return Stream.of(
                wrong("ttl=10m, l1.maxSize=5", "'l1.maxSize'", "did you mean l1.maximumSize?", "l2.shards", "types"),
                wrong("tll=10m", "'tll'", "did you mean ttl?"),
                wrong("TTL=10m", "'TTL'", "did you mean ttl?"),
                wrong("ttl=10m, maxStalenes=1s", "'maxStalenes'", "did you mean maxStaleness?"),
                wrong("ttl=soon", "ttl=soon", "a duration such as 500ms"),
                wrong("ttl=10", "ttl=10", "a duration such as 500ms"),
                wrong("ttl=-10m", "ttl=-10m", "a duration such as 500ms"),
                wrong("ttl=10 parsecs", "ttl=10 parsecs", "a duration such as 500ms"),
                wrong("ttl=PT10", "ttl=PT10", "PT10M"),
                wrong("ttl=99999999999999999999d", "ttl=99999999999999999999d", "a duration such as 500ms"),
                wrong("ttl=PT9999999999999H", "ttl=PT9999999999999H", "1ms to 365d"),
                wrong("ttl=10m, l1.maximumSize=many", "l1.maximumSize=many", "a whole number such as 50_000"),
                wrong("ttl=10m, l1.maximumSize=1.5", "l1.maximumSize=1.5", "a whole number such as 50_000"),
                wrong("ttl=10m, jitter=some", "jitter=some", "a part such as 10% or 0.1"),
                wrong("ttl=10m, jitter=%", "jitter=%", "a part such as 10% or 0.1"),
                wrong("ttl=10m, jitter=NaN", "jitter=NaN", "a part such as 10% or 0.1"),
                wrong("ttl=10m, jitter=1e999", "jitter=Infinity", "0% to 50%"),
                wrong("ttl=10m, l2=maybe", "l2=maybe", "on or off"),
                wrong("ttl=10m, l2.compression=gzip", "l2.compression=gzip", "one of none, lz4, zstd"),
                wrong("ttl=10m, l2.maxValueSize=big", "l2.maxValueSize=big", "a size such as 100B, 2KB or 1MB"),
                wrong("ttl=10m, l2.maxValueSize=9999MB", "l2.maxValueSize=9999MB", "a size below 2048MB"),
                wrong("ttl=10m, types=com acme", "types=com acme", "class names such as com.acme.Price|com.acme.Stock"),
                wrong("ttl=10m, types=a.B||a.C", "types=a.B||a.C", "class names such as com.acme.Price|com.acme.Stock"),
                wrong("ttl=0s", "ttl=0ns", "1ms to 365d"),
                wrong("ttl=366d", "ttl=366d", "1ms to 365d"),
                wrong("ttl=10m, jitter=51%", "jitter=51%", "0% to 50%"),
                wrong("ttl=10m, jitter=-0.1", "jitter=-10%", "0% to 50%"),
                wrong("ttl=10m, l1.maximumSize=-1", "l1.maximumSize=-1", "0 or more"),
                wrong("ttl=10m, l1.maximumWeight=0", "l1.maximumWeight=0", "1 or more"),
                wrong("ttl=10m, l2.timeout=2m", "l2.timeout=2m", "1ms to 1m"),
                wrong("ttl=10m, l2.lease=99ms", "l2.lease=99ms", "100ms to 5m"),
                wrong("ttl=10m, l2.shards=12", "l2.shards=12", "a power of two from 1 to 1024"),
                wrong("ttl=10m, l2.shards=2048", "l2.shards=2048", "a power of two from 1 to 1024"),
                wrong("ttl=10m, l2.shards=-9223372036854775808", "l2.shards=-9223372036854775808", "a power of two"),
                wrong("ttl=10m, l2.logLength=9", "l2.logLength=9", "10 to 1000000"),
                wrong("ttl=10m, l2.maxValueSize=0B", "l2.maxValueSize=0B", "1B to 512MB"),
                wrong("ttl=10m, l2.compressAbove=513MB", "l2.compressAbove=513MB", "0B to 512MB"),
                wrong("ttl=10m, maxStaleness=49ms", "maxStaleness=49ms", "50ms to 1h"),
                wrong("ttl=10m, heartbeat=9ms", "heartbeat=9ms", "10ms to 30m"),
                wrong("", "ttl is missing", "1ms to 365d", "ttl=10m"),
                wrong("  ", "ttl is missing", "1ms to 365d", "ttl=10m"),
                wrong("l2=off", "ttl is missing", "1ms to 365d", "ttl=10m"),
                wrong("ttl=10m, ttl=5m", "ttl=5m", "a second time"),
                wrong("ttl=10m, ttl=10m", "ttl=10m", "a second time"),
                wrong("ttl=", "ttl has no value", "1ms to 365d"),
                wrong("ttl", "ttl has no value", "1ms to 365d"),
                wrong("ttl=10m, jitter= ", "jitter has no value", "0% to 50%"),
                wrong("ttl=10m, load.softTimeout=1s", "load.softTimeout=1s", "set failSafe"),
                wrong("ttl=10m, refresh.after=5%", "refresh.after=5%", "10% to 100%"),
                wrong("ttl=10m, refresh.beta=x", "refresh.beta=x", "a number such as 1"),
                wrong("ttl=10m,", "a setting is missing", "name=value, name=value"),
                wrong(",ttl=10m", "a setting is missing", "name=value, name=value"),
                wrong("ttl=10m,,l2=off", "a setting is missing", "name=value, name=value"),
                wrong("=10m", "a setting is missing", "name=value, name=value"),
                wrong("ttl=1m, l1.ttl=61s", "l1.ttl=61s", "at most ttl=1m"),
                wrong(
                        "ttl=1m, l1.maximumSize=10, l1.maximumWeight=20",
                        "l1.maximumSize=10",
                        "l1.maximumWeight=20",
                        "allowed is one of them"),
                wrong("ttl=1m, heartbeat=2501ms", "heartbeat=2501ms", "at most half of maxStaleness=5s"),
                wrong(
                        "ttl=1m, maxStaleness=1s, heartbeat=600ms",
                        "heartbeat=600ms",
                        "at most half of maxStaleness=1s"));
    }

    private static Arguments wrong(String text, String... parts) {
        return Arguments.of(text, List.of(parts));
    }

    @ParameterizedTest(name = "\"{0}\"")
    @MethodSource("wrongSpecs")
    void parse_wrongSpec_saysWhereWhatAndWhatIsAllowed(String text, List<String> parts) {
        assertThatThrownBy(() -> CacheSpec.parse("prices", text))
                .isInstanceOf(CacheSpecException.class)
                .hasMessageStartingWith("cache 'prices': ")
                .hasMessageContainingAll(parts.toArray(CharSequence[]::new));
        assertThatThrownBy(() -> CacheSpec.parse(text))
                .isInstanceOf(CacheSpecException.class)
                .hasMessageNotContaining("cache '");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ttl=1ms, l1.ttl=1ms",
                "ttl=365d",
                "ttl=1m, jitter=0",
                "ttl=1m, jitter=50%",
                "ttl=1m, l1.maximumSize=0",
                "ttl=1m, l1.maximumSize=9223372036854775807",
                "ttl=1m, l2.shards=1",
                "ttl=1m, l2.shards=1024",
                "ttl=1m, l2.compressAbove=0",
                "ttl=1m, l2.maxValueSize=512MB",
                "ttl=1m, heartbeat=2500ms",
                "ttl=1m, maxStaleness=50ms, heartbeat=25ms"
            })
    void parse_valueAtItsBound_isAllowed(String text) {
        assertThat(CacheSpec.parse(CacheSpec.parse(text).toString())).isEqualTo(CacheSpec.parse(text));
    }

    static Stream<Arguments> wrongCalls() {
        return Stream.of(
                Arguments.of((Consumer<CacheSpecBuilder>) b -> b.ttl(Duration.ZERO), "ttl=0ns"),
                Arguments.of(
                        (Consumer<CacheSpecBuilder>) b -> b.ttl(Duration.ofSeconds(Long.MAX_VALUE)),
                        "ttl=PT2562047788015215H30M7S"),
                Arguments.of((Consumer<CacheSpecBuilder>) b -> b.jitter(Double.NaN), "jitter=NaN"),
                Arguments.of((Consumer<CacheSpecBuilder>) b -> b.jitter(-1), "jitter=-100%"),
                Arguments.of((Consumer<CacheSpecBuilder>) b -> b.l1MaximumSize(-1), "l1.maximumSize=-1"),
                Arguments.of((Consumer<CacheSpecBuilder>) b -> b.l2Shards(3), "l2.shards=3"),
                Arguments.of((Consumer<CacheSpecBuilder>) b -> b.l2MaxValueSize(-5), "l2.maxValueSize=-5B"),
                Arguments.of((Consumer<CacheSpecBuilder>) b -> b.types(List.of("a,b")), "types=a,b"),
                Arguments.of((Consumer<CacheSpecBuilder>) b -> b.types(List.of("")), "types="));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("wrongCalls")
    void builder_valueThatIsNotAllowed_isRefusedByTheCall(Consumer<CacheSpecBuilder> call, String part) {
        CacheSpecBuilder builder = CacheSpec.builder();

        assertThatThrownBy(() -> call.accept(builder))
                .isInstanceOf(CacheSpecException.class)
                .hasMessageContaining(part + " is not allowed: it must be ");
    }

    @Test
    void builder_oddValues_stillPrintAndParse() {
        CacheSpec spec = CacheSpec.builder()
                .ttl(TEN_MINUTES)
                .jitter(-0.0)
                .types(List.of("a.B"))
                .types(List.of())
                .build();

        assertThat(spec).isEqualTo(CacheSpec.parse("ttl=10m, jitter=0"));
        assertThat(CacheSpec.parse(spec.toString())).isEqualTo(spec);
    }

    @Test
    void build_settingsThatDontGoTogether_areRefused() {
        assertThatThrownBy(CacheSpec.builder()::build)
                .isInstanceOf(CacheSpecException.class)
                .hasMessageContaining("ttl is missing");
        assertThatThrownBy(() -> CacheSpec.builder()
                        .ttl(TEN_MINUTES)
                        .l1MaximumSize(1)
                        .l1MaximumWeight(1)
                        .build())
                .isInstanceOf(CacheSpecException.class)
                .hasMessageContaining("both set");
    }

    @Test
    void toBuilder_changed_leavesTheOldSpec() {
        CacheSpec spec = CacheSpec.parse("ttl=10m, l2=off");

        CacheSpec changed = spec.toBuilder().ttl(Duration.ofMinutes(1)).build();

        assertThat(changed).isEqualTo(CacheSpec.parse("ttl=1m, l2=off")).isNotEqualTo(spec);
        assertThat(spec).isEqualTo(CacheSpec.parse("ttl=10m, l2=off"));
    }
}
