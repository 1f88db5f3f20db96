package io.twofold.testkit.simulation;

import io.twofold.spi.DirtyStore;
import io.twofold.spi.FeedListener;
import io.twofold.spi.Invalidation;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteTier;
import io.twofold.testkit.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Runs a fleet, one seed at a time, and checks every read: that it returns nothing outdated for longer than {@code
 * maxStaleness}, that a node sees what it wrote itself, that a key is loaded by one at a time, and that everybody gets
 * an answer in the end.
 *
 * <pre>{@code
 * SimulationReport report = new Simulation(SimulationSettings.ordinary()).run(42);
 * assertThat(report.violations()).isEmpty();
 * }</pre>
 *
 * <p>The engine in it is the real one. The time, the threads, the network, the source and the server are simulated,
 * and draw everything from the seed: the same seed gives the same run.
 */
public final class Simulation {
    private static final long SETTLING = TimeUnit.SECONDS.toNanos(3);
    private static final long SENT_WITHIN = TimeUnit.MILLISECONDS.toNanos(1_500);

    private final SimulationSettings settings;

    /** Of fleets of that size. */
    public Simulation(SimulationSettings settings) {
        this.settings = settings;
    }

    /** Runs a seed. If that breaks anything, runs it once more to tell what led to it. */
    public SimulationReport run(long seed) {
        SimulationReport report = run(seed, false);
        return report.violations().isEmpty() ? report : run(seed, true);
    }

    /**
     * Runs a seed.
     *
     * @param traced whether violations are to tell what led to them, which takes longer
     */
    public SimulationReport run(long seed, boolean traced) {
        EventLoop loop = new EventLoop();
        Chance chance = new Chance(seed);
        Trace trace = new Trace(loop, traced);
        Verdicts verdicts = new Verdicts(seed, trace);
        SimulatedServer server = new SimulatedServer(loop);
        Profile.Puts puts = Profile.Puts.of(seed);
        World world = new World(
                loop,
                chance,
                Times.spec(seed, puts),
                Profile.draw(chance, puts),
                trace,
                server,
                new History(loop, verdicts, settings.keys()),
                new BehindHistory(loop, verdicts, settings.keys()),
                new LoadWatch(loop, verdicts, settings.keys()));
        if (traced) {
            trace.add(Trace.EVERY_KEY, world.profile().toString());
        }
        RemoteTier observer = observe(world);
        long faults = live(world, new Users(world, verdicts));
        checkSource(world, observer);
        return new SimulationReport(
                seed,
                world.history().reads() + world.behind().reads(),
                faults,
                loop.happened(),
                world.history().maxStaleness(),
                verdicts.violations());
    }

    private long live(World world, Users users) {
        EventLoop loop = world.loop();
        Fleet fleet = new Fleet(world, settings.nodes());
        Nemesis nemesis = new Nemesis(world, fleet, users);
        nemesis.start();
        Steps steps = new Steps(world, fleet, users, settings.steps());
        steps.next();
        while (steps.left > 0) {
            loop.runNext();
        }
        nemesis.end();
        loop.runUntil(loop.now() + SETTLING);
        if (world.profile().behind()) {
            users.flush(fleet.nodes());
            loop.runUntil(loop.now() + SETTLING);
        }
        world.history().settle(loop.now() - SETTLING + SENT_WITHIN);
        readEverything(world, fleet, users);
        loop.runUntil(loop.now() + Times.LONGEST_LIFE);
        readEverything(world, fleet, users);
        loop.runUntil(loop.now() + SETTLING);
        users.checkThatNobodyWaits();
        return nemesis.faults();
    }

    /** What users do, each step an event, so that it goes on while somebody waits for a load. */
    private static final class Steps {
        private final World world;
        private final Fleet fleet;
        private final Users users;
        private final Process process = new Process("users");
        private int left;

        Steps(World world, Fleet fleet, Users users, int count) {
            this.world = world;
            this.fleet = fleet;
            this.users = users;
            this.left = count;
        }

        void next() {
            long pause = (long) (2 * world.chance().fraction() * world.profile().stepNanos());
            world.loop().after(pause, process, () -> {
                Node node = fleet.ready();
                if (node != null) {
                    users.step(node, fleet.ready());
                }
                left--;
                if (left > 0) {
                    next();
                }
            });
        }
    }

    private static void readEverything(World world, Fleet fleet, Users users) {
        Node auditor = fleet.auditor();
        for (int key = 0; key < world.history().keys(); key++) {
            users.peek(auditor, key);
            for (Node node : fleet.nodes()) {
                users.read(node, key);
            }
        }
        world.loop().runUntil(world.loop().now() + SETTLING);
        auditor.process().die();
    }

    /** Once all is quiet: what was put is in the source. */
    private static void checkSource(World world, RemoteTier observer) {
        if (!world.profile().behind()) {
            return;
        }
        DirtyStore store = observer.dirtyStore();
        List<Integer> keys = IntStream.range(0, world.history().keys()).boxed().toList();
        List<DirtyStore.Dead> dead = new ArrayList<>();
        long dirty = 0;
        for (int shard = 0; shard < Times.SHARDS; shard++) {
            dead.addAll(
                    store.dead(shard, Integer.MAX_VALUE).toCompletableFuture().join());
            dirty += store.take(shard, new DirtyStore.Take("observer", 0, 1, 0))
                    .toCompletableFuture()
                    .join()
                    .state()
                    .backlog();
        }
        world.behind().check(keys, dead, dirty);
    }

    /** Hears of every change at the instant at which the server makes it. */
    private static RemoteTier observe(World world) {
        RemoteCache cache = new RemoteCache(
                "default", Node.CACHE, Times.SHARDS, "observer", Duration.ofNanos(Times.TIMEOUT), Times.LOG_LENGTH);
        RemoteTier observer = world.server().connect(new Direct()).open(cache);
        observer.subscribe(new FeedListener() {
            @Override
            public void onInvalidation(Invalidation step) {
                world.history().executed(step.nonce());
                world.behind().executed(step.nonce());
                hear(world, step);
            }

            @Override
            public void onRefreshed(String id) {
                // changes nothing
            }

            @Override
            public void onWake(String name) {
                // changes nothing
            }

            @Override
            public void onSubscribed() {
                // it is from the beginning
            }

            @Override
            public void onUnreadable(Throwable cause) {
                throw new IllegalStateException("a server's announcement is always readable", cause);
            }
        });
        return observer;
    }

    private static void hear(World world, Invalidation step) {
        boolean ofKeys = step.kind() != Invalidation.Kind.CLEAR && step.kind() != Invalidation.Kind.TAGS;
        if (ofKeys) {
            step.ids().forEach(id -> world.loads().changed(Witness.key(id), step.position()));
        }
        if (world.trace().isOn()) {
            String what = "server: " + step.kind() + " of shard " + step.shard() + " " + step.position();
            if (ofKeys) {
                step.ids().forEach(id -> world.trace().add(Witness.key(id), what));
            } else {
                world.trace().add(Trace.EVERY_KEY, what);
            }
        }
    }

    /** Without any network between. */
    private static final class Direct implements Connection {
        @Override
        public <T> CompletionStage<T> exchange(Supplier<T> operation, Duration timeout) {
            return CompletableFuture.completedFuture(operation.get());
        }

        @Override
        public void listens(Runnable subscribed) {
            subscribed.run();
        }

        @Override
        public void announced(Runnable delivery) {
            delivery.run();
        }
    }
}
