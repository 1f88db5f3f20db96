package io.twofold.benchmarks.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares Twofold with what it stands on. */
@Command(
        name = "compare",
        description = {
            "Compares Twofold with what it stands on, in short turns of all, and prints ratios.",
            "In L2, GETALL, MISS, PUT, INVALIDATE and SERVER each side has a process of its own, and Redis a"
                    + " processor, where there are several and taskset is there. Before turns count, a side works until"
                    + " its JIT is quiet, for some seconds each."
        },
        mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "WHAT", description = "${COMPLETION-CANDIDATES}")
    private List<What> what = List.of();

    @Option(names = "--length", defaultValue = "SHORT", description = "${COMPLETION-CANDIDATES}")
    private Length length = Length.SHORT;

    @Option(names = "--csv", paramLabel = "FILE", description = "write the figures there too")
    private @Nullable Path csv;

    @Option(names = "--figures", paramLabel = "FILE", description = "take these, written by --csv, first")
    private List<Path> figures = List.of();

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "write a page in Markdown there too, and its plots into a folder beside it")
    private @Nullable Path report;

    @Spec
    private @Nullable CommandSpec spec;

    /** What can be compared. */
    enum What {
        L1,
        L2,
        GETALL,
        MISS,
        PUT,
        INVALIDATE,
        PROPAGATION,
        STAMPEDE,
        STARTUP,
        SERVER,
        HITRATE,
        TRACES,
        REPLAY,
        MEMORY,
        CODEC
    }

    @Override
    public Integer call() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Path file : figures) {
            Files.readAllLines(file, StandardCharsets.UTF_8).forEach(line -> rows.add(Row.parse(line)));
        }
        Environment environment = new Environment();
        for (What each : what) {
            List<Row> found = switch (each) {
                case L1 -> L1Hits.run(length);
                case L2 -> RedisContests.l2(Pace.of(length));
                case GETALL -> RedisContests.getAll(Pace.of(length));
                case MISS -> RedisContests.miss(Pace.of(length));
                case PUT -> RedisContests.put(Pace.of(length));
                case INVALIDATE -> RedisContests.invalidate(Pace.of(length));
                case PROPAGATION -> RedisContests.propagation(Pace.of(length));
                case STAMPEDE -> RedisContests.stampede(Pace.of(length));
                case SERVER -> RedisContests.server(Pace.of(length));
                case STARTUP -> RedisContests.startUp(Pace.of(length));
                case HITRATE -> HitRates.madeUp(length);
                case TRACES -> HitRates.recorded(length);
                case REPLAY -> Replays.run(length);
                case MEMORY -> Memory.run();
                case CODEC -> CodecContest.run(length);
            };
            found.forEach(row -> out(row.toString()));
            rows.addAll(found);
            environment.look();
        }
        if (csv != null) {
            Files.write(csv, rows.stream().map(Row::csv).toList(), StandardCharsets.UTF_8);
        }
        if (report != null) {
            new Report(rows, length, environment).write(report);
        }
        return 0;
    }

    private void out(String line) {
        if (spec != null) {
            spec.commandLine().getOut().println(line);
            spec.commandLine().getOut().flush();
        }
    }
}
