package io.twofold.benchmarks.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The launcher's end of a process of this program: it is told lines, and answers in lines. */
public final class JvmProcess implements AutoCloseable {
    /** The options of one of a fleet: several JVMs warm up at once, on few cores perhaps. */
    public static final List<String> SMALL = List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Process process;
    private final PrintWriter commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    /**
     * Starts it.
     *
     * @param main its main class
     * @param options of its JVM
     * @param name of the thread that listens to it
     * @param unasked takes the lines that are no answers, and tells whether a line was one of them
     */
    public JvmProcess(Class<?> main, List<String> options, String name, Predicate<String> unasked) {
        this(List.of(), main, options, name, unasked);
    }

    /**
     * Starts it by another program.
     *
     * @param launcher what the command begins with
     */
    public JvmProcess(
            List<String> launcher, Class<?> main, List<String> options, String name, Predicate<String> unasked) {
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        try {
            this.process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread thread = new Thread(() -> listen(unasked), name);
        thread.setDaemon(true);
        thread.start();
    }

    private void listen(Predicate<String> unasked) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!unasked.test(line)) {
                    answers.add(line);
                }
            }
            answers.add("gone with exit code " + process.waitFor());
        } catch (IOException e) {
            answers.add("gone: " + e.getMessage()); // killed while it spoke
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells it a line. */
    public void send(String command) {
        commands.println(command);
    }

    /** Waits for the next answer, which is {@code gone} and why once it has ended; null if none comes in time. */
    public @Nullable String answer(long millis) throws InterruptedException {
        return answers.poll(millis, TimeUnit.MILLISECONDS);
    }

    /** Waits for an answer that begins with a word; null if it doesn't come in time. */
    public @Nullable String await(String word, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = millis; left > 0; left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())) {
            String answer = answers.poll(left, TimeUnit.MILLISECONDS);
            if (answer != null && answer.startsWith(word)) {
                return answer;
            }
        }
        return null;
    }

    /** Sends it a signal, such as STOP. */
    public void signal(String name) {
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
