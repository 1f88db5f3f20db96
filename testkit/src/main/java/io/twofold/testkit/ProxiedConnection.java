package io.twofold.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** One client's connection through a {@link TcpProxy}. */
final class ProxiedConnection {
    /** The command as clients send it: a length, a line break, the word, a line break. */
    private static final Pattern SUBSCRIBE = Pattern.compile("\r\n[SP]?SUBSCRIBE\r\n", Pattern.CASE_INSENSITIVE);

    private static final int LONGEST = "\r\nSSUBSCRIBE\r\n".length();

    private final TcpProxy proxy;
    private final Socket client;
    private final Socket server;
    private volatile boolean subscribed;
    private volatile boolean closed;
    /** The end of what the client sent last, since a command may come in two pieces. Of one thread. */
    private String tail = "";

    ProxiedConnection(TcpProxy proxy, Socket client, Socket server) {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
    }

    boolean isSubscribed() {
        return subscribed;
    }

    boolean isClosed() {
        return closed;
    }

    /** Forwards one direction until either side closes; that news waits for passage like anything else. */
    void pump(boolean toServer) {
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream in = (toServer ? client : server).getInputStream();
            OutputStream out = (toServer ? server : client).getOutputStream();
            int length;
            do {
                length = in.read(buffer);
                if (toServer && length > 0 && !subscribed) {
                    classify(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
                }
                proxy.awaitPassage(this, toServer);
                if (length > 0) {
                    out.write(buffer, 0, length);
                }
            } while (length > 0 && !closed);
        } catch (IOException e) {
            awaitPassage(toServer); // reset by one side: the other is told, as of an orderly end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private void awaitPassage(boolean toServer) {
        try {
            proxy.awaitPassage(this, toServer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void classify(String piece) {
        String text = tail + piece;
        subscribed = SUBSCRIBE.matcher(text).find();
        tail = text.substring(Math.max(0, text.length() - LONGEST));
    }

    /** Closes both sides. Idempotent. */
    void close() {
        closed = true;
        try {
            client.close();
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            proxy.forget(this);
        }
    }
}
