package io.twofold.examples.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One process of the fleet. It is told what to do by lines on its standard input, and answers on its standard output:
 *
 * <pre>
 *   (a {@link Connection})          ready
 *   run cached | run uncached       (load begins)
 *   pause                           paused, when the last request was answered
 *   clear                           cleared
 *   verify                          verified COMPARED STALE
 *   end                             (ends)
 *                                   stats ..., every second: see {@link NodeStats}
 * </pre>
 *
 * <p>It ends at once if the launcher does.
 */
final class Node {
    private final PrintStream out;
    private final ProductStore store;
    private final ProductService service;
    private final Traffic traffic;
    private final Meter meter = new Meter();

    private Node(Connection connection, PrintStream out) throws IOException, SQLException {
        this.out = out;
        StalenessJudge judge = StalenessJudge.open(Path.of(connection.judgeFile()));
        this.store = ProductStore.open(connection.database(), 5);
        this.service = new ProductService(connection, store, judge);
        this.traffic = new Traffic(connection.index(), service, judge, meter);
    }

    public static void main(String[] args) throws IOException, SQLException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String first = in.readLine();
        if (first == null) {
            return;
        }
        Connection connection = Connection.parse(first);
        BlockingQueue<String> commands = new LinkedBlockingQueue<>();
        Thread listener = new Thread(() -> listen(in, commands, connection.redisPid()), "commands");
        listener.setDaemon(true);
        listener.start();
        new Node(connection, out).obey(commands);
        Runtime.getRuntime().halt(0);
    }

    /** Hears the launcher out; when it is gone, so is this process. */
    private static void listen(BufferedReader in, BlockingQueue<String> commands, long redisPid) {
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(line);
            }
        } catch (IOException e) {
            System.err.println("the launcher can't be heard any more: " + e.getMessage());
        }
        // A killed launcher couldn't end the Redis that it had started.
        ProcessHandle.of(redisPid)
                .filter(process -> process.info().command().orElse("").endsWith("redis-server"))
                .ifPresent(ProcessHandle::destroy);
        Runtime.getRuntime().halt(1);
    }

    private void obey(BlockingQueue<String> commands) throws SQLException, InterruptedException {
        ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
        var unused = ticker.scheduleAtFixedRate(this::report, 1, 1, TimeUnit.SECONDS);
        say("ready");
        for (String command = commands.take(); !command.equals("end"); command = commands.take()) {
            switch (command) {
                case "run uncached" -> traffic.start(Phase.UNCACHED);
                case "run cached" -> traffic.start(Phase.CACHED);
                case "pause" -> {
                    traffic.stop();
                    report();
                    say("paused");
                }
                case "clear" -> {
                    service.clear();
                    say("cleared");
                }
                case "verify" -> {
                    ProductService.Comparison comparison = service.compare();
                    say("verified " + comparison.compared() + " " + comparison.stale());
                }
                default -> throw new IllegalArgumentException("unknown command: " + command);
            }
        }
        traffic.stop();
        ticker.shutdownNow();
        service.close();
        store.close();
    }

    private synchronized void report() {
        say("stats " + meter.interval(service.stats(), store.queries()).toLine());
    }

    private void say(String line) {
        out.println(line);
    }
}
