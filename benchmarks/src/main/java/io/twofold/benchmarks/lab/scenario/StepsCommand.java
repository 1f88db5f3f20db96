package io.twofold.benchmarks.lab.scenario;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The same readers before the same database, with one feature more each time. */
@Command(
        name = "steps",
        description = {
            "Runs a small shop of four nodes for 70 seconds of simulated time, again and again, with one feature of the"
                    + " cache more each time, and prints what the database had to do. In this process, with an in-memory"
                    + " remote tier; the same figures every time.",
        },
        mixinStandardHelpOptions = true)
public final class StepsCommand implements Callable<Integer> {
    private static final String PLAIN = "ttl=10s, jitter=0%, refresh.after=100%, refresh.beta=0";
    private static final String JITTERED = "ttl=10s, jitter=20%, refresh.after=100%, refresh.beta=0";
    private static final String ABSENT = JITTERED + ", absentTtl=10s";
    private static final String EARLY =
            "ttl=10s, jitter=20%, absentTtl=10s, refresh.after=75%, refresh.beta=0, refresh.batch=50, refresh.parallel=200";

    /** In the order of the page. */
    private static final List<Step> STEPS = List.of(
            new Step("no cache", Shops.NoCache::new),
            new Step("a map in each process", Shops.Maps::ofEachProcess),
            new Step("and one that they share", Shops.Maps::shared),
            new Step(
                    "Twofold: one flight for a key, one lease in the fleet",
                    shop -> new TwofoldShop(shop, PLAIN, false)),
            new Step("and `jitter=20%`", shop -> new TwofoldShop(shop, JITTERED, false)),
            new Step("and `absentTtl=10s`", shop -> new TwofoldShop(shop, ABSENT, false)),
            new Step("and a bulk loader", shop -> new TwofoldShop(shop, ABSENT, true)),
            new Step("and `refresh.after=75%, refresh.batch=50`", shop -> new TwofoldShop(shop, EARLY, true)),
            new Step("and `failSafe=10m`", shop -> new TwofoldShop(shop, EARLY + ", failSafe=10m", true)));

    @Spec
    private @Nullable CommandSpec spec;

    /** One row of the table. */
    private record Step(String name, Function<Shop, Shops.Front> front) {}

    @Override
    public Integer call() {
        CommandSpec called = spec;
        if (called == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        PrintWriter out = called.commandLine().getOut();
        out.println(
                "| Step | queries | busiest second | busiest after the outage | requests that waited | requests that failed |");
        out.println("|---|--:|--:|--:|--:|--:|");
        for (Step step : STEPS) {
            try (Shop shop = new Shop()) {
                Shop.Result result = shop.run(step.front);
                out.printf(
                        Locale.ROOT,
                        "| %s | %,d | %,d | %,d | %,d | %,d |%n",
                        step.name,
                        result.queries(),
                        result.busiest(),
                        result.afterwards(),
                        result.waited(),
                        result.failed());
            }
            out.flush();
        }
        return 0;
    }
}
