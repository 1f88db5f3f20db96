package io.twofold.benchmarks.peers;

import java.util.function.Consumer;

/** One node's end of a bare PUBLISH and SUBSCRIBE, without a cache. Safe for use by many threads. */
public interface Channel extends AutoCloseable {
    /** Sends a message to all who listen, and waits until Redis has it. */
    void publish(String message);

    /** Has each message from now on given to the listener, on a thread of the client. */
    void listen(Consumer<String> listener);

    @Override
    void close();
}
