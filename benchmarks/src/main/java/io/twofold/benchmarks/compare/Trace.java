package io.twofold.benchmarks.compare;

import java.util.Random;

/** A made-up sequence of reads, each of a kind that caches are known to do well or badly at. The same each time. */
enum Trace {
    /** Few keys often, most seldom. */
    ZIPF("Zipf 0.99"),
    /** The same, and now and then a run over keys that nobody asks for again, as a nightly report does. */
    ZIPF_AND_SCANS("Zipf and scans"),
    /** A round over twice as many keys as there is room for, again and again: the worst for evicting the oldest. */
    LOOP("loop"),
    /** Zipf whose popular keys become unpopular, and others popular. */
    SHIFTING("shifting hot set"),
    /** Most reads repeat one of the last ones: the worst for keeping what was popular. */
    RECENT("recent keys");

    private static final int KEYS = 50_000;

    private final String title;

    Trace(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** So many reads by the number of the key. */
    int[] reads(int count, int room) {
        Random random = new Random(7);
        return switch (this) {
            case ZIPF -> KeySequence.zipf(count, KEYS, random);
            case ZIPF_AND_SCANS -> zipfAndScans(count, room, random);
            case LOOP -> loop(count, room);
            case SHIFTING -> shifting(count, random);
            case RECENT -> recent(count, room, random);
        };
    }

    private static int[] zipfAndScans(int count, int room, Random random) {
        int[] reads = KeySequence.zipf(count, KEYS, random);
        int next = KEYS;
        for (int from = count / 20; from + 2 * room < count; from += count / 10) {
            for (int i = from; i < from + 2 * room; i++) {
                reads[i] = next++;
            }
        }
        return reads;
    }

    private static int[] loop(int count, int room) {
        int[] reads = new int[count];
        for (int i = 0; i < count; i++) {
            reads[i] = i % (2 * room);
        }
        return reads;
    }

    private static int[] shifting(int count, Random random) {
        int[] reads = KeySequence.zipf(count, KEYS, random);
        for (int i = 0; i < count; i++) {
            int phase = 10 * i / count;
            reads[i] = (reads[i] + phase * 7919) % KEYS;
        }
        return reads;
    }

    private static int[] recent(int count, int room, Random random) {
        int[] reads = new int[count];
        int next = 0;
        for (int i = 0; i < count; i++) {
            int back = 1 + (int) (-Math.log(1 - random.nextDouble()) * room / 3);
            reads[i] = random.nextInt(4) == 0 || back > i ? next++ : reads[i - back];
        }
        return reads;
    }
}
