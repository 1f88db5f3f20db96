package io.twofold.testkit.simulation;

import io.twofold.AsyncTieredCache;
import io.twofold.CacheBuilder;
import io.twofold.ContextLoader;
import io.twofold.LoadContext;
import io.twofold.Twofold;
import io.twofold.spi.Position;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A node of the fleet: a whole cache of its own, on the simulation's time, threads, chance and network. */
final class Node {
    static final String CACHE = "simulated";

    private final Process process;
    private final Link link;
    private final Witness witness;
    private final AsyncTieredCache<Long, String> cache;

    private Node(Process process, Link link, Witness witness, AsyncTieredCache<Long, String> cache) {
        this.process = process;
        this.link = link;
        this.witness = witness;
        this.cache = cache;
    }

    /** Starts a node that has never been there before. */
    static Node start(World world, String name) {
        Process process = new Process(name);
        Link link = new Link(world.loop(), world.chance(), world.server(), process);
        Witness witness = new Witness(world.server().connect(link), world.behind());
        Twofold twofold = Twofold.builder()
                .remote(witness)
                .time(new NodeTime(world.loop(), process, world.chance()))
                .random(world.chance())
                .executor(executor(world, process))
                .build();
        CacheBuilder<Long, String> builder = twofold.cache(CACHE, Long.class, String.class)
                .spec(world.spec())
                .loader(new SlowSource(world, process, witness));
        if (world.profile().through()) {
            builder.writer(new SlowWriter(world, process));
        }
        if (world.profile().behind()) {
            builder.batchWriter(new SlowBatchWriter(world, process));
        }
        return new Node(process, link, witness, builder.build().async());
    }

    /** Threads enough, each of which comes to its task sooner or later. */
    private static Executor executor(World world, Process process) {
        Chance chance = world.chance();
        return task -> {
            if (isHousekeeping(task)) {
                task.run(); // when it is due depends on the machine, so it must not draw
                return;
            }
            long most = chance.is(0.1) ? world.profile().executorMicros() : 50;
            world.loop().after(chance.micros(1, most), process, task);
        };
    }

    private static boolean isHousekeeping(Runnable task) {
        return task.getClass().getName().startsWith("com.github.benmanes.caffeine.");
    }

    /** The source, as a node's loader sees it: it answers with what it held when it was asked. */
    private record SlowSource(World world, Process process, Witness witness) implements ContextLoader<Long, String> {
        @Override
        public @Nullable String load(Long key, LoadContext<String> context) throws SourceFailure {
            int number = Math.toIntExact(key);
            @Nullable
            String text = world.profile().behind()
                    ? world.behind().text(number)
                    : world.history().text(number, world.history().version(number));
            trace(number, "asks the source, which holds " + text);
            Position grantedAt = witness.take(number);
            if (grantedAt == null && world.loop().now() - process.troubledUntil() <= Times.RECOVERY) {
                world.behind().loadsUnasked(process, number);
            }
            Runnable ended = world.loads().begins(process, number, grantedAt);
            world.loop().await(time(), process);
            ended.run();
            if (world.chance().is(world.profile().failingLoads())) {
                trace(number, "has a load fail");
                throw new SourceFailure();
            }
            context.tag(Users.tag(number));
            trace(number, "has loaded " + text);
            return text;
        }

        private long time() {
            return world.chance().is(world.profile().slowLoads())
                    ? world.chance().millis(50, 1_200)
                    : world.chance().micros(100, 5_000);
        }

        private void trace(int key, String what) {
            if (world.trace().isOn()) {
                world.trace().add(key, process + " " + what);
            }
        }
    }

    /** What a source throws now and then. */
    static final class SourceFailure extends Exception {
        private static final long serialVersionUID = 1;

        SourceFailure() {
            super("the source failed", null, false, false);
        }
    }

    Process process() {
        return process;
    }

    Link link() {
        return link;
    }

    Witness witness() {
        return witness;
    }

    AsyncTieredCache<Long, String> cache() {
        return cache;
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
