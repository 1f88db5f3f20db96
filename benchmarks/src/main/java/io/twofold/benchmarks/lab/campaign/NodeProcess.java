package io.twofold.benchmarks.lab.campaign;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The launcher's end of a {@link CampaignNode}. */
final class NodeProcess implements AutoCloseable {
    private final Process process;
    private final PrintWriter commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    /** Where what a node says unasked goes. */
    interface Listener {
        void report(Tally.Report report);

        void violation(String text);
    }

    NodeProcess(NodeSettings settings, Listener listener) {
        try {
            this.process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx192m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1", // several JVMs warm up at once, on few cores perhaps
                            "-cp",
                            System.getProperty("java.class.path"),
                            CampaignNode.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread thread = new Thread(() -> listen(listener), "node-" + settings.slot());
        thread.setDaemon(true);
        thread.start();
        send(settings.toLine());
    }

    private void listen(Listener listener) {
        Consumer<String> answer = answers::add;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("stats ")) {
                    listener.report(Tally.Report.parse(line.substring("stats ".length())));
                } else if (line.startsWith("violation ")) {
                    listener.violation(line.substring("violation ".length()));
                } else {
                    answer.accept(line);
                }
            }
        } catch (IOException e) {
            answer.accept("gone: " + e.getMessage()); // killed while it spoke
        }
    }

    void send(String command) {
        commands.println(command);
    }

    /** Waits for an answer that begins with a word; false if it doesn't come in time. */
    boolean await(String word, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = millis; left > 0; left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())) {
            String answer = answers.poll(left, TimeUnit.MILLISECONDS);
            if (answer != null && answer.startsWith(word)) {
                return true;
            }
        }
        return false;
    }

    void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("a node can't be sent SIG" + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills it as {@code kill -9} does. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
