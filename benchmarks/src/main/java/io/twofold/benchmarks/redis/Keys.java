package io.twofold.benchmarks.redis;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** The keys of a workload: some that exist, by the one and by the hundred, and as many as are wanted that don't. */
final class Keys {
    /** How many exist. */
    static final int COUNT = 2_000;

    private static final int AT_ONCE = 100;
    /** How many different hundreds there are. */
    static final int HUNDREDS = COUNT / AT_ONCE;

    private final String[] keys = new String[COUNT];
    private final List<Set<String>> hundreds;
    private final AtomicLong fresh = new AtomicLong();

    Keys() {
        Arrays.setAll(keys, i -> "product:" + (100_000 + i));
        hundreds = IntStream.range(0, HUNDREDS)
                .<Set<String>>mapToObj(i -> new LinkedHashSet<>(List.of(keys).subList(i * AT_ONCE, (i + 1) * AT_ONCE)))
                .toList();
    }

    /** All that exist. */
    String[] all() {
        return keys;
    }

    /** One that exists. */
    String one(int number) {
        return keys[Math.floorMod(number, COUNT)];
    }

    /** A hundred that exist. */
    Set<String> hundred(int number) {
        return hundreds.get(Math.floorMod(number, hundreds.size()));
    }

    /** One that nobody has asked for. */
    String fresh() {
        return "fresh:" + fresh.getAndIncrement();
    }

    /** Whether a key is of the half that may stay in the process, where only a half may. */
    static boolean isOfKeptHalf(String key) {
        return key.charAt(key.length() - 1) % 2 == 0;
    }
}
