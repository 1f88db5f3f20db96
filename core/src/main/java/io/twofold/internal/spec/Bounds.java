package io.twofold.internal.spec;

import io.twofold.internal.spec.Setting.Allowed;
import java.time.Duration;

/** Bounds that many settings have. */
final class Bounds {
    private Bounds() {}

    static Allowed<Duration> between(String from, String to) {
        Duration min = Kind.DURATION.parse(from);
        Duration max = Kind.DURATION.parse(to);
        return new Allowed<>(from + " to " + to, value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
    }

    static Allowed<Long> counts(long from, long to) {
        String text = to == Long.MAX_VALUE ? from + " or more" : from + " to " + to;
        return new Allowed<>(text, value -> value >= from && value <= to);
    }

    static Allowed<Integer> sizes(String from, String to) {
        int min = Kind.BYTES.parse(from);
        int max = Kind.BYTES.parse(to);
        return new Allowed<>(from + " to " + to, value -> value >= min && value <= max);
    }
}
