package io.twofold.benchmarks.lab.scenario;

import io.twofold.benchmarks.lab.Clock;
import io.twofold.benchmarks.lab.scenario.Nodes.Load;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Many want the same at the same time, or many keys expire at the same time. */
@Command(
        name = "stampede",
        description = {
            "Has every thread of every node ask for one cold key at the same moment; then has thousands of keys, all"
                    + " loaded together, expire while they are read, with and without jitter.",
            "Claims: one load of the cold key; with jitter, the busiest tenth of a second has at most six tenths of the"
                    + " loads that it has without; a call of the bulk loader refreshes several keys."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:the claims hold", "1:one doesn't", "2:called wrongly"})
public final class StampedeCommand implements Callable<Integer> {
    private static final int COLD_KEY = 1;
    private static final double MOST_OF_UNJITTERED = 0.6;
    /** How many keys a call of the bulk loader has on average. */
    private static final double LEAST_IN_A_CALL = 2;

    private static final long BUCKET = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long START = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long TELL_EVERY = TimeUnit.SECONDS.toNanos(5);
    private static final int SCANNERS = 64;
    private static final int WIDTH = 50;

    @Option(names = "--nodes", defaultValue = "4", description = "processes, 1 to 16 (default: ${DEFAULT-VALUE})")
    private int nodes;

    @Option(names = "--threads", defaultValue = "64", description = "of each (default: ${DEFAULT-VALUE})")
    private int threads;

    @Option(
            names = "--load-ms",
            defaultValue = "50",
            description = "a load of the cold key (default: ${DEFAULT-VALUE})")
    private int loadMillis;

    @Option(names = "--keys", defaultValue = "10000", description = "that expire together (default: ${DEFAULT-VALUE})")
    private int keys;

    @Option(names = "--ttl-s", defaultValue = "20", description = "of these, in seconds (default: ${DEFAULT-VALUE})")
    private int ttlSeconds;

    @Option(
            names = "--spec",
            defaultValue = "l1.maximumSize=100000, l2.timeout=5s, maxStaleness=1m",
            description = "what else the caches are like (default: ${DEFAULT-VALUE})")
    private String cacheSpec = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec called = spec;
        if (called == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        if (nodes < 1 || nodes > 16 || threads < 1 || threads > 1_000 || keys < nodes || ttlSeconds < 2) {
            throw new ParameterException(
                    called.commandLine(), "allowed are 1 to 16 nodes, 1 to 1000 threads, and at least 2 seconds");
        }
        PrintWriter out = called.commandLine().getOut();
        try (Nodes fleet = new Nodes(nodes)) {
            Cold cold = coldKey(fleet);
            out.printf(
                    Locale.ROOT,
                    "a cold key, asked for by %d threads: %d loads, last answer after %s ms%n",
                    nodes * threads,
                    cold.loads,
                    Latencies.text(cold.nanos));
            out.flush();
            Expiry together = expiry(fleet, "jitter=0%", out);
            Expiry apart = expiry(fleet, "jitter=50%", out);
            Expiry bulk = expiry(fleet, "jitter=10%, refresh.parallel=2000, refresh.batch=100", out);
            return judge(cold, List.of(together, apart, bulk), out);
        }
    }

    private int judge(Cold cold, List<Expiry> expiries, PrintWriter out) {
        Expiry together = expiries.get(0);
        Expiry apart = expiries.get(1);
        Expiry bulk = expiries.get(2);
        double keysInACall = (double) bulk.loads / Math.max(1, bulk.bulkCalls);
        double part = together.busiest() == 0 ? 0 : (double) apart.busiest() / together.busiest();
        boolean holds = cold.loads == 1
                && together.loads >= keys
                && apart.loads >= keys
                && part <= MOST_OF_UNJITTERED
                && bulk.loads >= keys
                && keysInACall >= LEAST_IN_A_CALL;
        out.printf(
                Locale.ROOT,
                "coldLoads=%d coldLastAnswerMs=%s keys=%d loaderCalls=%d loaderCallsJittered=%d busiest=%d"
                        + " busiestJittered=%d ratio=%.2f bulkLoads=%d bulkCalls=%d keysInACall=%.1f claims=%s%n",
                cold.loads,
                Latencies.text(cold.nanos),
                keys,
                together.loads,
                apart.loads,
                together.busiest(),
                apart.busiest(),
                part,
                bulk.loads,
                bulk.bulkCalls,
                keysInACall,
                holds ? "hold" : "broken");
        out.flush();
        return holds ? 0 : 1;
    }

    private record Cold(long loads, long nanos) {}

    private Cold coldKey(Nodes fleet) throws InterruptedException {
        fleet.open("ttl=10m, " + cacheSpec, loadMillis);
        for (int i = 0; i < nodes; i++) { // what a first call brings with it isn't meant
            fleet.ask(i, "warm\t" + 1_000 * (i + 2) + "\t50", "warmed");
        }
        long at = Clock.now() + START;
        fleet.everyone("together\t" + at + "\t" + threads + "\t" + COLD_KEY);
        long last = fleet.awaitEveryone("answered").stream()
                .mapToLong(line -> Long.parseLong(line.split("\t", -1)[1]))
                .max()
                .orElse(at);
        return new Cold(
                fleet.loads().stream().filter(load -> load.began() >= at).count(), last - at);
    }

    /** Loads, by tenths of a second since the first key expired. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Expiry(long loads, long bulkCalls, long[] buckets) {
        long busiest() {
            return Arrays.stream(buckets).max().orElse(0);
        }
    }

    private Expiry expiry(Nodes fleet, String settings, PrintWriter out) throws InterruptedException {
        fleet.open("ttl=" + ttlSeconds + "s, " + settings + ", " + cacheSpec, 1);
        fleet.ask(0, "warm\t0\t" + keys, "warmed");
        long warmed = Clock.now();
        for (int i = 0; i < nodes; i++) {
            fleet.tell(i, "scan\t" + i * keys / nodes + "\t" + (i + 1) * keys / nodes + "\t" + SCANNERS);
        }
        long told = warmed;
        long until = warmed + TimeUnit.SECONDS.toNanos(ttlSeconds) + TimeUnit.MILLISECONDS.toNanos(1_500);
        while (Clock.now() < until) {
            TimeUnit.MILLISECONDS.sleep(500);
            if (Clock.now() - told > TELL_EVERY) {
                told = Clock.now();
                out.println(settings + ": " + first(fleet, warmed).size() + " loads");
                out.flush();
            }
        }
        Collection<Load> loads = first(fleet, warmed);
        long first = loads.stream().mapToLong(Load::began).min().orElse(warmed);
        long last = loads.stream().mapToLong(Load::began).max().orElse(warmed);
        long[] buckets = new long[(int) ((last - first) / BUCKET) + 1];
        loads.forEach(load -> buckets[(int) ((load.began() - first) / BUCKET)]++);
        long calls = fleet.bulkCalls().stream().filter(at -> at > warmed).count();
        Expiry expiry = new Expiry(loads.size(), calls, buckets);
        picture(expiry, settings, out);
        return expiry;
    }

    /** Of each key the first one; those that live shortest expire a second time. */
    private static Collection<Load> first(Nodes fleet, long since) {
        return fleet.loads().stream()
                .filter(load -> load.began() > since)
                .collect(Collectors.toMap(Load::key, load -> load, (first, second) -> first))
                .values();
    }

    private static void picture(Expiry expiry, String settings, PrintWriter out) {
        out.println();
        out.println("loads of keys that were loaded together, " + settings + ", by tenths of a second");
        for (int i = 0; i < expiry.buckets.length; i++) {
            int bar = (int) (WIDTH * expiry.buckets[i] / Math.max(1, expiry.busiest()));
            out.printf(Locale.ROOT, "%5.1f s %6d %s%n", i / 10.0, expiry.buckets[i], "#".repeat(bar));
        }
        out.println();
        out.flush();
    }
}
