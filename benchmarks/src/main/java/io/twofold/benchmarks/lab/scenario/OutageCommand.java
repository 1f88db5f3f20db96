package io.twofold.benchmarks.lab.scenario;

import io.twofold.CacheSpec;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.benchmarks.lab.Clock;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.EmbeddedRedis;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Redis stops answering, and answers again. */
@Command(
        name = "outage",
        description = {
            "Stops Redis (SIGSTOP) while keys are read that L1 holds, and others that nobody has read before.",
            "Claims: reads that L1 answers don't get slower; the others take no longer than l2.timeout and a load at"
                    + " first, and a load alone once the breaker is open; Redis is used again within 5 s. Each with an"
                    + " allowance for what else the machine does."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:the claims hold", "1:one doesn't", "2:called wrongly"})
public final class OutageCommand implements Callable<Integer> {
    private static final List<String> ROWS = List.of(
            "L1, before",
            "L1, in the outage",
            "others, before",
            "others, until it opened",
            "others, while open",
            "others, after");
    private static final int HOT_KEYS = 100;
    private static final long L1_PAUSE = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long COLD_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long RECOVERED_WITHIN = TimeUnit.SECONDS.toNanos(5);
    private static final long GIVE_UP = TimeUnit.SECONDS.toNanos(60);

    @Option(names = "--seconds", defaultValue = "10", description = "the outage (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--before", defaultValue = "3", description = "seconds before it (default: ${DEFAULT-VALUE})")
    private int before;

    @Option(names = "--load-ms", defaultValue = "50", description = "what a load takes (default: ${DEFAULT-VALUE})")
    private int loadMillis;

    @Option(names = "--threads", defaultValue = "4", description = "that read other keys (default: ${DEFAULT-VALUE})")
    private int threads;

    @Option(
            names = "--allowance-ms",
            defaultValue = "150",
            description = "for what else the machine does (default: ${DEFAULT-VALUE})")
    private int allowanceMillis;

    @Option(
            names = "--spec",
            defaultValue = "ttl=10m, maxStaleness=1m, heartbeat=1s, l2.timeout=300ms",
            description = "of the cache (default: ${DEFAULT-VALUE})")
    private String cacheSpec = "";

    @Spec
    private @Nullable CommandSpec spec;

    private final ConcurrentLinkedQueue<Call> hot = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Call> cold = new ConcurrentLinkedQueue<>();
    private final AtomicInteger nextKey = new AtomicInteger(HOT_KEYS);
    private volatile boolean over;

    private record Call(long began, long nanos) {
        long ended() {
            return began + nanos;
        }
    }

    /** When what happened. */
    private record Times(long began, long stopped, long opened, long resumed, long recovered) {}

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec called = spec;
        if (called == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        if (seconds < 1 || before < 1 || threads < 1 || threads > 64) {
            throw new ParameterException(
                    called.commandLine(), "allowed are at least 1 second each, and 1 to 64 threads");
        }
        PrintWriter out = called.commandLine().getOut();
        try (EmbeddedRedis server = EmbeddedRedis.start();
                Twofold twofold = Twofold.builder()
                        .remote(RedisTier.connect(server.uri()))
                        .build()) {
            TieredCache<Integer, Integer> cache = twofold.cache("outage", Integer.class, Integer.class)
                    .spec(cacheSpec)
                    .loader(key -> {
                        TimeUnit.MILLISECONDS.sleep(loadMillis); // what a query takes
                        return key;
                    })
                    .build();
            List<Thread> readers = readers(cache);
            Times times = run(cache, server, out);
            over = true;
            for (Thread reader : readers) {
                reader.join();
            }
            return judge(times, out);
        }
    }

    private List<Thread> readers(TieredCache<Integer, Integer> cache) {
        List<Thread> readers = new ArrayList<>();
        for (int key = 0; key < HOT_KEYS; key++) {
            cache.get(key);
        }
        AtomicInteger hotKey = new AtomicInteger();
        readers.add(reader(hot, L1_PAUSE, () -> cache.get(hotKey.getAndIncrement() % HOT_KEYS)));
        for (int i = 0; i < threads; i++) {
            readers.add(reader(cold, COLD_PAUSE, () -> cache.get(nextKey.getAndIncrement())));
        }
        readers.forEach(Thread::start);
        return readers;
    }

    private Thread reader(ConcurrentLinkedQueue<Call> calls, long pause, Runnable read) {
        return new Thread(
                () -> {
                    while (!over) {
                        long began = Clock.now();
                        read.run();
                        calls.add(new Call(began, Clock.now() - began));
                        LockSupport.parkNanos(pause);
                    }
                },
                "reader");
    }

    private Times run(TieredCache<Integer, Integer> cache, EmbeddedRedis server, PrintWriter out)
            throws InterruptedException {
        TimeUnit.SECONDS.sleep(1); // to warm up
        long began = Clock.now();
        TimeUnit.SECONDS.sleep(before);
        tell(out, "stopping Redis");
        server.pause();
        long stopped = Clock.now();
        long shards = CacheSpec.parse(cacheSpec).l2Shards().orElse(1);
        long opened = when(() -> cache.stats().openShards() == shards);
        tell(out, "the breaker opened after " + Latencies.text(opened - stopped) + " ms");
        TimeUnit.NANOSECONDS.sleep(stopped + TimeUnit.SECONDS.toNanos(seconds) - Clock.now());
        server.resume();
        long resumed = Clock.now();
        long hits = cache.stats().l2Misses();
        long recovered =
                when(() -> cache.stats().openShards() == 0 && cache.stats().l2Misses() > hits);
        tell(out, "Redis was used again after " + Latencies.text(recovered - resumed) + " ms");
        TimeUnit.SECONDS.sleep(1);
        return new Times(began, stopped, opened, resumed, recovered);
    }

    private static void tell(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }

    private static long when(Callable<Boolean> condition) throws InterruptedException {
        long until = Clock.now() + GIVE_UP;
        try {
            while (!condition.call()) {
                if (Clock.now() > until) {
                    throw new IllegalStateException("it never comes to pass");
                }
                TimeUnit.MILLISECONDS.sleep(2);
            }
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return Clock.now();
    }

    private static Latencies of(ConcurrentLinkedQueue<Call> calls, Predicate<Call> which) {
        Latencies latencies = new Latencies();
        calls.stream().filter(which).forEach(call -> latencies.add(call.nanos));
        return latencies;
    }

    private int judge(Times times, PrintWriter out) {
        Predicate<Call> wasBefore = call -> call.began >= times.began && call.ended() < times.stopped;
        Predicate<Call> wasFirst = call -> call.ended() >= times.stopped && call.began < times.opened;
        Predicate<Call> wasMeanwhile = call -> call.began >= times.opened && call.began < times.resumed;
        Latencies hotBefore = of(hot, wasBefore);
        Latencies hotMeanwhile = of(hot, wasFirst.or(wasMeanwhile));
        Latencies coldBefore = of(cold, wasBefore);
        Latencies first = of(cold, wasFirst);
        Latencies then = of(cold, wasMeanwhile);
        Latencies after = of(cold, call -> call.began >= times.recovered);
        long allowance = TimeUnit.MILLISECONDS.toNanos(allowanceMillis);
        table(List.of(hotBefore, hotMeanwhile, coldBefore, first, then, after), out);
        long load = TimeUnit.MILLISECONDS.toNanos(loadMillis);
        long timeout = CacheSpec.parse(cacheSpec).l2Timeout().toNanos();
        boolean holds = hotMeanwhile.at(0.99) <= 5 * hotBefore.at(0.99) + TimeUnit.MILLISECONDS.toNanos(1)
                && first.most() <= timeout + load + allowance
                && then.at(0.99) <= load + allowance
                && then.most() < timeout + load
                && times.recovered - times.resumed <= RECOVERED_WITHIN;
        out.printf(
                Locale.ROOT,
                "l1P99Before=%s l1P99=%s firstMs=%s thenP99Ms=%s thenMostMs=%s timeoutMs=%s loadMs=%d openedMs=%s"
                        + " recoveredMs=%s claims=%s%n",
                Latencies.text(hotBefore.at(0.99)),
                Latencies.text(hotMeanwhile.at(0.99)),
                Latencies.text(first.most()),
                Latencies.text(then.at(0.99)),
                Latencies.text(then.most()),
                Latencies.text(timeout),
                loadMillis,
                Latencies.text(times.opened - times.stopped),
                Latencies.text(times.recovered - times.resumed),
                holds ? "hold" : "broken");
        out.flush();
        return holds ? 0 : 1;
    }

    private static void table(List<Latencies> rows, PrintWriter out) {
        out.println();
        out.println("calls                      count   p50 ms   p99 ms   most ms");
        for (int i = 0; i < ROWS.size(); i++) {
            row(out, ROWS.get(i), rows.get(i));
        }
    }

    private static void row(PrintWriter out, String name, Latencies latencies) {
        out.printf(
                Locale.ROOT,
                "%-24s %7d %8s %8s %9s%n",
                name,
                latencies.count(),
                Latencies.text(latencies.at(0.5)),
                Latencies.text(latencies.at(0.99)),
                Latencies.text(latencies.most()));
    }
}
