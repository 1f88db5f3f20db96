package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.compare.Contest.Cost;
import io.twofold.benchmarks.compare.Contest.Middle;
import io.twofold.benchmarks.compare.Contest.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Values into bytes and back, beside what a service may use instead. */
final class CodecContest {
    /** How the groups are called. */
    static final String ENCODE = "codec, encode 10 fields";

    static final String DECODE = "codec, decode 10 fields";
    static final String BYTES = "codec, bytes of 10 fields";

    private static final int ARTICLES = 64;
    private static final int BATCH = 256;

    private CodecContest() {}

    static List<Row> run(Length length) {
        Article[] articles = Codecs.articles(ARTICLES);
        List<Side> encode = new ArrayList<>();
        List<Side> decode = new ArrayList<>();
        List<Row> bytes = new ArrayList<>();
        double base = size(Codecs.values()[0], articles);
        for (Codecs codec : Codecs.values()) {
            encode.add(encode(codec, articles));
            decode.add(decode(codec, articles));
            double ratio = size(codec, articles) / base;
            bytes.add(new Row(BYTES, codec.title(), new Middle(ratio, ratio, ratio), size(codec, articles), "B", -1));
        }
        Plan plan = new Plan(Cost.CPU, 1, 60, BATCH);
        List<Row> rows =
                new ArrayList<>(Row.of(ENCODE, length.contest(plan, encode).run()));
        rows.addAll(Row.of(DECODE, length.contest(plan, decode).run()));
        rows.addAll(bytes);
        return rows;
    }

    private static double size(Codecs codec, Article[] articles) {
        return Arrays.stream(codec.encoded(articles))
                .mapToInt(each -> each.length)
                .average()
                .orElseThrow();
    }

    private static Side encode(Codecs codec, Article[] articles) {
        return Side.of(codec.title(), (from, times) -> {
            int seen = 0;
            try {
                for (int i = from; i < from + times; i++) {
                    seen += codec.encode(articles[i % ARTICLES]).length;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return seen;
        });
    }

    private static Side decode(Codecs codec, Article[] articles) {
        byte[][] encoded = codec.encoded(articles);
        return Side.of(codec.title(), (from, times) -> {
            int seen = 0;
            try {
                for (int i = from; i < from + times; i++) {
                    seen += codec.decode(encoded[i % ARTICLES]).stock;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return seen;
        });
    }
}
