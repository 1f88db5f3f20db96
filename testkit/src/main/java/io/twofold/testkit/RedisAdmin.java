package io.twofold.testkit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Any command to one server, over a connection of its own: what a test needs to look into a server, or to do harm to
 * it. It connects when it has to, again after the connection was lost too.
 *
 * <pre>{@code
 * try (RedisAdmin admin = RedisAdmin.of(redis)) {
 *     admin.command("CLIENT", "KILL", "TYPE", "pubsub");
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads, one command at a time.
 */
public final class RedisAdmin implements AutoCloseable {
    private static final int CONNECTS_WITHIN_MILLIS = 2_000;
    private static final int ANSWERS_WITHIN_MILLIS = 15_000;

    private final int port;
    private final List<String> credentials;
    private @Nullable Connection connection;

    private RedisAdmin(int port, List<String> credentials) {
        this.port = port;
        this.credentials = credentials;
    }

    /** Of an embedded server. */
    public static RedisAdmin of(EmbeddedRedis server) {
        return at(server.port());
    }

    /** Of whatever listens at a port of the loopback interface. */
    public static RedisAdmin at(int port) {
        return new RedisAdmin(port, List.of());
    }

    /** As {@link #at(int)}, for a user of the server's. */
    public static RedisAdmin at(int port, String user, String password) {
        return new RedisAdmin(port, List.of(user, password));
    }

    /** What the server answered with: an error. */
    public static final class ErrorReply extends RuntimeException {
        private static final long serialVersionUID = 1;

        ErrorReply(String message) {
            super(message);
        }
    }

    /**
     * Sends a command and waits for its reply, for 15 seconds at most.
     *
     * @param words the command and its arguments, sent as UTF-8
     * @return a String, a Long, a List of such, or null
     * @throws ErrorReply if the server answers with an error
     * @throws UncheckedIOException if there is no connection, or it is lost, or no answer
     */
    public synchronized @Nullable Object command(String... words) {
        try {
            return connected().exchange(words);
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(String.join(" ", words) + " to port " + port, e);
        }
    }

    private Connection connected() throws IOException {
        Connection current = connection;
        if (current == null) {
            current = new Connection(port);
            connection = current;
            if (!credentials.isEmpty()) {
                current.exchange("AUTH", credentials.get(0), credentials.get(1));
            }
        }
        return current;
    }

    /** As {@link #command}, for a reply that is text. */
    public String text(String... words) {
        return as(String.class, words);
    }

    /** As {@link #command}, for a reply that is a number. */
    public long number(String... words) {
        return as(Long.class, words);
    }

    /** As {@link #command}, for a reply that is a list. */
    public List<?> list(String... words) {
        return as(List.class, words);
    }

    private <T> T as(Class<T> type, String... words) {
        Object reply = command(words);
        if (!type.isInstance(reply)) {
            throw new IllegalStateException(String.join(" ", words) + " was answered with " + reply);
        }
        return type.cast(reply);
    }

    /** The fields of a section of {@code INFO}, such as {@code replication}. */
    public Map<String, String> info(String section) {
        return fields(text("INFO", section));
    }

    /** Lines of {@code name:value}, as {@code INFO} and {@code CLUSTER INFO} reply. */
    static Map<String, String> fields(String lines) {
        Map<String, String> fields = new LinkedHashMap<>();
        lines.lines().filter(line -> line.indexOf(':') > 0).forEach(line -> {
            int colon = line.indexOf(':');
            fields.put(line.substring(0, colon), line.substring(colon + 1).trim());
        });
        return fields;
    }

    /** How often the server has run a command since it started, or since {@code CONFIG RESETSTAT}. */
    public long calls(String command) {
        String stat = info("commandstats").get("cmdstat_" + command);
        return stat == null ? 0 : Long.parseLong(stat.replaceFirst("^calls=(\\d+),.*$", "$1"));
    }

    /** Closes the connection; a further command opens another. */
    @Override
    public synchronized void close() {
        Connection current = connection;
        connection = null;
        if (current != null) {
            current.close();
        }
    }

    /** One connection that speaks RESP2. */
    private static final class Connection {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Connection(int port) throws IOException {
            socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(ANSWERS_WITHIN_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECTS_WITHIN_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
            out = new BufferedOutputStream(socket.getOutputStream());
        }

        @Nullable
        Object exchange(String... words) throws IOException {
            header('*', words.length);
            for (String word : words) {
                byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
                header('$', bytes.length);
                out.write(bytes);
                out.write('\r');
                out.write('\n');
            }
            out.flush();
            Object reply = reply();
            if (reply instanceof ErrorReply error) {
                throw error;
            }
            return reply;
        }

        private void header(char type, int length) throws IOException {
            out.write((type + Integer.toString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        private @Nullable Object reply() throws IOException {
            int type = in.read();
            if (type < 0) {
                throw new EOFException("the server closed the connection");
            }
            String line = line();
            return switch (type) {
                case '+' -> line;
                case '-' -> new ErrorReply(line);
                case ':' -> Long.valueOf(line);
                case '$' -> bulk(Integer.parseInt(line));
                case '*' -> array(Integer.parseInt(line));
                default -> throw new IOException("not a reply: " + (char) type + line);
            };
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\r'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException("the server closed the connection");
                }
                line.append((char) c);
            }
            in.skipNBytes(1);
            return line.toString();
        }

        private @Nullable String bulk(int length) throws IOException {
            if (length < 0) {
                return null;
            }
            byte[] bytes = in.readNBytes(length);
            in.skipNBytes(2);
            return new String(bytes, StandardCharsets.UTF_8);
        }

        private @Nullable List<@Nullable Object> array(int length) throws IOException {
            if (length < 0) {
                return null;
            }
            List<@Nullable Object> elements = new ArrayList<>(length);
            for (int i = 0; i < length; i++) {
                elements.add(reply());
            }
            return elements;
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
