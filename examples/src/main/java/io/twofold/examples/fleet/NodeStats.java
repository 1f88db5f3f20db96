package io.twofold.examples.fleet;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What happened in some time on one node, or on several together. Immutable.
 *
 * @param counts what was counted; what is missing is 0
 * @param pending how many changes waited for Redis at the end; of several, the most
 * @param oldestStaleMicros how long out of date the worst of the stale reads was
 * @param latencies of requests, in nanoseconds; never to be changed
 */
record NodeStats(Map<Counter, Long> counts, long pending, long oldestStaleMicros, Histogram latencies) {
    static final long LONGEST_NANOS = 60_000_000_000L;
    static final int DIGITS = 3;
    static final NodeStats NONE = new NodeStats(Map.of(), 0, 0, new Histogram(LONGEST_NANOS, DIGITS));

    private static final String SEPARATOR = " ";

    NodeStats {
        counts = Map.copyOf(counts);
    }

    long count(Counter counter) {
        return counts.getOrDefault(counter, 0L);
    }

    /** Whether nothing at all happened, and nothing is about to. */
    boolean isQuiet() {
        return pending == 0 && counts.values().stream().allMatch(count -> count == 0);
    }

    double l1HitRate() {
        return rate(count(Counter.L1_HITS), count(Counter.L2_HITS) + count(Counter.L2_MISSES) + count(Counter.JOINED));
    }

    double l2HitRate() {
        return rate(count(Counter.L2_HITS), count(Counter.L2_MISSES));
    }

    private static double rate(long part, long rest) {
        return part + rest == 0 ? 0 : (double) part / (part + rest);
    }

    double micros(double percentile) {
        return latencies.getTotalCount() == 0 ? 0 : latencies.getValueAtPercentile(percentile) / 1_000.0;
    }

    /** This and another together. */
    NodeStats plus(NodeStats other) {
        Map<Counter, Long> sums = new EnumMap<>(Counter.class);
        Arrays.stream(Counter.values()).forEach(counter -> sums.put(counter, count(counter) + other.count(counter)));
        Histogram both = latencies.copy();
        both.add(other.latencies);
        return new NodeStats(
                sums, Math.max(pending, other.pending), Math.max(oldestStaleMicros, other.oldestStaleMicros), both);
    }

    /** One line of text. */
    String toLine() {
        StringBuilder line = new StringBuilder();
        for (Counter counter : Counter.values()) {
            line.append(counter).append('=').append(count(counter)).append(SEPARATOR);
        }
        ByteBuffer bytes = ByteBuffer.allocate(latencies.getNeededByteBufferCapacity());
        int length = latencies.encodeIntoCompressedByteBuffer(bytes);
        String text = Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
        return line + "pending=" + pending + SEPARATOR + "oldest=" + oldestStaleMicros + SEPARATOR + text;
    }

    /**
     * Reads what {@link #toLine} wrote.
     *
     * @throws IllegalArgumentException if it isn't that
     */
    static NodeStats parse(String line) {
        String[] parts = line.split(SEPARATOR, -1);
        Counter[] counters = Counter.values();
        if (parts.length != counters.length + 3) {
            throw new IllegalArgumentException("not a line of statistics: " + line);
        }
        Map<Counter, Long> counts = new EnumMap<>(Counter.class);
        for (int i = 0; i < counters.length; i++) {
            counts.put(counters[i], value(counters[i].name(), parts[i]));
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(parts[counters.length + 2]);
            Histogram latencies = Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), LONGEST_NANOS);
            return new NodeStats(
                    counts,
                    value("pending", parts[counters.length]),
                    value("oldest", parts[counters.length + 1]),
                    latencies);
        } catch (DataFormatException | IndexOutOfBoundsException | BufferUnderflowException e) {
            throw new IllegalArgumentException("not a line of statistics: " + line, e);
        }
    }

    private static long value(String name, String part) {
        if (!part.startsWith(name + "=")) {
            throw new IllegalArgumentException("not a line of statistics: " + part + " where " + name + " should be");
        }
        return Long.parseLong(part.substring(name.length() + 1));
    }
}
