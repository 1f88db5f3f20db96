package io.twofold.benchmarks.lab.campaign;

import io.twofold.benchmarks.lab.Clock;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** One fault after another, in an order and for times that the seed gives, each kind as often as every other. */
final class Campaign {
    private static final long TELL_EVERY = TimeUnit.SECONDS.toNanos(10);
    private static final int WARM_UP_MILLIS = 1_500;

    private final Topology topology;
    private final Servers.Setup setup;
    private final int nodes;
    private final long seed;
    private final List<Kind> kinds;
    private final PrintWriter out;
    private final Outcome outcome = new Outcome();
    private final Deque<Kind> next = new ArrayDeque<>();
    private final SplittableRandom random;

    Campaign(Topology topology, Servers.Setup setup, int nodes, long seed, List<Kind> kinds, PrintWriter out) {
        this.topology = topology;
        this.setup = setup;
        this.nodes = nodes;
        this.seed = seed;
        this.kinds = kinds;
        this.out = out;
        this.random = new SplittableRandom(seed);
    }

    Outcome run(int seconds) throws InterruptedException {
        try (Servers servers = Servers.start(topology, setup);
                Fleet fleet = new Fleet(topology, nodes, seed, Fleet.spec(seed, setup.spec()), servers, outcome)) {
            fleet.start();
            if (!fleet.recovered(0)) {
                throw new IllegalStateException("the nodes don't hear of each other");
            }
            outcome.begin();
            TimeUnit.MILLISECONDS.sleep(WARM_UP_MILLIS);
            Injector injector = new Injector(servers, fleet, random.split());
            long told = Clock.now();
            while (Clock.now() - outcome.began() < TimeUnit.SECONDS.toNanos(seconds)) {
                fault(injector, fleet);
                TimeUnit.MILLISECONDS.sleep(random.nextInt(100, 500));
                if (Clock.now() - told > TELL_EVERY) {
                    told = Clock.now();
                    tell(seconds);
                }
            }
            TimeUnit.MILLISECONDS.sleep(WARM_UP_MILLIS); // whatever outlived its bound shows by then
            outcome.end();
        }
        return outcome;
    }

    private void fault(Injector injector, Fleet fleet) throws InterruptedException {
        Kind kind = nextKind();
        int millis = random.nextInt(kind.shortest(), kind.longest());
        long began = Clock.now();
        outcome.beginning(kind);
        Injector.Undo undo = injector.inject(kind, millis);
        TimeUnit.MILLISECONDS.sleep(Injector.lasts(kind, millis));
        undo.run();
        long ended = Clock.now();
        if (!fleet.recovered(random.nextInt(nodes))) {
            throw new IllegalStateException("the fleet doesn't recover from: " + kind);
        }
        outcome.fault(new Outcome.Fault(kind, began, ended, Clock.now()));
    }

    private Kind nextKind() {
        if (next.isEmpty()) {
            List<Kind> shuffled = new ArrayList<>(kinds);
            Collections.shuffle(shuffled, new Random(random.nextLong()));
            next.addAll(shuffled);
        }
        return next.remove();
    }

    private void tell(int seconds) {
        out.printf(
                Locale.ROOT,
                "%d of %d s, %d faults, %d reads, %d violations%n",
                TimeUnit.NANOSECONDS.toSeconds(Clock.now() - outcome.began()),
                seconds,
                outcome.faults().size(),
                outcome.reads(),
                outcome.violations().size());
        out.flush();
    }
}
