package io.twofold.benchmarks.lab.writes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The launcher's end of a {@link WritesNode}. */
final class Child {
    private final Process process;
    private final PrintWriter commands;
    private final Thread listener;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    /** @param acknowledged the last value of each key that was acknowledged */
    Child(String line, Map<Long, Long> acknowledged, Runnable onAck) {
        try {
            this.process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx192m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1", // it doesn't live for long
                            "-cp",
                            System.getProperty("java.class.path"),
                            WritesNode.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.listener = new Thread(() -> listen(acknowledged, onAck), "child");
        listener.setDaemon(true);
        listener.start();
        commands.println(line);
    }

    private void listen(Map<Long, Long> acknowledged, Runnable onAck) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("ack") && words.length == 3 && !words[2].isEmpty()) {
                    acknowledged.merge(Long.valueOf(words[1]), Long.valueOf(words[2]), Math::max);
                    onAck.run();
                } else {
                    answers.add(line);
                }
            }
        } catch (IOException e) {
            answers.add("gone: " + e.getMessage()); // killed while it spoke
        }
    }

    void send(String command) {
        commands.println(command);
    }

    /** The answer that begins with a word; null if it doesn't come in time. */
    @Nullable
    String await(String word, long seconds) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (long left = seconds * 1_000;
                left > 0;
                left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())) {
            String answer = answers.poll(left, TimeUnit.MILLISECONDS);
            if (answer != null && answer.startsWith(word)) {
                return answer;
            }
        }
        return null;
    }

    /** As {@code kill -9}; returns when all that it has said was heard. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        listener.join(TimeUnit.SECONDS.toMillis(10));
    }
}
