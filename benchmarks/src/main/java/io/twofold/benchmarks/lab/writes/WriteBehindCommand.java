package io.twofold.benchmarks.lab.writes;

import io.twofold.testkit.EmbeddedRedis;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Puts write-behind to the test. */
@Command(
        name = "write-behind",
        description = {
            "Kills the process that puts, one that writes to the database, or both, again and again, under load;",
            "at the end every acknowledged put must be in the database, and no key's order reversed.",
            "With --throughput: puts against SETs of as many bytes through the same client, in turns."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all is as promised", "1:it isn't", "2:called wrongly"})
public final class WriteBehindCommand implements Callable<Integer> {
    @Option(names = "--kills", defaultValue = "0", description = "how many times processes are killed")
    private int kills;

    @Option(
            names = "--restarts",
            defaultValue = "0",
            description =
                    "how many times Redis, with an append-only file that is always synced, is killed and restarted")
    private int restarts;

    @Option(names = "--seed", defaultValue = "1", description = "of the order of the kills (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--throughput", description = "measure puts instead")
    private boolean throughput;

    @Option(names = "--puts", defaultValue = "100000", description = "how many (default: ${DEFAULT-VALUE})")
    private int puts;

    @Option(names = "--callers", defaultValue = "32", description = "threads that put (default: ${DEFAULT-VALUE})")
    private int callers;

    @Option(
            names = "--shards",
            defaultValue = "1",
            description = "l2.shards of the cache: puts of one shard share calls (default: ${DEFAULT-VALUE})")
    private int shards;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        CommandSpec called = spec;
        if (called == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        if (kills < 0
                || restarts < 0
                || puts < 1_000
                || callers < 1
                || shards < 1
                || (kills + restarts > 0) == throughput) {
            throw new ParameterException(
                    called.commandLine(),
                    "give --kills N or --restarts N, or both, or else --throughput with at least 1000 puts");
        }
        PrintWriter out = called.commandLine().getOut();
        return (throughput ? Throughput.run(puts, callers, shards, out) : kill(out)) ? 0 : 1;
    }

    private boolean kill(PrintWriter out) throws Exception {
        String[] durable = {"--appendonly", "yes", "--appendfsync", "always"};
        try (EmbeddedRedis redis = EmbeddedRedis.start(restarts > 0 ? durable : new String[0]);
                Database database = Database.start()) {
            Kills run = new Kills(redis, database, seed, out);
            try {
                return run.run(kills, restarts);
            } finally {
                run.end();
            }
        }
    }
}
