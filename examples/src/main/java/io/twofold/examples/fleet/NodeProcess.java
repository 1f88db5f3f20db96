package io.twofold.examples.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The launcher's end of one {@link Node}. */
final class NodeProcess implements AutoCloseable {
    private static final String STATS = "stats ";
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);

    private final int index;
    private final Process process;
    private final PrintWriter commands;
    private final CompletableFuture<String> failure;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private NodeStats unread = NodeStats.NONE;
    private int quietReports;
    private volatile boolean ending;

    /**
     * Starts a node.
     *
     * @param failure completed with a message if the node ends before it was told to
     */
    NodeProcess(Connection connection, CompletableFuture<String> failure) {
        this.index = connection.index();
        this.failure = failure;
        try {
            this.process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1", // several JVMs warm up at once, on few cores perhaps
                            "-cp",
                            System.getProperty("java.class.path"),
                            Node.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new FleetException("node " + index + " doesn't start: " + e.getMessage(), e);
        }
        this.commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread listener = new Thread(this::listen, "node-" + index);
        listener.setDaemon(true);
        listener.start();
        send(connection.toLine());
    }

    private void listen() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(STATS)) {
                    add(NodeStats.parse(line.substring(STATS.length())));
                } else {
                    answers.add(line);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            fail("node " + index + " can't be heard: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            fail("node " + index + " says what makes no sense: " + e.getMessage());
        }
        var unused = process.onExit()
                .thenAccept(ended -> fail("node " + index + " (process " + ended.pid()
                        + ") ended in the middle of the run, exit status " + ended.exitValue()));
    }

    private void fail(String message) {
        if (!ending) {
            failure.complete(message);
        }
    }

    private synchronized void add(NodeStats stats) {
        unread = unread.plus(stats);
        quietReports = stats.isQuiet() ? quietReports + 1 : 0;
    }

    void send(String command) {
        commands.println(command);
    }

    /** What the node reported since this was last asked. */
    synchronized NodeStats takeStats() {
        NodeStats taken = unread;
        unread = NodeStats.NONE;
        return taken;
    }

    /** How many reports up to now, without a break, said that nothing happened. */
    synchronized int quietReports() {
        return quietReports;
    }

    /**
     * Waits for an answer.
     *
     * @return what follows its first word
     */
    String await(String word, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() - deadline < 0) {
            failIfFailed(failure);
            String answer = answers.poll(50, TimeUnit.MILLISECONDS);
            if (answer != null && !answer.startsWith(word)) {
                throw new FleetException(
                        "node " + index + " answers '" + answer + "' where '" + word + "' should come");
            }
            if (answer != null) {
                return answer.substring(word.length()).strip();
            }
        }
        throw new FleetException("node " + index + " doesn't say '" + word + "' within " + atMost.toSeconds() + " s");
    }

    static void failIfFailed(CompletableFuture<String> failure) {
        if (failure.isDone()) {
            throw new FleetException(failure.join());
        }
    }

    /** Ends the node at once. */
    void kill() {
        ending = true;
        process.destroyForcibly();
    }

    /** Asks the node to end, and sees to it. */
    @Override
    public void close() {
        ending = true;
        send("end");
        try {
            if (!process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
