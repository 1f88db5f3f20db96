package io.twofold.benchmarks.lab.scenario;

import io.twofold.AsyncTieredCache;
import io.twofold.CacheBuilder;
import io.twofold.CacheSpec;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.benchmarks.lab.Clock;
import io.twofold.redis.RedisTier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * One process of a fleet. A value is the time at which it was loaded, so that a read whose value is younger than itself
 * is known to have waited for a load.
 */
final class ScenarioNode {
    private static final Logger WARNINGS = Logger.getLogger("io.twofold");
    private static final long TALLY_EVERY = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(1);

    private final PrintStream out;
    private final Twofold twofold;
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicLong waited = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean failing;
    private volatile TieredCache<Integer, Long> cache;

    private ScenarioNode(String uri, PrintStream out) {
        this.out = out;
        this.twofold = Twofold.builder()
                .namespace("scenario")
                .remote(RedisTier.connect(uri))
                .build();
        this.cache = open("ttl=1s", 0);
    }

    /** Obeys the lines of its standard input, words apart by tabs; ends with it. */
    public static void main(String[] arguments) throws IOException {
        WARNINGS.setLevel(Level.OFF); // of faults that are made on purpose
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String uri = in.readLine();
        if (uri != null) {
            ScenarioNode node = new ScenarioNode(uri, out);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                node.obey(line.split("\t", -1));
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private void obey(String[] words) {
        switch (words[0]) {
            case "open" -> {
                cache = open(words[1], Long.parseLong(words[2]));
                say("opened");
            }
            case "fail" -> failing = words[1].equals("on");
            case "warm" -> {
                int from = number(words[1]);
                cache.getAll(
                        IntStream.range(from, from + number(words[2])).boxed().toList());
                say("warmed");
            }
            case "time" -> time(number(words[1]), number(words[2]));
            case "read" -> thread(() -> readOften(number(words[1]), Long.parseLong(words[2])));
            case "together" -> together(Long.parseLong(words[1]), number(words[2]), number(words[3]));
            case "scan" -> scan(number(words[1]), number(words[2]), number(words[3]));
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }

    /** Each has a name of its own: the n-th is the same cache on every node. */
    private TieredCache<Integer, Long> open(String spec, long loadMillis) {
        CacheBuilder<Integer, Long> builder = twofold.cache(
                        "cache-" + opened.getAndIncrement(), Integer.class, Long.class)
                .spec(spec)
                .loader(key -> load(key, loadMillis));
        if (CacheSpec.parse(spec).refreshBatch() > 1) {
            builder.bulkLoader(keys -> loadAll(keys, loadMillis));
        }
        return builder.build();
    }

    private Map<Integer, Long> loadAll(Set<Integer> keys, long millis) throws InterruptedException {
        long began = Clock.now();
        say("bulk\t" + began);
        TimeUnit.MILLISECONDS.sleep(millis); // what a query takes
        Map<Integer, Long> loaded = new HashMap<>();
        for (Integer key : keys) {
            say("loaded\t" + began + "\t" + key);
            loaded.put(key, Clock.now());
        }
        return loaded;
    }

    private Long load(Integer key, long millis) throws InterruptedException, IOException {
        long began = Clock.now();
        say("load\t" + began);
        TimeUnit.MILLISECONDS.sleep(millis); // what a query takes
        boolean failed = failing;
        say((failed ? "failed\t" : "loaded\t") + began + "\t" + key);
        if (failed) {
            throw new IOException("the source fails, as it was told to");
        }
        return Clock.now();
    }

    /** Reads keys one after another, which other nodes have loaded. */
    private void time(int from, int count) {
        Latencies latencies = new Latencies();
        for (int key = from; key < from + count; key++) {
            long began = Clock.now();
            cache.get(key);
            latencies.add(Clock.now() - began);
        }
        say(String.format(Locale.ROOT, "timed\t%d\t%d\t%d", latencies.at(0.5), latencies.at(0.99), latencies.most()));
    }

    /** Reads a key so many times a second, whether the reads before have been answered or not. */
    private void readOften(int key, long perSecond) {
        AsyncTieredCache<Integer, Long> async = cache.async();
        long pause = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long next = Clock.now();
        long tallied = next;
        while (true) {
            for (long left = next - Clock.now(); left > 0; left = next - Clock.now()) {
                LockSupport.parkNanos(left);
            }
            next += pause;
            long began = Clock.now();
            var unused = async.get(key).whenComplete((value, failure) -> answered(began, value, failure));
            if (began - tallied > TALLY_EVERY) {
                tallied = began;
                say("tally\t" + began + "\t" + answered.getAndSet(0) + "\t" + waited.getAndSet(0) + "\t"
                        + errors.getAndSet(0));
            }
        }
    }

    private void answered(long began, Long loadedAt, Throwable failure) {
        long nanos = Clock.now() - began;
        answered.incrementAndGet();
        if (failure != null) {
            errors.incrementAndGet();
        } else if (loadedAt > began) {
            waited.incrementAndGet();
        }
        if (nanos > SLOW) {
            say("slow\t" + began + "\t" + nanos);
        }
    }

    /** Many threads ask for one key at the same time. */
    private void together(long at, int threads, int key) {
        AtomicInteger left = new AtomicInteger(threads);
        AtomicLong last = new AtomicLong();
        for (int i = 0; i < threads; i++) {
            thread(() -> {
                for (long wait = at - Clock.now(); wait > 0; wait = at - Clock.now()) {
                    LockSupport.parkNanos(wait);
                }
                cache.get(key);
                last.accumulateAndGet(Clock.now(), Math::max);
                if (left.decrementAndGet() == 0) {
                    say("answered\t" + last.get());
                }
            });
        }
    }

    /** Looks at each of some keys again and again; its threads share them. */
    private void scan(int from, int to, int threads) {
        TieredCache<Integer, Long> scanned = cache;
        int number = opened.get();
        for (int i = 0; i < threads; i++) {
            int first = from + i;
            thread(() -> {
                while (number == opened.get()) {
                    for (int key = first; key < to; key += threads) {
                        scanned.get(key);
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                }
            });
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "reader");
        thread.setDaemon(true);
        thread.start();
    }

    private void say(String line) {
        out.println(line); // which locks
    }
}
