package io.twofold.benchmarks.scale;

import io.twofold.benchmarks.plot.Plot;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures how the cost grows. */
@Command(
        name = "scale",
        description = "Measures how the cost grows, and prints the tables of docs/scale.md.",
        mixinStandardHelpOptions = true)
public final class ScaleCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "WITH", description = "${COMPLETION-CANDIDATES}")
    private List<With> with = List.of();

    @Option(names = "--short", description = "fewer sizes and shorter turns")
    private boolean isShort;

    @Option(names = "--plots", paramLabel = "FOLDER", description = "write the plots there")
    private @Nullable Path plots;

    @Spec
    private @Nullable CommandSpec spec;

    /** What there is more and more of. */
    enum With {
        ENTRIES,
        THREADS,
        CACHES,
        NODES
    }

    @Override
    public Integer call() throws IOException {
        for (With each : with) {
            switch (each) {
                case ENTRIES -> entries();
                case THREADS -> threads();
                case CACHES ->
                    out(new CacheScale(isShort).run(isShort ? new int[] {1, 20} : new int[] {1, 10, 100, 1_000}));
                case NODES -> nodes();
            }
        }
        return 0;
    }

    private void nodes() throws IOException {
        NodeScale scale = new NodeScale(isShort);
        out(scale.run(isShort ? new int[] {2, 4} : new int[] {2, 4, 8, 16}));
        plot("nodes.svg", scale.plot());
    }

    private void entries() throws IOException {
        EntryScale scale = new EntryScale(isShort);
        out(scale.run(isShort ? new int[] {10_000, 100_000} : new int[] {10_000, 100_000, 1_000_000, 10_000_000}));
        plot("entries.svg", scale.plot());
    }

    private void threads() throws IOException {
        ThreadScale scale = new ThreadScale(isShort);
        out(scale.run(isShort ? new int[] {1, 2} : new int[] {1, 2, 4, 8}));
        plot("threads.svg", scale.plot());
    }

    private void plot(String file, String svg) throws IOException {
        if (plots != null) {
            Plot.write(plots.resolve(file), svg);
        }
    }

    private void out(List<String> lines) {
        if (spec != null) {
            PrintWriter out = spec.commandLine().getOut();
            lines.forEach(out::println);
            out.println();
            out.flush();
        }
    }
}
