package io.twofold.benchmarks.lab.scenario;

import io.twofold.CacheSpec;
import io.twofold.benchmarks.lab.Clock;
import io.twofold.benchmarks.lab.scenario.Nodes.Load;
import io.twofold.benchmarks.lab.scenario.Nodes.Tally;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One key that everybody reads, and that expires. */
@Command(
        name = "hot-key",
        description = {
            "Reads one key on every node, while it expires again and again, and something goes wrong perhaps.",
            "Claims, without a fault: at most 1.2 loads in each time to live, by all nodes together; with one: no more"
                    + " loads in any second than each node would need for itself, twice. Always: no more reads that wait"
                    + " for a load, or fail, than allowed."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:the claims hold", "1:one doesn't", "2:called wrongly"})
public final class HotKeyCommand implements Callable<Integer> {
    private static final int KEY = 1;
    private static final double MOST_LOADS = 1.2;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long NEAR = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_FAULT_SECONDS = 10;
    private static final int TIMED_KEYS = 100;

    enum Fault {
        none,
        kill,
        redis,
        loader
    }

    @Option(names = "--seconds", defaultValue = "60", description = "how long (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--nodes", defaultValue = "4", description = "processes, 2 to 16 (default: ${DEFAULT-VALUE})")
    private int nodes;

    @Option(
            names = "--reads",
            defaultValue = "2000",
            description = "a second, by all nodes (default: ${DEFAULT-VALUE})")
    private int reads;

    @Option(
            names = "--fault",
            defaultValue = "none",
            description = {
                "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
                "kill: every 5 s, the process that loads is killed in the middle of it;",
                "redis: Redis is stopped (SIGSTOP) for a third of the time, 10 s at most;",
                "loader: the source fails for as long"
            })
    private Fault fault = Fault.none;

    @Option(names = "--load-ms", defaultValue = "50", description = "what a load takes (default: ${DEFAULT-VALUE})")
    private int loadMillis;

    @Option(
            names = "--spec",
            defaultValue = "ttl=1s, maxStaleness=2s, l2.timeout=300ms, failSafe=1m, load.softTimeout=20ms",
            description = "of the cache (default: ${DEFAULT-VALUE})")
    private String cacheSpec = "";

    @Option(
            names = "--most-waits",
            paramLabel = "N",
            defaultValue = "0",
            description = "how many reads may wait for a load (default: ${DEFAULT-VALUE})")
    private long mostWaits;

    @Option(
            names = "--most-errors",
            paramLabel = "N",
            defaultValue = "0",
            description = "how many reads may fail (default: ${DEFAULT-VALUE})")
    private long mostErrors;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec called = spec;
        if (called == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        if (nodes < 2 || nodes > 16 || seconds < 3 || reads < nodes || reads > 100_000) {
            throw new ParameterException(
                    called.commandLine(),
                    "allowed are 2 to 16 nodes, at least 3 seconds, and at least a read for each node");
        }
        PrintWriter out = called.commandLine().getOut();
        try (Nodes fleet = new Nodes(nodes)) {
            fleet.open(cacheSpec, loadMillis);
            HitsOfL2 l2 = hitsOfL2(fleet);
            fleet.ask(0, "warm\t" + KEY + "\t1", "warmed");
            long began = Clock.now();
            String read = "read\t" + KEY + "\t" + reads / nodes;
            fleet.everyone(read);
            String happened = run(fleet, read, out, fleet.loads().size());
            return judge(new Seen(began, Clock.now(), fleet, l2), happened, out);
        }
    }

    /** How long reads take that L2 answers. */
    private record HitsOfL2(long median, long most) {}

    private HitsOfL2 hitsOfL2(Nodes fleet) throws InterruptedException {
        String[] timed = {};
        for (int round = 1; round <= 3; round++) { // the first ones warm up
            String keys = "\t" + 1_000 * round + "\t" + TIMED_KEYS;
            fleet.ask(0, "warm" + keys, "warmed");
            timed = fleet.ask(1, "time" + keys, "timed").split("\t", -1);
        }
        return new HitsOfL2(Long.parseLong(timed[1]), Long.parseLong(timed[3]));
    }

    private String run(Nodes fleet, String read, PrintWriter out, int loadsBefore) throws InterruptedException {
        long faultSeconds = Math.min(LONGEST_FAULT_SECONDS, seconds / 3);
        long from = seconds / 3;
        String happened = "";
        long began = Clock.now();
        for (int second = 0; second < seconds; second++) {
            if (fault == Fault.kill && second > 0 && second % 5 == 0) {
                fleet.killNextLoader(read);
                happened += " " + second;
            } else if (fault == Fault.redis && second == from) {
                fleet.server().pause();
                happened = " from " + from + " to " + (from + faultSeconds);
            } else if (fault == Fault.redis && second == from + faultSeconds) {
                fleet.server().resume();
            } else if (fault == Fault.loader && second == from) {
                fleet.everyone("fail\ton");
                happened = " from " + from + " to " + (from + faultSeconds);
            } else if (fault == Fault.loader && second == from + faultSeconds) {
                fleet.everyone("fail\toff");
            }
            TimeUnit.NANOSECONDS.sleep(Math.max(0, began + (second + 1) * SECOND - Clock.now()));
            if (second % 5 == 4) {
                out.println(
                        second + 1 + " of " + seconds + " s, " + (fleet.loads().size() - loadsBefore) + " loads");
                out.flush();
            }
        }
        return happened;
    }

    /** What was seen of a run. */
    private record Seen(long began, long ended, List<Tally> tallies, List<Load> loads, Nodes fleet, HitsOfL2 l2) {
        Seen(long began, long ended, Nodes fleet, HitsOfL2 l2) {
            this(
                    began,
                    ended,
                    fleet.tallies(),
                    fleet.loads().stream().filter(load -> load.began() > began).toList(),
                    fleet,
                    l2);
        }

        long sum(ToLongFunction<Tally> of) {
            return tallies.stream().mapToLong(of).sum();
        }

        long sum(ToLongFunction<Tally> of, long second) {
            return tallies.stream()
                    .filter(tally -> (tally.at() - began) / SECOND == second)
                    .mapToLong(of)
                    .sum();
        }

        long loadsIn(long second) {
            return loads.stream()
                    .filter(load -> (load.began() - began) / SECOND == second)
                    .count();
        }

        long worst(long second) {
            return fleet.slow().stream()
                    .filter(slow -> slow.began() > began && (slow.began() - began) / SECOND == second)
                    .mapToLong(Nodes.Slow::nanos)
                    .max()
                    .orElse(0);
        }

        /** Of the reads that began shortly before, during or shortly after a load. */
        long worstNearALoad() {
            return fleet.slow().stream()
                    .filter(slow -> loads.stream()
                            .anyMatch(load -> load.began() - NEAR < slow.began() && slow.began() < load.ended() + NEAR))
                    .mapToLong(Nodes.Slow::nanos)
                    .max()
                    .orElse(0);
        }
    }

    /** Prints what happened, second by second. */
    private void table(Seen seen, String happened, PrintWriter out) {
        out.println();
        out.println("fault: " + fault + happened);
        out.println("second    reads  loads  waited  errors  worst ms");
        for (long second = 0; second < seconds; second++) {
            out.printf(
                    Locale.ROOT,
                    "%6d  %7d  %5d  %6d  %6d  %8s%n",
                    second,
                    seen.sum(Tally::reads, second),
                    seen.loadsIn(second),
                    seen.sum(Tally::waited, second),
                    seen.sum(Tally::errors, second),
                    seen.worst(second) == 0 ? "<1" : Latencies.text(seen.worst(second)));
        }
    }

    private int judge(Seen seen, String happened, PrintWriter out) {
        table(seen, happened, out);
        long mostInASecond =
                LongStream.range(0, seconds).map(seen::loadsIn).max().orElse(0);
        double lives = (double) (seen.ended - seen.began)
                / CacheSpec.parse(cacheSpec).ttl().toNanos();
        double loadsPerLife = seen.loads.size() / lives;
        double livesInASecond = Math.max(1, lives / seconds);
        double burst = 2 * nodes * livesInASecond;
        long waited = seen.sum(Tally::waited);
        long errors = seen.sum(Tally::errors);
        boolean holds = waited <= mostWaits
                && errors <= mostErrors
                && (fault == Fault.none ? loadsPerLife <= MOST_LOADS : mostInASecond <= burst);
        out.printf(
                Locale.ROOT,
                "fault=%s reads=%d loads=%d loadsPerTtl=%.2f mostLoadsInASecond=%d waited=%d errors=%d"
                        + " worstNearALoadMs=%s l2HitMs=%s worstL2HitMs=%s claims=%s%n",
                fault,
                seen.sum(Tally::reads),
                seen.loads.size(),
                loadsPerLife,
                mostInASecond,
                waited,
                errors,
                Latencies.text(seen.worstNearALoad()),
                Latencies.text(seen.l2.median),
                Latencies.text(seen.l2.most),
                holds ? "hold" : "broken");
        out.flush();
        return holds ? 0 : 1;
    }
}
