package io.twofold.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A real Redis server, 7.0.15, as a process of its own on a free port of the loopback interface; nothing needs to be
 * installed. It keeps nothing on disk unless told to, and dies with this JVM.
 *
 * <p>Runs on Linux (x86-64, x86, arm64) and macOS (x86-64, arm64). Safe for use by many threads.
 */
public final class EmbeddedRedis implements AutoCloseable {
    private static final int START_ATTEMPTS = 5;
    private static final String SENTINEL_FILE = "sentinel.conf";
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(20);

    private final Path folder;
    private final Path binary;
    private final List<String> settings;
    private final int port;
    private final Thread hook;
    private Process process;

    private EmbeddedRedis(Path folder, Path binary, List<String> settings, int port) {
        this.folder = folder;
        this.binary = binary;
        this.settings = settings;
        this.port = port;
        this.process = launch();
        this.hook = new Thread(this::end, "twofold-embedded-redis");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param settings further settings, as arguments of the server: {@code "--requirepass", "secret"}
     * @throws IllegalStateException if there is no server for this machine, or it doesn't start
     */
    public static EmbeddedRedis start(String... settings) {
        return start("", () -> List.of(settings));
    }

    /** A Sentinel rather than a server; what it watches stands in its configuration. */
    static EmbeddedRedis startSentinel(String configuration) {
        return start(configuration, List::of);
    }

    /** As {@link #start(String...)}, with settings that are made anew if a port that they name isn't free any more. */
    static EmbeddedRedis start(Supplier<List<String>> settings) {
        return start("", settings);
    }

    private static EmbeddedRedis start(String sentinel, Supplier<List<String>> settings) {
        try {
            Path folder = Files.createTempDirectory("twofold-redis-");
            Path binary = extract(folder);
            if (!sentinel.isEmpty()) {
                Files.writeString(folder.resolve(SENTINEL_FILE), sentinel);
            }
            for (int attempt = 1; ; attempt++) {
                EmbeddedRedis server = new EmbeddedRedis(folder, binary, List.copyOf(settings.get()), freePort());
                if (server.awaitAnswer()) {
                    return server;
                }
                server.process.destroyForcibly();
                Runtime.getRuntime().removeShutdownHook(server.hook);
                if (attempt == START_ATTEMPTS) {
                    throw new IllegalStateException("the embedded Redis doesn't start:\n" + server.output());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path extract(Path folder) throws IOException {
        String name = binaryName();
        try (InputStream resource = EmbeddedRedis.class.getResourceAsStream("/" + name)) {
            if (resource == null) {
                throw new IllegalStateException("there is no embedded Redis for this machine (" + name
                        + "): run one yourself, and give its URI instead");
            }
            Path binary = folder.resolve("redis-server");
            Files.copy(resource, binary);
            if (!binary.toFile().setExecutable(true)) {
                throw new IllegalStateException(binary + " can't be made executable");
            }
            return binary;
        }
    }

    private static String binaryName() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String arch = switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> "386";
        };
        return "redis-server-7.0.15-" + os + "-" + arch;
    }

    /** A port of the loopback interface that nobody has at the moment. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch() {
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        if (Files.exists(folder.resolve(SENTINEL_FILE))) {
            command.addAll(List.of(folder.resolve(SENTINEL_FILE).toString(), "--sentinel"));
        }
        command.addAll(List.of(
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                folder.toString(),
                "--daemonize",
                "no",
                "--maxmemory-policy",
                "noeviction",
                "--enable-debug-command",
                "local"));
        command.addAll(settings);
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return folder.resolve("server-" + port + ".log");
    }

    private String output() throws IOException {
        return Files.readString(log());
    }

    /** Whether the server answers before its time is over; false if it ends, as when another has its port. */
    private boolean awaitAnswer() {
        long deadline = System.nanoTime() + STARTS_WITHIN.toNanos();
        while (process.isAlive() && System.nanoTime() - deadline < 0) {
            if (answers()) {
                return true;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return false;
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1_000);
            OutputStream out = socket.getOutputStream();
            out.write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            int first = socket.getInputStream().read();
            return first == '+' || first == '-'; // an error, such as for a missing password, is an answer too
        } catch (IOException e) {
            return false;
        }
    }

    /** The port on the loopback interface. */
    public int port() {
        return port;
    }

    /** {@code redis://127.0.0.1:port}. */
    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** The process id of the running server. */
    public synchronized long pid() {
        return process.pid();
    }

    /** Whether the server's process exists, paused or not. */
    public synchronized boolean isRunning() {
        return process.isAlive();
    }

    /** Kills the server as a crash would; what it held is lost unless it was told to keep it. */
    public synchronized void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Starts a server that was killed again, on the same port and folder, and waits until it answers. */
    public synchronized void restart() {
        if (process.isAlive()) {
            kill();
        }
        process = launch();
        if (!awaitAnswer()) {
            throw new IllegalStateException("the embedded Redis doesn't start again on port " + port);
        }
    }

    /** Stops the server without ending it (SIGSTOP): connections stay, nothing is answered. */
    public synchronized void pause() {
        signal("STOP");
    }

    /** Lets a paused server go on (SIGCONT). */
    public synchronized void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("the server can't be sent SIG" + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void awaitEnd() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the server and deletes its folder. Idempotent. */
    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the JVM is ending, and the hook runs too: it finds nothing left to do
        }
    }

    private synchronized void end() {
        process.destroyForcibly();
        awaitEnd();
        delete(folder);
    }

    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
