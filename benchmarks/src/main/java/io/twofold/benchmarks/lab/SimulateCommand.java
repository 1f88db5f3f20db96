package io.twofold.benchmarks.lab;

import io.twofold.testkit.simulation.Simulation;
import io.twofold.testkit.simulation.SimulationReport;
import io.twofold.testkit.simulation.SimulationSettings;
import io.twofold.testkit.simulation.Violation;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the simulation, seed after seed, of the protocol as it is or of mutants of it. */
@Command(
        name = "simulate",
        description = {
            "Simulates fleets of nodes on one thread in virtual time, with faults of every kind, and checks every read.",
            "Each seed is a run of its own; the same seed gives the same run."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:nothing was violated", "1:something was, or a mutant was not caught", "2:called wrongly"})
final class SimulateCommand implements Callable<Integer> {
    private static final int DETAILED = 5;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1000",
            description = "how many seeds; for --mutants, how many each mutant may take (default: ${DEFAULT-VALUE})")
    private long seeds;

    @Option(
            names = "--from",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "the first seed (default: ${DEFAULT-VALUE})")
    private long from;

    @Option(names = "--nodes", defaultValue = "3", description = "nodes of a fleet (default: ${DEFAULT-VALUE})")
    private int nodes;

    @Option(names = "--keys", defaultValue = "5", description = "keys that they use (default: ${DEFAULT-VALUE})")
    private int keys;

    @Option(names = "--steps", defaultValue = "300", description = "steps of their users (default: ${DEFAULT-VALUE})")
    private int steps;

    @Option(
            names = "--mutant",
            paramLabel = "NAME",
            description = "take one mechanism out of the protocol: ${COMPLETION-CANDIDATES}",
            completionCandidates = MutantNames.class)
    private @Nullable String mutant;

    @Option(names = "--mutants", description = "take out each mechanism in turn, and tell which seed catches it")
    private boolean mutants;

    @Option(names = "--trace", description = "print what led to each violation")
    private boolean traced;

    @Spec
    private @Nullable CommandSpec spec;

    /** For the help. */
    static final class MutantNames implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return Mutant.ALL.stream().map(Mutant::name).iterator();
        }
    }

    @Override
    public Integer call() {
        CommandSpec called = spec;
        if (called == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        PrintWriter out = called.commandLine().getOut();
        SimulationSettings settings;
        try {
            settings = new SimulationSettings(nodes, keys, steps);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(called.commandLine(), e.getMessage(), e);
        }
        if (mutants) {
            return table(out, settings);
        }
        String name = mutant;
        if (name == null) {
            Simulation simulation = new Simulation(settings);
            return run(out, seed -> simulation.run(seed));
        }
        try {
            return run(out, Mutant.named(name).runs(settings));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(called.commandLine(), e.getMessage(), e);
        }
    }

    private int run(PrintWriter out, Mutant.Runs runs) {
        Progress progress = new Progress(out, seeds);
        long reads = 0;
        long faults = 0;
        long violations = 0;
        long maxStaleness = 0;
        for (long seed = from; seed < from + seeds; seed++) {
            SimulationReport report = runs.run(seed);
            reads += report.reads();
            faults += report.faults();
            maxStaleness = Math.max(maxStaleness, report.maxStalenessNanos());
            if (!report.violations().isEmpty()) {
                violations += report.violations().size();
                if (violations <= DETAILED || traced) {
                    progress.interrupt();
                    tell(out, report.violations());
                }
            }
            progress.done(seed - from + 1, violations);
        }
        progress.interrupt();
        out.printf(
                Locale.ROOT,
                "seeds=%d reads=%d faults=%d violations=%d maxStalenessMs=%.1f%n",
                seeds,
                reads,
                faults,
                violations,
                (double) maxStaleness / TimeUnit.MILLISECONDS.toNanos(1));
        out.flush();
        return violations == 0 ? 0 : 1;
    }

    private void tell(PrintWriter out, List<Violation> violations) {
        for (Violation violation : violations) {
            out.println(violation);
            if (traced) {
                violation.trace().forEach(line -> out.println("    " + line));
            }
        }
        out.println("    again, with what led to it: simulate --seeds 1 --from "
                + violations.get(0).seed() + " --nodes " + nodes + " --keys " + keys + " --steps " + steps
                + (mutant == null ? "" : " --mutant " + mutant) + " --trace");
    }

    private int table(PrintWriter out, SimulationSettings settings) {
        out.printf(Locale.ROOT, "%-24s %-10s %-18s %s%n", "without", "caught at", "as", "which means that");
        boolean all = true;
        for (Mutant each : Mutant.ALL) {
            Violation caught = each.caught(settings, from, seeds);
            all &= caught != null;
            out.printf(
                    Locale.ROOT,
                    "%-24s %-10s %-18s %s%n",
                    each.name(),
                    caught == null ? "never" : Long.toString(caught.seed()),
                    caught == null ? "-" : caught.kind().toString(),
                    each.meaning());
            out.flush();
        }
        return all ? 0 : 1;
    }
}
