package io.twofold.benchmarks.lab.campaign;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Harms real processes and servers, and checks every read meanwhile. */
@Command(
        name = "campaign",
        description = {
            "Starts processes and Redis servers on this machine, harms them in every way, and checks every read.",
            "The same seed gives the same schedule of faults, not the same run."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:nothing was violated", "1:something was, or the fleet didn't recover", "2:called wrongly"})
public final class CampaignCommand implements Callable<Integer> {
    private static final int DETAILED = 20;

    @Option(names = "--seconds", defaultValue = "60", description = "how long (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--topology",
            defaultValue = "single",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Topology topology = Topology.single;

    @Option(names = "--nodes", defaultValue = "4", description = "processes, 2 to 16 (default: ${DEFAULT-VALUE})")
    private int nodes;

    @Option(names = "--seed", defaultValue = "1", description = "of the schedule (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "where a page in Markdown goes; its picture goes beside it")
    private @Nullable Path report;

    @Option(
            names = "--down-after",
            paramLabel = "MILLIS",
            defaultValue = "2000",
            description =
                    "how long Sentinels wait for an answer before they replace a primary (default: ${DEFAULT-VALUE})")
    private int downAfterMillis;

    @Option(
            names = "--server-setting",
            paramLabel = "NAME=VALUE",
            description = "of each server that holds data, as in redis.conf; may be repeated. Not in a cluster")
    private Map<String, String> serverSettings = new LinkedHashMap<>();

    @Option(
            names = "--spec",
            defaultValue = "",
            description = "further settings of the cache, like l2.replicas=1, separated by commas")
    private String spec = "";

    @Option(
            names = "--kind",
            split = ",",
            paramLabel = "KIND",
            description = "only faults of these kinds: ${COMPLETION-CANDIDATES}")
    private @Nullable List<Kind> kinds;

    @Spec
    private @Nullable CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandSpec called = command;
        if (called == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        if (nodes < 2 || nodes > 16 || seconds < 1 || seed < 0 || seed > 1_000_000_000) {
            throw new ParameterException(
                    called.commandLine(),
                    "allowed are 2 to 16 nodes, at least 1 second, and seeds from 0 to 1000000000");
        }
        PrintWriter out = called.commandLine().getOut();
        Outcome outcome = new Campaign(topology, setup(), nodes, seed, kinds == null ? Kind.of(topology) : kinds, out)
                .run(seconds);
        Path page = report;
        if (page != null) {
            new Report(outcome, line()).write(page);
        }
        outcome.violations().stream().limit(DETAILED).forEach(text -> out.println("violation: " + text));
        out.println(Report.figures(outcome));
        out.flush();
        return outcome.violations().isEmpty() ? 0 : 1;
    }

    private Servers.Setup setup() {
        return new Servers.Setup(
                downAfterMillis,
                serverSettings.entrySet().stream()
                        .flatMap(setting -> Stream.of("--" + setting.getKey(), setting.getValue()))
                        .toList(),
                spec);
    }

    private String line() {
        return "java -jar lab.jar campaign --seconds " + seconds + " --topology " + topology + " --nodes " + nodes
                + " --seed " + seed
                + (downAfterMillis == Servers.Setup.PATIENT.downAfterMillis() ? "" : " --down-after " + downAfterMillis)
                + serverSettings.entrySet().stream()
                        .map(setting -> " --server-setting " + setting.getKey() + "=" + setting.getValue())
                        .collect(Collectors.joining())
                + (spec.isEmpty() ? "" : " --spec " + spec)
                + (kinds == null
                        ? ""
                        : " --kind " + kinds.stream().map(Kind::name).collect(Collectors.joining(",")));
    }
}
