package io.twofold.benchmarks;

import io.twofold.benchmarks.compare.Article;
import io.twofold.benchmarks.compare.Codecs;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A value of ten fields into bytes and back. For ratios use {@code lab.jar compare CODEC}, which takes turns. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class CodecBenchmark {
    private static final int ARTICLES = 64;

    /** By whom. */
    @Param
    public Codecs codec = Codecs.TWOFOLD;

    private final Article[] articles = Codecs.articles(ARTICLES);
    private byte[][] encoded = {};

    /** Where a thread is among the values. */
    @State(Scope.Thread)
    public static class Cursor {
        private int next;
    }

    /** Encodes what is to be decoded. */
    @Setup
    public void encodeAll() {
        encoded = codec.encoded(articles);
    }

    /** Into bytes. */
    @Benchmark
    public byte[] encode(Cursor cursor) throws IOException {
        return codec.encode(articles[cursor.next++ & ARTICLES - 1]);
    }

    /** Out of bytes. */
    @Benchmark
    public Article decode(Cursor cursor) throws IOException {
        return codec.decode(encoded[cursor.next++ & ARTICLES - 1]);
    }
}
