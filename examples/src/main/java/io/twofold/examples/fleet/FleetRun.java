package io.twofold.examples.fleet;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run: starts everything, puts load on the fleet in two phases, lets it come to rest, compares, and cleans up. */
final class FleetRun implements AutoCloseable {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);
    private static final int QUIET_REPORTS = 2;

    private final Options options;
    private final Display display;
    private final PrintStream out;
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final Deque<Runnable> cleanups = new ArrayDeque<>();
    private final Timeline timeline = new Timeline();
    private final Thread hook = new Thread(this::abandon, "fleet-cleanup");
    private final long began = System.nanoTime();

    FleetRun(Options options, Display display, PrintStream out) {
        this.options = options;
        this.display = display;
        this.out = out;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether all went well. */
    boolean run() {
        try {
            start();
            warmUp();
            load(Phase.UNCACHED, options.uncachedSeconds());
            load(Phase.CACHED, options.seconds());
            awaitQuiet();
            return conclude(compare());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FleetException("interrupted", e);
        } catch (IOException e) {
            throw new FleetException("a file can't be written: " + e.getMessage(), e);
        }
    }

    private void start() throws IOException, InterruptedException {
        display.say("Starting " + (options.redis() == null ? "Redis, " : "") + "a database with "
                + Display.number(Catalog.SIZE) + " products, and " + options.nodes() + " nodes ...");
        RedisServer redis = RedisServer.of(options.redis());
        cleanUp(redis::close);
        Database database = Database.start();
        cleanUp(database::close);
        Path acknowledged = StalenessJudge.create(Catalog.SIZE);
        cleanUp(() -> delete(acknowledged));
        for (int index = 1; index <= options.nodes(); index++) {
            startNode(new Connection(
                    index, redis.uri(), redis.pid(), redis.namespace(), database.url(), acknowledged.toString()));
        }
        for (NodeProcess node : nodes) {
            node.await("ready", STARTS_WITHIN);
        }
    }

    /** Lets the JVMs compile what the load needs, so that both phases are measured alike; leaves the cache empty. */
    private void warmUp() throws InterruptedException {
        display.say("Warming up for " + options.warmUpSeconds() + " s ...");
        sendAll("run " + Phase.CACHED.word());
        pauseUnlessFailed(Duration.ofSeconds(options.warmUpSeconds()));
        pauseLoad();
        nodes.get(0).send("clear");
        nodes.get(0).await("cleared", ANSWERS_WITHIN);
        nodes.forEach(NodeProcess::takeStats);
    }

    private void sendAll(String command) {
        nodes.forEach(node -> node.send(command));
    }

    private void pauseLoad() throws InterruptedException {
        sendAll("pause");
        for (NodeProcess node : nodes) {
            node.await("paused", ANSWERS_WITHIN);
        }
    }

    private void startNode(Connection connection) {
        NodeProcess node = new NodeProcess(connection, failure);
        synchronized (cleanups) {
            nodes.add(node);
        }
    }

    private void cleanUp(Runnable cleanup) {
        synchronized (cleanups) {
            cleanups.push(cleanup);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.err.println("fleet: " + file + " can't be deleted: " + e.getMessage());
        }
    }

    private void load(Phase phase, int seconds) throws InterruptedException {
        display.say(
                phase == Phase.UNCACHED
                        ? "The load goes straight to the database, for comparison:"
                        : "The same load goes through the cache:");
        sendAll("run " + phase.word());
        long start = System.nanoTime();
        double before = 0;
        while (before < seconds) {
            pauseUnlessFailed(Duration.ofSeconds(1));
            double now = secondsSince(start);
            NodeStats last = take(phase, true);
            display.show(new Display.Progress(phase, now, seconds, last, now - before, timeline.total(phase)));
            before = now;
        }
        pauseLoad();
        take(phase, false);
        timeline.ended(phase, secondsSince(start));
    }

    private NodeStats take(Phase phase, boolean draw) {
        NodeStats last = nodes.stream().map(NodeProcess::takeStats).reduce(NodeStats.NONE, NodeStats::plus);
        timeline.add(new Timeline.Tick(phase, secondsSince(began), last), draw);
        return last;
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    private void pauseUnlessFailed(Duration pause) throws InterruptedException {
        try {
            throw new FleetException(failure.get(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return; // nothing failed while the time passed
        } catch (ExecutionException e) {
            throw new IllegalStateException("a failure is only ever a message", e);
        }
    }

    /** Waits until no node does anything any more, and whatever may be stale has had its time. */
    private void awaitQuiet() throws InterruptedException {
        display.say("The load has ended; waiting until all is quiet ...");
        long start = System.nanoTime();
        Duration atLeast = ProductService.MAX_STALENESS.plusMillis(100);
        while (System.nanoTime() - start < atLeast.toNanos()
                || nodes.stream().anyMatch(node -> node.quietReports() < QUIET_REPORTS)) {
            if (System.nanoTime() - start > ANSWERS_WITHIN.toNanos()) {
                throw new FleetException("the fleet doesn't come to rest within " + ANSWERS_WITHIN.toSeconds() + " s");
            }
            pauseUnlessFailed(Duration.ofMillis(50));
        }
        take(Phase.CACHED, false); // what was still under way when the load ended
    }

    private ProductService.Comparison compare() throws InterruptedException {
        display.say("Comparing what every node serves with the database ...");
        sendAll("verify");
        long compared = 0;
        long stale = 0;
        for (NodeProcess node : nodes) {
            String[] counts = node.await("verified", ANSWERS_WITHIN).split(" ");
            compared += Long.parseLong(counts[0]);
            stale += Long.parseLong(counts[1]);
        }
        return new ProductService.Comparison(compared, stale);
    }

    private boolean conclude(ProductService.Comparison comparison) throws IOException {
        Summary summary =
                new Summary(options.nodes(), options.seconds(), timeline, comparison.compared(), comparison.stale());
        summary.lines().forEach(display::say);
        Path picture = options.picture().toAbsolutePath();
        Files.writeString(picture, new Picture(timeline.ticks()).svg());
        display.say("Picture of latency and hit rates over time: " + picture);
        List<String> faults = summary.faults();
        faults.forEach(fault -> display.say("FAILED: " + fault));
        out.println(summary.figures());
        return faults.isEmpty();
    }

    /** The JVM is ending: nothing that was started may outlive it. */
    private void abandon() {
        synchronized (cleanups) {
            nodes.forEach(NodeProcess::kill);
            cleanups.forEach(FleetRun::runQuietly);
            cleanups.clear();
        }
    }

    private static void runQuietly(Runnable cleanup) {
        try {
            cleanup.run();
        } catch (RuntimeException e) {
            System.err.println("fleet: while cleaning up: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        synchronized (cleanups) {
            nodes.parallelStream().forEach(NodeProcess::close);
            nodes.clear();
            cleanups.forEach(FleetRun::runQuietly);
            cleanups.clear();
        }
    }
}
